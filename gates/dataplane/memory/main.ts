/**
 * `npm run test:memory [MiB…]`: real servers under the limit of their containers, with the settings that the library renders,
 * filled to the capacity that the guide states and overwritten at full speed. No server is killed, and none refuses a write.
 */
import { Size } from 'cdk8s';
import { missing } from '../requirements';
import { ensureRoot } from '../software/roots';
import { ENGINES, type EngineName, storeManifests } from '../store/synthesize';
import { type Measured, measure } from './scenario';

const MEBIBYTE = 1024 ** 2;
const SIZES = [64, 256];
const VALUES = (process.env['MAINSTAY_VALUES'] ?? '100,4000').split(',').map(Number);
const ENGINE = (process.env['MAINSTAY_ENGINE'] ?? 'valkey') as EngineName;
const MOST = 0.95;

/** The settings, variables and capacity of a server with so much memory. */
function rendered(mebibytes: number) {
  const manifests = storeManifests('memory', ENGINE, { memory: Size.mebibytes(mebibytes) });
  const found = (kind: string, name: string) =>
    manifests.find((one) => one.kind === kind && one.metadata.name.startsWith(name));
  const configuration: string = Object.values(found('ConfigMap', 'store')?.['data'] ?? {}).find(
    (text) => typeof text === 'string' && text.includes('\nmaxmemory '),
  ) as string;
  const [server] = found('StatefulSet', 'store')?.['spec'].template.spec.containers ?? [];
  const variables: { name: string; value: string }[] = server.env.filter((one: { name: string }) =>
    one.name.endsWith('MALLOC_CONF'),
  );
  const amount = (name: string): number => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(configuration)?.[1]);
  // The server itself and the buffers of clients have a small part of `maxmemory`.
  const capacity = amount('maxmemory') - amount('repl-backlog-size') - 2 * MEBIBYTE - (mebibytes / 64) * MEBIBYTE;
  const env = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  return { configuration, env, capacity, limit: mebibytes * MEBIBYTE };
}

function row(mebibytes: number, value: number, got: Measured): string {
  const share = (bytes: number): string => `${Math.ceil((bytes / MEBIBYTE / mebibytes) * 100)} %`;
  const seconds = (time: number | undefined): string => (time === undefined ? 'never' : time.toFixed(0));
  const cells = [
    `${mebibytes} MiB`,
    `${value} B`,
    `${Math.floor(got.data / MEBIBYTE)} MiB`,
    `${Math.round(got.writes / 1000)}k, ${Math.round(got.stream / 1e6)} MB`,
    share(got.primary),
    share(got.replica),
    `${got.kills}`,
    `${got.refused}`,
    seconds(got.hung),
    seconds(got.copy),
  ];
  return `| ${cells.join(' | ')} |`;
}

function failures(mebibytes: number, got: Measured): string[] {
  const most = Math.max(got.primary, got.replica) / MEBIBYTE / mebibytes;
  return [
    ...(got.kills > 0 ? [`${got.kills} servers were killed`] : []),
    ...(got.refused > 0 ? ['writes were refused below the capacity'] : []),
    ...(got.rewrites < 3 ? [`${got.rewrites} of 3 rewrites`] : []),
    ...(most > MOST ? [`${Math.ceil(most * 100)} % of the memory`] : []),
    ...(got.hung === undefined || got.copy === undefined ? ['a full copy did not end'] : []),
  ];
}

async function main(): Promise<number> {
  const problems = await missing();
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const asked = process.argv.slice(2).map(Number);
  const sizes = asked.length > 0 ? asked : SIZES;
  const { directory: root, version } = await ensureRoot(ENGINE === 'valkey' ? 'valkey9' : 'redis7');
  console.log(`${ENGINES[ENGINE].label}: ${version}`);
  console.log(
    '| memory | values | data | writes, stream a second | most, primary | most, replica | killed | refused | hung: back after s | full copy s |',
  );
  console.log(`|${'---|'.repeat(10)}`);
  const wrong: string[] = [];
  for (const mebibytes of sizes) {
    for (const value of VALUES) {
      const { capacity, ...settings } = rendered(mebibytes);
      const got = await measure({ root, program: ENGINE, ...settings }, capacity, value);
      console.log(row(mebibytes, value, got));
      wrong.push(...failures(mebibytes, got).map((what) => `${mebibytes} MiB, values of ${value} B: ${what}`));
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
