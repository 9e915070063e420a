import type { Context, Scenario } from '../context';
import { Load } from '../load/load';
import { forgetCrashes, killAll } from './primary';
import { type Round, round } from './round';
import { Goals, tell } from './sum';

/**
 * The server and the Sentinel of every pod are killed in the same moment. That of the primary has crashed before: it is in the back-off
 * of the kubelet for 10, 20 or 40 s. After 10 s it comes in time; after more, another one must take over.
 */
async function run(context: Context): Promise<void> {
  const { store } = context;
  const load = await Load.of(context.cluster, store.application);
  const rounds: Round[] = [];
  for (let n = 0; n < context.rounds(3); n += 1) {
    rounds.push(await round(context, load, () => killAll(store, 1 + (n % 3)), { alone: 'until writes go on' }));
    forgetCrashes(store);
  }
  await load.end();
  const all = tell(context, 'all servers killed, the primary in the back-off of the kubelet', rounds);
  new Goals(context, 'all servers killed, the primary in back-off', all).nothingOldLost().gapMost(25);
}

export const allKilledBackOff: Scenario = { name: 'all servers killed, the primary in back-off', run };
