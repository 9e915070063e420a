import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../../context';
import { cutOff } from '../../kubelet/faults';
import { Store } from '../../store/store';
import { LOGIN, lacking, says, write } from './support';

/** The set that was restored goes on; its first pod loses its volume. The old backup must not take the place of newer writes. */
async function run(context: Context): Promise<void> {
  const { figures, label, cluster } = context;
  const store = new Store(cluster, `${context.namespace}-restored`, LOGIN);
  const judge = async (what: string, generation: string): Promise<void> => {
    await store.inOrder(150);
    const wrong = await lacking(store, generation);
    figures.goal(
      `${label}: ${what}: newer writes are kept`,
      wrong.length === 0,
      wrong.join(', ') || 'every key on every pod',
    );
  };
  const fill = async (generation: string): Promise<void> => {
    await store.inOrder(150);
    await write(store, generation);
  };

  await fill('third');
  await cluster.loseVolume(store.pod(0), 'data');
  await judge('the first pod loses its volume', 'third');

  await fill('fourth');
  const others = [store.pod(1), store.pod(2)];
  const zero = store.pod(0);
  for (const pod of others) void cluster.forceDelete(pod);
  await cluster.loseVolume(zero, 'data');
  await judge('all restart, and the first has lost its volume', 'fourth');

  await fill('fifth');
  const addresses = [store.pod(1), store.pod(2)].map((pod) => pod.address ?? '');
  await cluster.loseVolume(store.pod(0), 'data');
  const heal = await cutOff(addresses);
  const waits = await says(store, 'waiting for pod 1 to say whether it has data', 60);
  await sleep(2_000);
  await heal();
  figures.goal(`${label}: a first pod that reaches nobody waits`, waits !== undefined, waits ?? 'it did not wait');
  await judge('the first pod was cut off with an empty volume', 'fifth');
  await cluster.remove(store.namespace);
}

export const newerWrites: Scenario = { name: 'backup and newer writes', run };
