import assert from 'node:assert/strict';
import { readdirSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backup } from '../../../lib';
import type { Context, Scenario } from '../context';
import { Database } from '../postgres/database';
import { backupTo, bucket, objectStore, postgresManifests, type Version } from '../postgres/synthesize';

const ROWS = 1_000;

/** Waits until what the server has written so far is in the object store. */
async function archived(database: Database): Promise<void> {
  const segment = await database.sql('SELECT pg_walfile_name(pg_switch_wal())');
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const last = await database.sql("SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver");
    if (last.slice(8) >= segment.slice(8)) return;
    await sleep(500);
  }
  assert.fail(`${segment} was not archived within a minute\n${database.pod.lastLines(5)}`);
}

async function job(context: Context, name: string): Promise<{ readonly succeeded: boolean; readonly log: string }> {
  const pod = await context.cluster.run(context.namespace, 'CronJob', name, 180);
  return { succeeded: pod.succeeded === true, log: pod.lastLines(4) };
}

/** A store of another name that begins with what the first one had. */
async function restored(context: Context, version: Version, name: string, at: string | undefined): Promise<Database> {
  const { cluster, namespace } = context;
  const options = { path: `${namespace}/store` };
  const store = bucket(namespace);
  const restoreFrom = at === undefined ? Backup.latest(store, options) : Backup.at(store, at, options);
  cluster.apply(postgresManifests(namespace, version, { restoreFrom }, name));
  const database = new Database(cluster, namespace, name);
  await sleep(500);
  await database.ready(180);
  return database;
}

/** Where the object store's pod keeps the files of the newest backup. */
function newestBackup({ cluster, namespace }: Context): string {
  const at = path.join(cluster.directory, 'claims', namespace, 's3', 'backups', namespace, 'store');
  const newest = readdirSync(at)
    .filter((name) => /^\d{8}T\d{6}Z$/.test(name))
    .sort()
    .at(-1);
  return path.join(at, newest ?? assert.fail(`there is no backup in ${at}`));
}

/** Backup, an accident, and what can be had back. */
async function pointInTime(context: Context, version: Version): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const database = new Database(cluster, namespace);
  await database.ready();
  await database.sql('CREATE TABLE early AS SELECT generate_series(1, 1000) AS n');
  const backup = await job(context, 'store-backup');
  figures.goal(
    `${label}: a base backup is taken, checked and uploaded`,
    backup.succeeded,
    backup.log.split('\n').at(-1) ?? '',
  );

  await database.sql(`CREATE TABLE ledger AS SELECT generate_series(1, ${ROWS}) AS n`);
  const before = await database.sql(
    `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  );
  await sleep(2_000);
  await database.sql('DELETE FROM ledger');
  await database.sql('CREATE TABLE late AS SELECT generate_series(1, 10) AS n');
  await archived(database);

  let begun = Date.now();
  const rescued = await restored(context, version, 'rescued', new Date(Date.parse(before) + 1_000).toISOString());
  const rows = await rescued.sql('SELECT count(*) FROM ledger');
  const later = await rescued.sql("SELECT to_regclass('late') IS NULL");
  const seconds = ((Date.now() - begun) / 1000).toFixed(0);
  const got = `${rows} rows, nothing later: ${later}, after ${seconds} s`;
  figures.goal(
    `${label}: restored to a second before the accident, all rows are there and nothing later`,
    rows === `${ROWS}` && later === 't',
    got,
  );

  begun = Date.now();
  const newest = await restored(context, version, 'newest', undefined);
  const all = await newest.sql(
    'SELECT (SELECT count(*) FROM early), (SELECT count(*) FROM ledger), (SELECT count(*) FROM late)',
  );
  figures.goal(
    `${label}: restored to the end of the log, it has all that was archived`,
    all === '1000|0|10',
    `${all} rows, after ${((Date.now() - begun) / 1000).toFixed(0)} s`,
  );

  await rescued.sql('INSERT INTO ledger VALUES (0)');
  await rescued.pod.delete();
  await rescued.ready();
  const kept = await rescued.sql('SELECT count(*) FROM ledger');
  figures.goal(`${label}: a store that has data is not restored again`, kept === `${ROWS + 1}`, `${kept} rows`);

  const drill = await job(context, 'store-drill');
  figures.goal(
    `${label}: the drill restores the newest backup, checks every index, and finds the canary`,
    drill.succeeded,
    drill.log.split('\n').at(-1) ?? '',
  );
}

/** What must not pass for a backup, or into an archive. */
async function refused(context: Context): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const database = new Database(cluster, namespace);
  const store = cluster.pods(namespace).find(({ name }) => name.startsWith('s3-')) ?? assert.fail('no object store');

  store.container().life?.signal('SIGSTOP');
  await database.sql('CREATE TABLE meanwhile AS SELECT generate_series(1, 100) AS n');
  await database.sql('SELECT pg_switch_wal()');
  const failed = async (): Promise<number> => Number(await database.sql('SELECT failed_count FROM pg_stat_archiver'));
  const end = Date.now() + 60_000;
  while ((await failed()) === 0 && Date.now() < end) await sleep(1_000);
  const failures = await failed();
  store.container().life?.signal('SIGCONT');
  await archived(database);
  figures.goal(
    `${label}: while the object store does not answer, archiving fails visibly, and goes on afterwards`,
    failures > 0,
    `${failures} failures`,
  );

  const file = path.join(newestBackup(context), 'base.tar.gz');
  truncateSync(file, Math.floor(statSync(file).size / 2));
  const drill = await job(context, 'store-drill');
  figures.goal(
    `${label}: a truncated backup fails the drill`,
    !drill.succeeded && drill.log.includes('is truncated'),
    /[^\n]*is truncated[^\n]*/.exec(drill.log)?.[0] ?? drill.log,
  );

  await cluster.loseVolume(database.pod, 'data');
  await database.ready(120);
  const log = path.join(cluster.directory, 'claims', namespace, 's3', 'backups', namespace, 'store', 'log');
  const sizes = (): string =>
    readdirSync(log)
      .sort()
      .map((name) => `${name} ${statSync(path.join(log, name)).mtimeMs}`)
      .join('\n');
  const untouched = sizes();
  await database.sql('CREATE TABLE other AS SELECT generate_series(1, 100) AS n');
  await database.sql('SELECT pg_switch_wal()');
  const words = 'another server must not write there';
  const patience = Date.now() + 60_000;
  while (!database.pod.lastLines(5).includes(words) && Date.now() < patience) await sleep(1_000);
  const said = database.pod.lastLines(5).includes(words);
  figures.goal(
    `${label}: a new server with an empty volume does not write into the log of the old one`,
    said && sizes() === untouched,
    words,
  );
}

export function postgresRestore(version: Version): Scenario {
  return { name: 'restore to a point in time', run: (context) => pointInTime(context, version) };
}

export const postgresRefused: Scenario = { name: 'bad backups and a silent object store', run: refused };

/** The store with its backups, but without its Secret. */
export function postgresBegin(version: Version): Scenario {
  return {
    name: 'PostgreSQL begins',
    run: async ({ cluster, namespace }) => {
      cluster.apply(postgresManifests(namespace, version, { backup: backupTo(bucket(namespace)) }));
      cluster.apply(objectStore(namespace));
    },
  };
}
