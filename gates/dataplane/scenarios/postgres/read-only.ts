import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../../context';
import { Bucket, bucketSecret } from '../../objects/bucket';
import { Database } from '../../postgres/database';
import { backupTo, postgresManifests } from '../../postgres/synthesize';
import { job } from './support';

/** A store that takes no write is backed up, the backup restores, and the store takes writes again. */
async function run(context: Context): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  cluster.apply([bucketSecret(namespace)]);
  const bucket = await Bucket.start(cluster, namespace);
  const backup = backupTo(bucket.objectStore());
  const settled = async (readOnly: boolean): Promise<Database> => {
    cluster.apply(postgresManifests(namespace, '17', { backup, ...(readOnly && { readOnly }) }));
    const database = new Database(cluster, namespace);
    const end = Date.now() + 120_000;
    while (database.pod?.revision !== cluster.statefulSet(namespace, 'store').revision && Date.now() < end) {
      await sleep(100);
    }
    await database.ready(240);
    return database;
  };
  const database = await settled(false);
  await database.sql('CREATE TABLE last AS SELECT generate_series(1, 1000) AS n');
  const frozen = await settled(true);
  const refusal = await frozen.sql('INSERT INTO last SELECT 0').catch((error: Error) => error.message);
  const refused = refusal.includes('cannot execute INSERT in a read-only transaction');
  figures.goal(`${label}: readOnly refuses a write of the superuser`, refused, refusal.trim());
  const taken = await job(context, 'store-backup');
  figures.goal(`${label}: a store that takes no write is backed up`, taken.succeeded, taken.log.trim());
  const drill = await job(context, 'store-drill');
  figures.goal(`${label}: that backup restores, and takes writes`, drill.succeeded, drill.log.trim());
  const again = await settled(false);
  await again.sql('INSERT INTO last SELECT 0');
  const rows = await again.sql('SELECT count(*) FROM last');
  figures.goal(`${label}: without readOnly it takes writes again`, rows === '1001', `${rows} rows`);
}

export const readOnly: Scenario = { name: 'a server that takes no write', run };
