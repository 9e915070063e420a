import { setTimeout as sleep } from 'node:timers/promises';
import { Backup, type FileBackupProps, type RestorePoint } from '../../../../lib';
import type { Context } from '../../context';
import type { PodSpec } from '../../kubelet/spec';
import { Bucket, bucketSecret } from '../../objects/bucket';
import { fill, missing } from '../../store/keys';
import { Store } from '../../store/store';
import { PASSWORDS, type StoreProps, secret, storeManifests } from '../../store/synthesize';

export const LOGIN = { password: PASSWORDS.password };

/** The scenarios of a lane have one bucket. */
const buckets = new Map<string, Bucket>();

export async function bucketOf({ cluster, namespace }: Context): Promise<Bucket> {
  const there = buckets.get(namespace) ?? (await Bucket.start(cluster, namespace));
  buckets.set(namespace, there);
  return there;
}

/** Synthesizes the store of the lane again, with a backup and a drill. Its pods stay as they are. */
export async function backUp(context: Context, props: Partial<FileBackupProps> = {}, port?: number): Promise<Bucket> {
  const { cluster, namespace, engine = 'valkey' } = context;
  const bucket = await bucketOf(context);
  const drill = { schedule: '0 5 * * 0' };
  const backup = Backup.to(bucket.objectStore(port), { schedule: '30 3 * * *', keep: 2, drill, ...props });
  cluster.apply([bucketSecret(namespace), ...storeManifests(namespace, engine, { backup })]);
  return bucket;
}

/** Another store, in a namespace of its own, that begins with a backup of the lane's. */
export function restored(
  context: Context,
  name: string,
  restoreFrom: RestorePoint,
  props: Partial<StoreProps> = {},
): Store {
  const { cluster, engine = 'valkey' } = context;
  const namespace = `${context.namespace}-${name}`;
  const manifests = storeManifests(namespace, engine, { restoreFrom, ...props });
  cluster.apply([secret(namespace), bucketSecret(namespace), ...manifests]);
  return new Store(cluster, namespace, LOGIN);
}

/** The bucket with at least one whole backup of the lane's store in it. */
export async function backedUp(context: Context): Promise<Bucket> {
  await context.store.inOrder(120);
  const bucket = await backUp(context);
  if ((await bucket.backups(`${context.namespace}/store`)).length > 0) return bucket;
  await write(context.store, 'first');
  const { succeeded, said } = await runJob(context, 'store-backup');
  if (!succeeded) throw new Error(`a backup must be there: ${said}`);
  return bucket;
}

/** Fills the store by its primary, once there is one that answers. @returns how many keys there are then */
export async function write(store: Store, generation: string): Promise<number> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      const primary = await store.primary();
      return await fill(primary.address ?? '', LOGIN, generation);
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(500);
    }
  }
}

export interface Ran {
  readonly succeeded: boolean;
  readonly said: string;
}

/** Runs a CronJob of the lane's namespace now, once, on a machine that may have changed its pod. */
export async function runJob(
  { cluster, namespace, say }: Context,
  name: string,
  change?: (spec: PodSpec) => PodSpec,
): Promise<Ran> {
  const pod = await cluster.run(namespace, 'CronJob', name, 240, change);
  const said = pod.lastLines(20);
  say(said);
  return { succeeded: pod.succeeded === true, said };
}

/** Waits until one of the pods has a text in its log. @returns the pod's lines; `undefined` when it did not come */
export async function says(store: Store, words: string, seconds = 150): Promise<string | undefined> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = store.pods.map((pod) => pod.lastLines(30)).find((text) => text.includes(words));
    if (found !== undefined) return found;
    await sleep(250);
  }
  return undefined;
}

/** Returns the data of a generation that any pod of a store lacks. */
export async function lacking(store: Store, generation: string): Promise<string[]> {
  const all = await Promise.all(store.pods.map((pod) => missing(pod.address ?? '', LOGIN, generation)));
  return all.flatMap((wrong, at) => wrong.slice(0, 5).map((what) => `${store.pods[at]?.name}: ${what}`));
}
