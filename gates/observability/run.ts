/** Runs the synthesized configurations with the real programs: `npm run test:observability [PART...]`. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture } from '../cluster/processes';
import type { Findings } from './findings';
import { loseNoLine } from './logs';
import { deleteTheOldest } from './retention';
import { servers } from './tools/tools';
import { validate } from './validate';

type Binaries = Readonly<Record<string, string>>;
/** Seconds. */
const LONGEST = 600;
type Part = (binaries: Binaries, directory: string) => Findings | Promise<Findings>;

/** Runs a part in a network namespace. */
function inNamespace(part: string): Part {
  return async (_, directory) => {
    const script = [process.execPath, '-r', 'ts-node/register', path.join(__dirname, 'live', 'main.ts')];
    const args = ['--net', '--mount', ...script, part, path.join(directory, part)];
    const { status, stdout, stderr } = await capture('unshare', args, { timeoutSeconds: LONGEST });
    const lines = stdout.trim().split('\n');
    return status === 0 ? lines : [...lines, `NOT: ${part} can be judged: ${stderr.trim().slice(-1000)}`];
  };
}

const PARTS: Readonly<Record<string, Part>> = {
  validate,
  logs: ({ otelcol, 'victoria-logs': store }, directory) => loseNoLine(`${otelcol}`, `${store}`, directory),
  metrics: inNamespace('metrics'),
  alerts: inNamespace('alerts'),
  traces: inNamespace('traces'),
  retention: ({ 'victoria-logs': store }, directory) => deleteTheOldest(`${store}`, directory),
};

async function main(words: readonly string[]): Promise<void> {
  const unknown = words.find((word) => !(word in PARTS));
  if (unknown) throw new Error(`a part must be known, got ${unknown}; use ${Object.keys(PARTS).join(', ')}`);
  const binaries = await servers();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'observability-'));
  const wanted = Object.entries(PARTS).filter(([name]) => words.length === 0 || words.includes(name));
  const findings = (await Promise.all(wanted.map(([, part]) => part(binaries, directory)))).flat();
  for (const line of findings) console.log(line);
  const broken = findings.filter((line) => line.startsWith('NOT'));
  console.log(`${findings.length - broken.length} kept, ${broken.length} not`);
  if (broken.length > 0) console.log(`logs of the servers: ${directory}`);
  else rmSync(directory, { recursive: true });
  process.exit(broken.length > 0 ? 1 : 0);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
