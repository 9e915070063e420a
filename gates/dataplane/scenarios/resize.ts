import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import { Load } from '../load/load';
import { storeManifests } from '../store/synthesize';
import { killPrimaryServer } from './primary';
import { type Round, round } from './round';
import { Goals, tell } from './sum';

/** The program says 5 pods, then 3 again; after each step the primary is lost and another one has to take over. */
async function run(context: Context): Promise<void> {
  const { store, cluster, namespace, engine = 'redis' } = context;
  const load = await Load.of(cluster, store.application);
  const rounds: Round[] = [];
  const times: string[] = [];
  for (const replicas of [5, 3]) {
    const begun = Date.now();
    cluster.apply(storeManifests(namespace, engine, { replicas }));
    while (!store.set.settled && Date.now() - begun < 300_000) await sleep(250);
    times.push(`${replicas} pods after ${((Date.now() - begun) / 1000).toFixed(0)} s`);
    await store.inOrder(60);
    rounds.push(await round(context, load, () => killPrimaryServer(store, 1), { alone: 'until writes go on' }));
  }
  await load.end();
  const all = tell(context, '3 → 5 → 3 pods, then the primary away for 10 s', rounds, times.join(', '));
  new Goals(context, '3 → 5 → 3 pods', all).nothingLost({ plain: false }).gapMost(8);
}

export const resize: Scenario = { name: '3 → 5 → 3 pods', run };
