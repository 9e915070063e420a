import type { Context, Scenario } from '../context';
import { Load } from '../load/load';
import { Writable } from '../store/writable';
import { type Round, round } from './round';
import { Goals, tell } from './sum';

/** `kubectl delete pod --force` of the primary: it is back under its own name, on its volume, before the Sentinels notice. */
async function run(context: Context): Promise<void> {
  const { store, cluster } = context;
  const load = await Load.of(cluster, store.application);
  const watch = new Writable(store);
  const rounds: Round[] = [];
  for (let n = 0; n < context.rounds(5); n += 1) {
    const remove = async (): Promise<number> => {
      const primary = await store.primary();
      const since = Date.now();
      void cluster.forceDelete(primary);
      return since;
    };
    rounds.push(await round(context, load, remove, { alone: 'until writes go on', prelude: 3_000 }));
  }
  const twice = await watch.stop();
  await load.end();
  const all = tell(context, 'forced deletion of the primary', rounds, `two writable primaries ${twice} times`);
  new Goals(context, 'forced deletion', all).nothingLost({ plain: false });
  context.figures.goal(
    `${context.label}: forced deletion: never two primaries accept writes`,
    twice === 0,
    watch.twice.map(({ at, who }) => `${new Date(at).toISOString()} ${who.join(' and ')}`).join('; ') || 'never',
  );
}

export const forcedDeletion: Scenario = { name: 'forced deletion', run };
