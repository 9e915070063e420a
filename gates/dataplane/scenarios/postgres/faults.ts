import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../../context';
import { median } from '../../figures';
import type { Pod } from '../../kubelet/pod';
import { random } from '../../kubelet/timing';
import { Database, type Written } from '../../postgres/database';

function present({ pod }: Database): Pod {
  return pod ?? assert.fail('the server has no pod');
}

/** Injects a fault into a server under writes, and looks for the acknowledged ones. */
async function rounds(
  context: Context,
  count: number,
  fault: (database: Database) => Promise<void>,
): Promise<Written[]> {
  const { cluster, namespace, say } = context;
  const database = new Database(cluster, namespace);
  const all: Written[] = [];
  for (let n = 0; n < count; n += 1) {
    await database.ready();
    await database.write();
    await sleep(2_000 + random() * 1_000);
    await fault(database);
    await sleep(500);
    await database.ready(180);
    await sleep(1_500);
    // The kubelet may have noticed only now that the server had ended.
    await database.ready(180);
    await sleep(1_000);
    const one = await database.compare();
    say(JSON.stringify(one));
    all.push(one);
    await database.forget();
  }
  return all;
}

function tell({ figures, label, time }: Context, scenario: string, all: readonly Written[], limit: number): void {
  const lost = all.reduce((sum, one) => sum + one.lost, 0);
  const acknowledged = all.reduce((sum, one) => sum + one.acknowledged, 0);
  const gaps = all.map(({ gap }) => gap);
  const [middle = Number.POSITIVE_INFINITY, most] = [median(gaps), Math.max(...gaps)];
  const rate = median(all.map((one) => one.rate)) ?? 0;
  const text = `${lost} of ${acknowledged.toLocaleString('en')}`;
  const note = `${rate.toFixed(0)} writes/s`;
  figures.add({ scenario, engine: label, rounds: all.length, lost: text, median: middle, most, note, raw: { gaps } });
  figures.goal(`${label}: ${scenario}: nothing that was acknowledged is lost`, lost === 0 && acknowledged > 0, text);
  time(`${label}: ${scenario}: writes go on (median)`, middle, limit);
}

/** The kernel kills the first process of the server's container, and the kubelet starts it again at once. */
export const killServer: Scenario = {
  name: 'kill -9 of the server',
  run: async (context) => {
    const all = await rounds(context, context.rounds(10), async (database) => {
      const server = present(database).container('store');
      server.backOff.set(0);
      server.kill();
    });
    tell(context, 'kill -9 of the server', all, 10);
  },
};

/**
 * Deletes the pod, as a drain or an update does: the hook writes a checkpoint while clients are served, then the server ends.
 */
export const deletePod: Scenario = {
  name: 'the pod is deleted',
  run: async (context) => {
    const all = await rounds(context, context.rounds(5), async (database) => {
      await present(database).delete();
    });
    tell(context, 'pod deleted', all, 10);
  },
};

/** A node that does not answer any more: the processes end, and the pod is made anew with the same volume. */
export const losePod: Scenario = {
  name: 'the pod is deleted by force',
  run: async (context) => {
    const all = await rounds(context, context.rounds(5), async (database) => {
      const pod = present(database);
      pod.crash();
      await context.cluster.forceDelete(pod);
    });
    tell(context, 'pod deleted by force', all, 12);
  },
};
