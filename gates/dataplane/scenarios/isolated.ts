import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import { cutOff } from '../kubelet/faults';
import { Load } from '../load/load';
import { resumed } from './round';
import { Goals, tell } from './sum';

const ISOLATED_MS = 25_000;

/** The configuration's own bound: for so long an isolated primary may go on, in seconds. */
function maxLag(context: Context): number {
  const text = JSON.stringify(context.cluster.objectsOf('ConfigMap', context.namespace));
  return Number(/min-replicas-max-lag (\d+)/.exec(text)?.[1]);
}

/** The network separates the primary, and clients beside it, from all others for 25 s. */
async function run(context: Context): Promise<void> {
  const { store, cluster, figures, label, say } = context;
  const [inside, outside] = [await Load.of(cluster, store.application), await Load.of(cluster, store.application)];
  await store.inOrder();
  await Promise.all([inside, outside].map((load) => load.start({ plain: 2, confirmed: 1 }, 150)));
  await sleep(3_000);
  const primary = await store.primary();
  const since = Date.now();
  const heal = await cutOff([primary.address ?? '', inside.network.address]);
  await resumed(outside, since, 20);
  await sleep(Math.max(0, ISOLATED_MS - (Date.now() - since)));
  const stuck = await inside.report(since);
  await heal();
  await sleep(3_000);
  await Promise.all([inside, outside].map((load) => load.stop()));
  const report = await outside.report(since);
  await store.inOrder();
  const losses = await outside.verify();
  const stranded = await inside.verify();
  say(JSON.stringify({ stuck, stranded, report, losses }));
  await Promise.all([inside, outside].map((load) => load.end()));

  const until = (stuck.plain.lastAfter ?? 0) / 1000;
  const limit = maxLag(context) + 1.5;
  const note = `isolated clients wrote for ${until.toFixed(1)} s, ${stranded.plain.lost} of their writes lost`;
  const all = tell(context, 'primary isolated for 25 s', [{ report, losses }], note);
  new Goals(context, 'primary isolated', all).nothingLost({ plain: true });
  context.time(`${label}: primary isolated: it stops to accept writes`, until, limit);
  const { lost, checked } = stranded.confirmed;
  figures.goal(`${label}: primary isolated: its clients lose no confirmed write`, lost === 0, `${lost} of ${checked}`);
}

export const isolated: Scenario = { name: 'isolated primary', run };
