/**
 * `npm run test:memory [MiB…]`: real servers under the limit of their containers, with the settings that the library renders and
 * as many clients and as much data as it allows. No server is killed, and none refuses what it should do.
 */
import { missing } from '../requirements';
import type { Lane } from './lane';
import { postgres } from './postgres';
import { valkeyFamily } from './valkey';

const LANES: Readonly<Record<string, () => Lane>> = {
  valkey: () => valkeyFamily('valkey'),
  redis: () => valkeyFamily('redis'),
  postgres,
};

function chosen(): Lane {
  const name = process.env['MAINSTAY_ENGINE'] ?? 'valkey';
  const lane = LANES[name];
  if (!lane) throw new Error(`MAINSTAY_ENGINE must be one of ${Object.keys(LANES).join(', ')}, got ${name}`);
  return lane();
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

async function main(): Promise<number> {
  const lane = chosen();
  const problems = await missing();
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const asked = process.argv.slice(2).map(Number);
  const { directory, version } = await lane.root();
  console.log(`${lane.label}: ${version}`);
  console.log(row(lane.columns));
  console.log(`|${'---|'.repeat(lane.columns.length)}`);
  const wrong: string[] = [];
  for (const mebibytes of asked.length > 0 ? asked : lane.sizes) {
    for (const { name, run } of lane.cases) {
      const { cells, failures } = await run(directory, mebibytes);
      console.log(row(cells));
      wrong.push(...failures.map((what) => `${mebibytes} MiB, ${name}: ${what}`));
    }
  }
  for (const line of wrong) console.log(`FAIL  ${line}`);
  return wrong.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
