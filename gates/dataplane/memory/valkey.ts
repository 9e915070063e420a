/** Stores of Valkey or Redis, filled to the capacity that the guide states and overwritten at full speed. */
import { Size } from 'cdk8s';
import { ensureRoot } from '../software/roots';
import { ENGINES, type EngineName, storeManifests } from '../store/synthesize';
import { type Lane, MOST } from './lane';
import { type Measured, measure } from './valkey-scenario';

const MEBIBYTE = 1024 ** 2;
const VALUES = (process.env['MAINSTAY_VALUES'] ?? '100,4000').split(',').map(Number);

/** The settings, variables and capacity of a server with so much memory. */
function rendered(engine: EngineName, mebibytes: number) {
  const manifests = storeManifests('memory', engine, { memory: Size.mebibytes(mebibytes) });
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

function cellsOf(mebibytes: number, value: number, got: Measured): string[] {
  const share = (bytes: number): string => `${Math.ceil((bytes / MEBIBYTE / mebibytes) * 100)} %`;
  const seconds = (time: number | undefined): string => (time === undefined ? 'never' : time.toFixed(0));
  return [
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

export function valkeyFamily(engine: EngineName): Lane {
  return {
    label: ENGINES[engine].label,
    columns: [
      ...['memory', 'values', 'data', 'writes, stream a second', 'most, primary', 'most, replica', 'killed', 'refused'],
      ...['hung: back after s', 'full copy s'],
    ],
    sizes: [64, 256],
    root: () => ensureRoot(engine === 'valkey' ? 'valkey9' : 'redis7'),
    cases: VALUES.map((value) => ({
      name: `values of ${value} B`,
      run: async (root, mebibytes) => {
        const { capacity, ...settings } = rendered(engine, mebibytes);
        const got = await measure({ root, program: engine, ...settings }, capacity, value);
        return { cells: cellsOf(mebibytes, value, got), failures: failures(mebibytes, got) };
      },
    })),
  };
}
