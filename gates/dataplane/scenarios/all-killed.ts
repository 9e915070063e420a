import type { Context, Scenario } from '../context';
import { Load } from '../load/load';
import { killAll } from './primary';
import { type Round, round } from './round';
import { Goals, tell } from './sum';

/** The server and the Sentinel of every pod are killed in the same moment, as by a power cut whose disks keep what was written. */
async function run(context: Context): Promise<void> {
  const { store } = context;
  const load = await Load.of(context.cluster, store.application);
  const rounds: Round[] = [];
  for (let n = 0; n < context.rounds(3); n += 1) {
    rounds.push(await round(context, load, () => killAll(store), { alone: 'until writes go on' }));
  }
  await load.end();
  const all = tell(context, 'all servers killed at once', rounds);
  new Goals(context, 'all servers killed', all).nothingLost({ plain: false });
}

export const allKilled: Scenario = { name: 'all servers killed', run };
