import { setTimeout as sleep } from 'node:timers/promises';
import { Backup, type ObjectStore, type S3Props } from '../../../../lib';
import type { Context, Scenario } from '../../context';
import { bucketSecret } from '../../objects/bucket';
import { dialect, dialectServer } from '../../objects/dialects';
import { fill, missing } from '../../store/keys';
import { Store } from '../../store/store';
import { ENGINES, secret, storeManifests } from '../../store/synthesize';
import { LOGIN, runJob } from './support';

/** Bucket → the props that its demands need, and the Service whose name tells the rest. */
const BUCKETS: Readonly<Record<string, readonly [props: Partial<S3Props>, service?: string]>> = {
  encrypted: [{}],
  kms: [{ encryption: 'aws:kms' }],
  locked: [{ lock: { mode: 'governance', days: 1 } }],
  owned: [{ acl: 'bucket-owner-full-control' }],
  cold: [{ storageClass: 'STANDARD_IA' }],
  old: [{}, 'ceph'],
  'google-0': [{ provider: 'GCS' }, 'google'],
};

/** Bucket → the cause that a run without those props names. */
const BARE: Readonly<Record<string, readonly [cause: RegExp, service?: string]>> = {
  kms: [/cause: the bucket refuses writes: .* what its policy demands: encryption, acl, storageClass or lock/],
  locked: [/cause: the bucket refuses writes: .* what its policy demands: encryption, acl, storageClass or lock/],
  'google-0': [/cause: the service computes another signature: .* say provider: 'GCS'/, 'google'],
};

const LABEL = ENGINES.valkey.label;

const ready = async (store: Store, seconds: number): Promise<boolean> => {
  const end = Date.now() + seconds * 1000;
  while (!store.pods.some((pod) => pod.ready) && Date.now() < end) await sleep(200);
  return store.pods.some((pod) => pod.ready);
};

/** One store backs up to buckets that demand something: each backup is tried and restored, and a bucket without its props says why not. */
async function run(context: Context): Promise<void> {
  const { cluster, namespace, figures } = context;
  const places = Object.entries(BUCKETS).map(
    ([name, [props, service]]) => [name, dialect(namespace, name, props, service)] as const,
  );
  const bare = Object.entries(BARE).map(
    ([name, [, service]]) => [`bare-${name}`, dialect(namespace, name, {}, service)] as const,
  );
  const every = { schedule: '30 3 * * *', keep: 1, drill: { schedule: '0 5 * * 0' } };
  const backup = places.map(([name, at]) => Backup.to(at, { name, ...every }));
  const refused = bare.map(([name, at]) => Backup.to(at, { name, path: name, schedule: '30 3 * * *', keep: 1 }));
  const props = { replicas: 1, backup: [...backup, ...refused] };
  cluster.apply([secret(namespace), bucketSecret(namespace), ...dialectServer(namespace)]);
  cluster.apply(storeManifests(namespace, 'valkey', props));
  const store = new Store(cluster, namespace, LOGIN);
  if (!(await ready(store, 120))) throw new Error('the store does not start');
  const keys = await fill(store.pod(0).address ?? '', LOGIN, 'first', 0);

  const restored = async (name: string, at: ObjectStore): Promise<string> => {
    const own = `${namespace}-${name}`;
    const restoreFrom = Backup.latest(at, { path: `${namespace}/store` });
    cluster.apply([secret(own), bucketSecret(own), ...storeManifests(own, 'valkey', { replicas: 1, restoreFrom })]);
    const fresh = new Store(cluster, own, LOGIN);
    if (!(await ready(fresh, 120))) return `not ready: ${fresh.pods[0]?.reasons.join(', ')}`;
    const wrong = await missing(fresh.pod(0).address ?? '', LOGIN, 'first');
    await cluster.remove(own);
    return wrong.length === 0 ? `${keys} keys` : `${wrong.length} keys are missing`;
  };
  for (const [name, at] of places) {
    // The second run deletes the first backup, as `keep` says.
    for (const time of ['first', 'second']) {
      const { succeeded, said } = await runJob(context, `store-backup-${name}`);
      figures.goal(`${LABEL}: bucket ${name} takes the ${time} backup`, succeeded, said);
      await sleep(1_100);
    }
    const drill = await runJob(context, `store-drill-${name}`);
    figures.goal(`${LABEL}: a drill restores the backup in bucket ${name}`, drill.succeeded, drill.said);
    const what = await restored(name, at);
    figures.goal(`${LABEL}: a store restored from bucket ${name} has every key`, what === `${keys} keys`, what);
  }
  for (const [name, [cause]] of Object.entries(BARE)) {
    const { succeeded, said } = await runJob(context, `store-backup-bare-${name}`);
    const text = `${LABEL}: bucket ${name} refuses a backup that does not say what it demands, and the log names the cause`;
    figures.goal(text, !succeeded && cause.test(said), said);
  }
}

export const dialects: Scenario = { name: 'buckets with demands', run };
