import type { Scenario } from '../../context';
import { Bucket, bucketSecret } from '../../objects/bucket';
import { backupTo, postgresManifests } from '../../postgres/synthesize';
import type { Shared } from './support';

/** The store with its backups, but without its Secret. */
export function begin(shared: Shared): Scenario {
  return {
    name: 'PostgreSQL begins',
    run: async ({ cluster, namespace }) => {
      cluster.apply([bucketSecret(namespace)]);
      const bucket = await Bucket.start(cluster, namespace);
      shared.bucket = bucket;
      cluster.apply(postgresManifests(namespace, shared.version, { backup: backupTo(bucket.objectStore()) }));
    },
  };
}
