import type { Context, Scenario } from '../context';
import { Load } from '../load/load';
import { deletePrimary } from './primary';
import { type Round, round } from './round';
import { Goals, tell } from './sum';

/** Writes pause no longer than this when a primary is deleted with its grace period. */
const PAUSE = { valkey: 1.0, redis: 2.5 } as const;

/** The primary is deleted as a drain or an operator does it: its preStop hook hands over. */
async function run(context: Context): Promise<void> {
  const { store, engine = 'redis' } = context;
  const load = await Load.of(context.cluster, store.application);
  const rounds: Round[] = [];
  for (let n = 0; n < context.rounds(10); n += 1) {
    rounds.push(
      await round(context, load, () => deletePrimary(store), { alone: 'until writes go on', prelude: 3_000 }),
    );
  }
  await load.end();
  const all = tell(context, 'planned handover by preStop', rounds);
  new Goals(context, 'planned handover', all).nothingLost({ plain: true }).gapMedian(PAUSE[engine]);
}

export const handover: Scenario = { name: 'planned handover', run };
