import type { Context, Scenario } from '../context';
import { Load } from '../load/load';
import { deletePrimary, killPrimaryServer } from './primary';
import { type Round, round } from './round';
import { Goals, sum, tell } from './sum';

/** Clients that know nothing of Sentinel are led by the proxy, while the primary is deleted, or its server is killed and stays away. */
async function run(context: Context): Promise<void> {
  const { store, cluster } = context;
  const load = await Load.of(cluster, store.application);
  const moved: Round[] = [];
  const lost: Round[] = [];
  for (let n = 0; n < context.rounds(3); n += 1) {
    moved.push(await round(context, load, () => deletePrimary(store), { alone: 'until writes go on', prelude: 3_000 }));
    lost.push(await round(context, load, () => killPrimaryServer(store, 1), { alone: 'until writes go on' }));
  }
  await load.end();
  tell(context, 'planned handover, behind the proxy', moved);
  tell(context, 'kill -9 of the primary, away for 10 s, behind the proxy', lost);
  new Goals(context, 'planned handover, behind the proxy', sum(moved)).nothingLost({ plain: true }).gapMost(4);
  new Goals(context, 'kill -9, behind the proxy', sum(lost)).nothingLost({ plain: false }).gapMost(8);
}

export const proxied: Scenario = { name: 'behind the proxy', run };
