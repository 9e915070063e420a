import { setTimeout as sleep } from 'node:timers/promises';
import { Backup } from '../../../../lib';
import type { Context, Scenario } from '../../context';
import { Database } from '../../postgres/database';
import { postgresManifests } from '../../postgres/synthesize';
import { archived, bucketOf, job, type Shared } from './support';

const ROWS = 1_000;

/** A store of another name that begins with the data of the first one. */
async function restored(context: Context, shared: Shared, name: string, at?: string): Promise<Database> {
  const { cluster, namespace } = context;
  const options = { path: `${namespace}/store` };
  const store = bucketOf(shared).objectStore();
  const restoreFrom = at === undefined ? Backup.latest(store, options) : Backup.at(store, at, options);
  cluster.apply(postgresManifests(namespace, shared.version, { restoreFrom }, name));
  const database = new Database(cluster, namespace, name);
  await database.ready(240);
  return database;
}

const lastLine = (log: string): string => log.trim().split('\n').at(-1) ?? '';

/** A backup, an accident, and every restore after it. */
async function run(context: Context, shared: Shared): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const database = new Database(cluster, namespace);
  await database.ready();
  await database.sql('CREATE TABLE early AS SELECT generate_series(1, 1000) AS n');
  const backup = await job(context, 'store-backup');
  figures.goal(`${label}: a base backup is taken, checked and uploaded`, backup.succeeded, lastLine(backup.log));

  await database.sql(`CREATE TABLE ledger AS SELECT generate_series(1, ${ROWS}) AS n`);
  const before = Number(await database.sql('SELECT extract(epoch FROM clock_timestamp())')) * 1000;
  await sleep(2_500);
  await database.sql('DELETE FROM ledger');
  await database.sql('CREATE TABLE late AS SELECT generate_series(1, 10) AS n');
  await archived(database);

  let begun = Date.now();
  const took = (): number => (Date.now() - begun) / 1000;
  const rescued = await restored(context, shared, 'rescued', new Date(Math.ceil(before / 1000) * 1000).toISOString());
  const rescueTime = took();
  const rows = await rescued.sql('SELECT count(*) FROM ledger');
  const nothingLater = await rescued.sql("SELECT to_regclass('late') IS NULL");
  figures.goal(
    `${label}: restored to the second before the accident, all rows are there and nothing later`,
    rows === `${ROWS}` && nothingLater === 't',
    `${rows} rows, nothing later: ${nothingLater}`,
  );
  figures.add({
    scenario: 'restored to a point in time',
    engine: label,
    rounds: 1,
    lost: `${ROWS - Number(rows)} of ${ROWS}`,
    median: rescueTime,
    most: rescueTime,
  });

  begun = Date.now();
  const newest = await restored(context, shared, 'newest');
  const all = await newest.sql(
    "SELECT (SELECT count(*) FROM early) || ' ' || (SELECT count(*) FROM ledger) || ' ' || (SELECT count(*) FROM late)",
  );
  const text = `${all}, after ${took().toFixed(0)} s`;
  figures.goal(`${label}: restored to the end of the log, it has all that was archived`, all === '1000 0 10', text);

  await rescued.sql('INSERT INTO ledger VALUES (0)');
  await rescued.pod?.delete();
  await rescued.ready();
  const kept = await rescued.sql('SELECT count(*) FROM ledger');
  figures.goal(`${label}: a store that has data is not restored again`, kept === `${ROWS + 1}`, `${kept} rows`);

  const drill = await job(context, 'store-drill');
  const what = `${label}: the drill restores the newest backup, checks tables and indexes, and finds the canary`;
  figures.goal(what, drill.succeeded, lastLine(drill.log));
}

export function restore(shared: Shared): Scenario {
  return { name: 'restore to a point in time', run: (context) => run(context, shared) };
}
