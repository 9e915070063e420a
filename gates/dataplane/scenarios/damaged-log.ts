import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import type { Pod } from '../kubelet/pod';
import { Store } from '../store/store';
import { secret, storeManifests } from '../store/synthesize';
import { LOGIN, lacking, write } from './backup/support';

/** With `appendfsync everysec`, a write may wait two seconds for the disk before it is in the file. */
const IN_THE_FILE_MS = 3_000;

/** A zeroed block is at the end of the append-only file when the server starts again, as after a loss of power. */
async function harm(pod: Pod, container: string): Promise<void> {
  const server = pod.container(container);
  server.backOff.set(0);
  server.life?.signal('SIGSTOP');
  const file = 'f=$(ls /data/appendonlydir/*.incr.aof /data/appendonly.aof 2>/dev/null | tail -n 1)';
  await pod.exec(['sh', '-c', `${file}; head -c 512 /dev/zero >> "$f"`], { container });
  server.kill();
}

/** Returns how often the logs of a store have some words. A server writes many lines after them. */
function timesSaid({ pods }: Store, words: string): number {
  return pods.reduce((times, pod) => times + pod.lastLines(Number.POSITIVE_INFINITY).split(words).length - 1, 0);
}

/** Waits until the logs have the words once more. @returns false if they do not within a minute */
async function saysAgain(store: Store, words: string, before: number): Promise<boolean> {
  const end = Date.now() + 60_000;
  while (timesSaid(store, words) === before && Date.now() < end) await sleep(250);
  return timesSaid(store, words) > before;
}

async function run(context: Context): Promise<void> {
  const { store, figures, label, cluster, engine = 'valkey' } = context;
  const judge = async (what: string, words: string, harmful: () => Promise<unknown>): Promise<void> => {
    await write(store, what);
    const before = timesSaid(store, words);
    await harmful();
    const said = await saysAgain(store, words, before);
    await store.inOrder(150);
    const wrong = await lacking(store, what);
    const got = `${wrong.join(', ') || 'every key on every pod'}; ${said ? 'said' : `nobody says: ${words}`}`;
    figures.goal(`${label}: ${what}: nothing is missing`, wrong.length === 0 && said, got);
  };

  await store.inOrder(120);
  await judge('the log of a replica is damaged', 'all data is copied from', async () => {
    const primary = await store.primary();
    const replica = store.pods.find((pod) => pod !== primary);
    if (replica) await harm(replica, store.container);
  });
  await judge('the log of the primary is damaged', 'all data is copied from', async () =>
    harm(await store.primary(), store.container),
  );
  await judge('all logs are damaged at the end', 'bytes are cut off', async () => {
    await sleep(IN_THE_FILE_MS);
    await Promise.all(store.pods.map((pod) => harm(pod, store.container)));
  });

  const alone = new Store(cluster, `${context.namespace}-alone`, LOGIN);
  cluster.apply([secret(alone.namespace), ...storeManifests(alone.namespace, engine, { replicas: 1 })]);
  const ready = async (): Promise<void> => {
    for (let tries = 0; tries < 300 && !alone.pods[0]?.ready; tries += 1) await sleep(200);
  };
  await ready();
  for (let n = 0; n < 100; n += 1) await alone.ask(alone.pod(0), 'SET', `key:${n}`, `${n}`);
  await sleep(IN_THE_FILE_MS);
  await harm(alone.pod(0), alone.container);
  const said = await saysAgain(alone, 'last 512 bytes are cut off', 0);
  await ready();
  const keys = await alone.ask(alone.pod(0), 'DBSIZE');
  figures.goal(`${label}: a server that is alone cuts zeros off its log`, said && keys === 100, `${keys} keys`);
  await cluster.remove(alone.namespace);
}

export const damagedLog: Scenario = { name: 'damaged logs', run };
