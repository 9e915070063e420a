import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import { freeze } from '../kubelet/faults';
import { Load } from '../load/load';
import { Writable } from '../store/writable';
import { type Round, round } from './round';
import { Goals, tell } from './sum';

const FROZEN_MS = 30_000;

/** Every process of the primary's pod stops for 30 s, as on a machine that hangs, and then goes on as if nothing had happened. */
async function run(context: Context): Promise<void> {
  const { store } = context;
  const load = await Load.of(context.cluster, store.application);
  const watch = new Writable(store);
  const rounds: Round[] = [];
  for (let n = 0; n < context.rounds(1); n += 1) {
    const stop = async (): Promise<number> => {
      const primary = await store.primary();
      const since = Date.now();
      if (primary.network) {
        const goOn = freeze(primary.network);
        void sleep(FROZEN_MS).then(goOn);
      }
      return since;
    };
    // Clients write until well after the old primary is back.
    rounds.push(await round(context, load, stop, { after: FROZEN_MS, alone: 'until writes go on' }));
  }
  const twice = await watch.stop();
  await load.end();
  const all = tell(context, 'primary frozen for 30 s', rounds, `two writable primaries ${twice} times`);
  new Goals(context, 'primary frozen for 30 s', all).nothingLost({ plain: false }).gapMost(8);
}

export const frozen: Scenario = { name: 'frozen primary', run };
