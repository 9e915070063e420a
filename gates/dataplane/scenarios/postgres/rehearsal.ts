import { setTimeout as sleep } from 'node:timers/promises';
import { Backup, type FileBackupProps } from '../../../../lib';
import type { Context, Scenario } from '../../context';
import { Database } from '../../postgres/database';
import { postgresManifests } from '../../postgres/synthesize';
import { clockOf } from '../backup/clock';
import { archived, bucketOf, job, type Shared, says } from './support';

const REFUSED = 'another server must not write there: this one keeps its log on its volume';

/** Applies a store that is restored from the first one's backups and backs up, and waits for its pod. */
async function restored(
  context: Context,
  shared: Shared,
  name: string,
  props: Partial<FileBackupProps> = {},
): Promise<Database> {
  const { cluster, namespace } = context;
  const path = `${namespace}/store`;
  const store = bucketOf(shared).objectStore();
  const backup = Backup.to(store, { schedule: '0 3 * * *', keep: 2, path, ...props });
  const restoreFrom = Backup.latest(store, { path });
  cluster.apply(postgresManifests(namespace, shared.version, { restoreFrom, backup }, name));
  const database = new Database(cluster, namespace, name);
  const end = Date.now() + 240_000;
  while (database.pod?.revision !== cluster.statefulSet(namespace, name).revision && Date.now() < end) await sleep(100);
  await database.ready(240);
  return database;
}

/** The same program in a second place, while the first goes on. */
async function beside(context: Context, shared: Shared): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const production = new Database(cluster, namespace);
  const path = `${namespace}/store`;
  const contents = async (): Promise<string> =>
    (await bucketOf(shared).names()).filter((name) => name.startsWith(`${path}/`)).join(' ');
  await archived(production);
  const copy = await restored(context, shared, 'rehearsal');
  const before = await contents();
  await copy.sql('CREATE TABLE rehearsed AS SELECT generate_series(1, 60) AS n');
  await copy.sql('SELECT pg_switch_wal()');
  const said = await says(copy, REFUSED, 90);
  const run = await job(context, 'rehearsal-backup');
  const same = (await contents()) === before;
  const refused = said && !run.succeeded && same;
  figures.goal(`${label}: a rehearsal writes neither log nor backup in the place of the first`, refused, run.log);
  await production.sql('CREATE TABLE goes_on AS SELECT generate_series(1, 150) AS n');
  await archived(production);
  const own = await job(context, 'store-backup');
  figures.goal(`${label}: the first goes on meanwhile`, own.succeeded, own.log);
  const elsewhere = await restored(context, shared, 'rehearsal', { path: `rehearsal/${path}` });
  await archived(elsewhere);
  const other = await job(context, 'rehearsal-backup');
  figures.goal(`${label}: a rehearsal writes to a place of its own`, other.succeeded, other.log);
}

/** The volume is lost, and the program restores it from its own place: it goes on there once the program says so. */
async function inPlace(context: Context, shared: Shared): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const pod = new Database(cluster, namespace).pod;
  if (pod) await cluster.loseVolume(pod, 'data');
  const found = await restored(context, shared, 'store');
  const rows = await found.sql('SELECT count(*) FROM goes_on');
  await found.sql('CREATE TABLE later AS SELECT 1 AS n');
  await found.sql('SELECT pg_switch_wal()');
  const said = await says(found, REFUSED, 90);
  const takeOver = /takeOver: '([0-9a-f]{16})'/.exec(found.pod?.lastLines(20) ?? '')?.[1] ?? '';
  figures.goal(`${label}: restored in its own place, it waits for the program`, said && rows === '150', takeOver);
  const taken = await restored(context, shared, 'store', { takeOver });
  await archived(taken);
  const { succeeded, log } = await job(context, 'store-backup');
  figures.goal(`${label}: it takes over and goes on there`, succeeded, log);
}

export function rehearsal(shared: Shared): Scenario {
  return { name: 'rehearsal', run: (context) => beside(context, shared) };
}

export function disaster(shared: Shared): Scenario {
  return { name: 'restore in place', run: (context) => inPlace(context, shared) };
}

export function clock(shared: Shared): Scenario {
  return { name: 'a wrong clock', run: (context) => clockOf(context, bucketOf(shared)) };
}
