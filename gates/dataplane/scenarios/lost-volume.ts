import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import { random, shuffled } from '../kubelet/timing';
import { Load } from '../load/load';
import { type Round, round } from './round';
import { Goals, tell } from './sum';

/** All pods restart in a random order, and one of them comes back with an empty volume: once the primary, once a replica. */
async function run(context: Context): Promise<void> {
  const { store, cluster } = context;
  const load = await Load.of(cluster, store.application);
  const rounds: Round[] = [];
  for (let n = 0; n < context.rounds(2); n += 1) {
    const restart = async (): Promise<number> => {
      const primary = await store.primary();
      const loser = n % 2 === 0 ? primary : shuffled(store.pods.filter((pod) => pod !== primary))[0];
      const since = Date.now();
      for (const pod of shuffled(store.pods)) {
        if (pod === loser) void cluster.loseVolume(pod, 'data');
        else void cluster.forceDelete(pod);
        await sleep(random() * 500);
      }
      return since;
    };
    rounds.push(await round(context, load, restart));
  }
  await load.end();
  const all = tell(context, 'all restarted in random order, one volume lost', rounds);
  new Goals(context, 'all restarted, one volume lost', all).nothingLost({ plain: false });
}

export const lostVolume: Scenario = { name: 'all restarted in random order, one volume lost', run };
