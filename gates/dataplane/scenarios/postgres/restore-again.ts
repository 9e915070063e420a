import { Size } from 'cdk8s';
import { Backup, type RestorePoint } from '../../../../lib';
import type { Context, Scenario } from '../../context';
import { Database } from '../../postgres/database';
import { postgresManifests } from '../../postgres/synthesize';
import { bucketOf, type Shared, says } from './support';

/** A store of another size, or one whose program asked for what is not there and is corrected, with the data of the lane's. */
async function run(context: Context, shared: Shared): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const bucket = bucketOf(shared).objectStore();
  const options = { path: `${namespace}/store` };
  const apply = (name: string, restoreFrom: RestorePoint, memory: Size): Database => {
    cluster.apply(postgresManifests(namespace, shared.version, { restoreFrom, memory }, name));
    return new Database(cluster, namespace, name);
  };
  const rows = 'SELECT count(*) FROM early';
  const wanted = await new Database(cluster, namespace).sql(rows);
  const most = await new Database(cluster, namespace).sql('SHOW max_connections');

  const small = apply('small', Backup.latest(bucket, options), Size.mebibytes(128));
  await small.ready(240);
  const own = Number(await small.sql('SHOW max_connections'));
  const there = await small.sql(rows);
  figures.goal(
    `${label}: a backup is restored into half of the memory, and the server then has its own settings`,
    there === wanted && own < Number(most),
    `${there} rows, max_connections ${own}, not ${most}`,
  );

  const early = apply('again', Backup.at(bucket, '2001-01-01T00:00:00Z', options), Size.mebibytes(256));
  const refused = await says(early, 'has no whole backup (before 20010101T000000Z)', 120);
  const late = apply('again', Backup.at(bucket, '2099-01-01T00:00:00Z', options), Size.mebibytes(256));
  await late.ready(240);
  const query = ['psql', '-XAtqc', 'SELECT what FROM mainstay.restores ORDER BY at DESC LIMIT 1'];
  const what = (await late.pod?.exec(query))?.output.trim() ?? '';
  const all = await late.sql(rows);
  figures.goal(
    `${label}: a corrected time is restored, and one after the last commit is all of the log, which the database says`,
    refused && all === wanted && what.includes('the log ends before the time'),
    `${all} rows; ${what.replaceAll('\n', ', ')}`,
  );
}

export function restoreAgain(shared: Shared): Scenario {
  return { name: 'restore into another size, and a corrected one', run: (context) => run(context, shared) };
}
