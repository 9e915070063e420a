/** PostgreSQL with all its connections in use, and everything at once that the division of its memory counts. */
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { Size } from 'cdk8s';
import { removeAtExit } from '../../cluster/cleanup';
import { postgresManifests } from '../postgres/synthesize';
import { ensureRoot } from '../software/roots';
import { type Lane, MOST, type Result } from './lane';
import { fill, load } from './postgres-load';
import { PostgresServer } from './postgres-server';

const MEBIBYTE = 1024 ** 2;
const SECONDS = Number(process.env['MAINSTAY_SECONDS'] ?? 60);
/** Connections that are left to the superuser, for the commands of this run. */
const RESERVED = 3;

/** The settings that the library renders, by name and as a file. */
function rendered(mebibytes: number) {
  const manifests = postgresManifests('memory', '18', {
    memory: Size.mebibytes(mebibytes),
    storage: Size.mebibytes(mebibytes * 16),
  });
  const files = manifests.map(
    ({ data }) => (data as Readonly<Record<string, string>> | undefined)?.['postgresql.conf'],
  );
  const configuration = files.find((text) => text !== undefined) ?? '';
  const named = Object.fromEntries(
    [...configuration.matchAll(/^(\w+) = '(.*)'$/gm)].map(([, name, value]) => [name, value]),
  );
  return { configuration, named: named as Readonly<Record<string, string>> };
}

async function measured(root: string, mebibytes: number): Promise<Result> {
  const directory = mkdtempSync(path.join(process.env['MAINSTAY_SCRATCH'] ?? '/var/tmp', 'mainstay-memory-'));
  const remove = removeAtExit(directory);
  const { configuration, named } = rendered(mebibytes);
  const server = new PostgresServer(
    { root, directory, configuration, limit: mebibytes * MEBIBYTE },
    10_000 + (process.pid % 20_000),
  );
  try {
    await server.start();
    const rows = await fill(server, mebibytes * MEBIBYTE);
    const clients = Number(named['max_connections']) - RESERVED;
    const work = Number.parseInt(named['work_mem'] ?? '', 10) * 1024;
    const done = await load(server, { directory, rows, work, clients, seconds: SECONDS });
    const share = server.most / MEBIBYTE / mebibytes;
    const { kills } = server.limit;
    const { complaints } = server;
    return {
      cells: [
        `${mebibytes} MiB`,
        `${clients}`,
        `${named['shared_buffers']}, ${named['work_mem']}, ${named['maintenance_work_mem']}`,
        `${Math.round(done.transactions / SECONDS)}`,
        `${done.vacuums}, ${done.indexes}, ${done.backups}`,
        `${Math.ceil(share * 100)} %`,
        `${kills}`,
        `${complaints.length}`,
      ],
      failures: [
        ...(kills > 0 || !server.alive ? [`${kills} processes were killed`] : []),
        ...done.wrong,
        ...complaints.slice(0, 3),
        ...(share > MOST ? [`${Math.ceil(share * 100)} % of the memory`] : []),
        ...(Math.min(done.vacuums, done.indexes, done.backups) < 1
          ? ['a vacuum, an index or a backup is missing']
          : []),
      ],
    };
  } finally {
    await server.remove();
    remove();
  }
}

export function postgres(): Lane {
  return {
    label: 'PostgreSQL 18',
    columns: [
      ...['memory', 'clients', 'shared_buffers, work_mem, maintenance_work_mem', 'transactions a second'],
      ...['vacuums, indexes, backups', 'most', 'killed', 'complaints'],
    ],
    sizes: [128, 256],
    root: () => ensureRoot('postgres18'),
    cases: [{ name: 'all connections', run: measured }],
  };
}
