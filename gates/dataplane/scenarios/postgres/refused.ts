import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../../context';
import { Database } from '../../postgres/database';
import { archived, bucketOf, job, type Shared, says } from './support';

/** An object store that accepts connections and never answers. */
async function silence(context: Context): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const database = new Database(cluster, namespace);
  const store = cluster.pods(namespace).find(({ name }) => name.startsWith('s3-')) ?? assert.fail('no object store');
  store.container().life?.signal('SIGSTOP');
  await database.sql('CREATE TABLE meanwhile AS SELECT generate_series(1, 100) AS n');
  await database.sql('SELECT pg_switch_wal()');
  const failures = async (): Promise<number> => Number(await database.sql('SELECT failed_count FROM pg_stat_archiver'));
  const before = await failures();
  const end = Date.now() + 90_000;
  while ((await failures()) === before && Date.now() < end) await sleep(1_000);
  const failed = (await failures()) - before;
  store.container().life?.signal('SIGCONT');
  await archived(database);
  const what = 'while the object store is silent, archiving fails visibly, and goes on afterwards';
  figures.goal(`${label}: ${what}`, failed > 0, `${failed} failures`);
}

async function truncated(context: Context, shared: Shared): Promise<void> {
  const { namespace, figures, label } = context;
  const bucket = bucketOf(shared);
  const newest = (await bucket.backups(`${namespace}/store`)).at(-1);
  const name = `${namespace}/store/${newest}/base.tar.gz`;
  const whole = await bucket.read(name);
  await bucket.write(name, whole.subarray(0, whole.length / 2));
  const drill = await job(context, 'store-drill');
  const said = /[^\n]*is truncated[^\n]*/.exec(drill.log)?.[0];
  figures.goal(
    `${label}: a truncated backup fails the drill`,
    !drill.succeeded && said !== undefined,
    said ?? drill.log,
  );
  await bucket.write(name, whole);
}

/** A server that lost its volume and is not to restore begins anew; its writes must not mix with the old log. */
async function stranger(context: Context, shared: Shared): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const database = new Database(cluster, namespace);
  const log = async (): Promise<string> => {
    const names = (await bucketOf(shared).names()).filter((name) => name.startsWith(`${namespace}/store/log/`));
    const contents = await Promise.all(names.map((name) => bucketOf(shared).read(name)));
    return names
      .map((name, i) => `${name} ${contents[i]?.length} ${contents[i]?.subarray(-8).toString('hex')}`)
      .join('\n');
  };
  const before = await log();
  await cluster.loseVolume(database.pod ?? assert.fail('no pod'), 'data');
  await database.ready();
  await database.sql('CREATE TABLE other AS SELECT generate_series(1, 100) AS n');
  await database.sql('SELECT pg_switch_wal()');
  const said = await says(database, 'another server must not write there', 90);
  const same = (await log()) === before;
  const what = 'a new server with an empty volume does not write into the log of the old one';
  figures.goal(`${label}: ${what}`, said && same, `it says so: ${said}, the log is untouched: ${same}`);
}

export function refused(shared: Shared): Scenario {
  return {
    name: 'a silent object store, a truncated backup, a stranger in the archive',
    run: async (context) => {
      await silence(context);
      await truncated(context, shared);
      await stranger(context, shared);
    },
  };
}
