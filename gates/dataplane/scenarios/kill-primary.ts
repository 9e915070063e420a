import type { Context, Scenario } from '../context';
import { Load } from '../load/load';
import { killPrimaryServer } from './primary';
import { type Round, round } from './round';
import { Goals, sum, tell } from './sum';

/** Four plain and four confirming connections, together well above 4,000 writes a second. */
const LOAD = { connections: { plain: 4, confirmed: 4 }, rate: 650, before: 2_000, after: 1_000 };

/** The default engine has twice the rounds. */
const LEAST = { valkey: 20, redis: 10 } as const;

/**
 * The server's process is killed under full load. Every other time the kubelet starts it again at once; otherwise it is the second
 * crash in ten minutes, it stays away for ten seconds, and another server has to take over.
 */
async function run(context: Context): Promise<void> {
  const { store } = context;
  const load = await Load.of(context.cluster, store.application);
  await store.inOrder();
  const downAfter = Number((await store.sentinel(store.pod(0)))['down-after-milliseconds']) / 1000;
  const atOnce: Round[] = [];
  const away: Round[] = [];
  const total = context.rounds(LEAST[context.engine ?? 'valkey']);
  for (let n = 0; n < total; n += 1) {
    const crashes = n % 2;
    const one = await round(context, load, () => killPrimaryServer(store, crashes), {
      ...LOAD,
      alone: 'until the fault',
    });
    (crashes === 0 ? atOnce : away).push(one);
  }
  await load.end();
  tell(context, 'kill -9 of the primary, started again at once', atOnce, `${sum(atOnce).rate.toFixed(0)} writes/s`);
  tell(context, 'kill -9 of the primary, away for 10 s', away, `${sum(away).rate.toFixed(0)} writes/s`);
  new Goals(context, `kill -9 of the primary, ${total} times`, sum([...atOnce, ...away]))
    .nothingLost({ plain: false })
    .firstMedian(downAfter + 1.5)
    .rate(4_000);
  new Goals(context, 'kill -9 of the primary, away for 10 s', sum(away)).firstMedian(downAfter + 1.5);
}

export const killPrimary: Scenario = { name: 'kill -9 of the primary', run };
