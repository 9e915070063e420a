import type { Context, Scenario } from '../context';
import { median } from '../figures';
import { Load } from '../load/load';
import { type Round, round, sum } from './faults';

/** Four plain and four confirming connections, together at least 4,000 writes a second. */
const LOAD = { connections: { plain: 4, confirmed: 4 }, rate: 600, before: 2_000, after: 1_000 };

/** The server's process is killed: every other time it starts again at once, otherwise after the kubelet's first back-off of 10 s. */
async function run(context: Context): Promise<void> {
  const { store, figures, engine } = context;
  const load = await Load.of(context.cluster, store.names.application);
  const atOnce: Round[] = [];
  const later: Round[] = [];
  for (let n = 0; n < context.rounds(20); n += 1) {
    const crashes = n % 2;
    const one = await round(
      context,
      load,
      async () => {
        const server = (await store.primary()).container(store.names.server);
        server.backOff.set(crashes);
        const since = Date.now();
        server.kill();
        return since;
      },
      LOAD,
    );
    (crashes === 0 ? atOnce : later).push(one);
  }
  await load.end();
  const downAfter = Number((await store.sentinel(store.pod(0)))['down-after-milliseconds']) / 1000;
  for (const [how, rounds] of [
    ['starts again at once', atOnce],
    ['starts again after 10 s', later],
  ] as const) {
    const { lost, most, rate, firsts, gaps } = sum(rounds);
    figures.add({
      scenario: `kill -9 of the primary, which ${how}`,
      engine,
      rounds: rounds.length,
      lost,
      median: median(firsts),
      most,
      note: `${rate.toFixed(0)} writes/s`,
      raw: { firsts, gaps },
    });
  }
  const all = sum([...atOnce, ...later]);
  figures.goal(`${engine}: kill -9 of the primary loses no confirmed write`, all.lostConfirmed === 0, all.lost);
  const first = median(all.firsts) ?? Number.POSITIVE_INFINITY;
  const limit = downAfter + 1.5;
  figures.goal(
    `${engine}: after a kill the first write is confirmed within ${limit} s (median)`,
    first <= limit,
    `${first.toFixed(1)} s`,
  );
  figures.goal(`${engine}: that was under at least 4,000 writes a second`, all.rate >= 4_000, `${all.rate.toFixed(0)}`);
}

export const killPrimary: Scenario = { name: 'kill -9 of the primary', run };
