import { parseArgs } from 'node:util';
import { checkRatios, saveRatios } from './check';
import { firstImport } from './imports';
import { otherTools } from './other-tools';
import { ownConstructs } from './own';
import { plainObjects } from './plain';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean' }, save: { type: 'boolean' } },
});

const TABLES: Readonly<Record<string, () => readonly string[]>> = {
  plain: plainObjects,
  own: ownConstructs,
  imports: firstImport,
  tools: otherTools,
};

/** Prints the tables that are named, or all, and then the goals. */
function tables(names: readonly string[]): void {
  const unknown = names.filter((name) => !(name in TABLES));
  if (unknown.length > 0) throw new Error(`a table must be one of ${Object.keys(TABLES).join(', ')}, got ${unknown}`);
  const chosen = names.length > 0 ? names : Object.keys(TABLES);
  const goals = chosen.flatMap((name) => TABLES[name]?.() ?? []);
  console.log(`\n${goals.join('\n')}`);
}

if (values.check) checkRatios();
else if (values.save) saveRatios();
else tables(positionals);
