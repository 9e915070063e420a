import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import type { Manifest } from '../kubelet/spec';
import { Load } from '../load/load';
import { Goals, tell } from './sum';

const MINUTES = 4;

/** Returns the set as `kubectl rollout restart` changes it. */
function restarted(set: Manifest): Manifest {
  const { template } = set['spec'];
  const annotations = { ...template.metadata.annotations, 'kubectl.kubernetes.io/restartedAt': `${Date.now()}` };
  const metadata = { ...template.metadata, annotations };
  return { ...set, spec: { ...set['spec'], template: { ...template, metadata } } };
}

/** All pods are replaced one after the other, the highest ordinal first. */
async function run(context: Context): Promise<void> {
  const { store } = context;
  const load = await Load.of(context.cluster, store.application);
  await store.inOrder();
  // The primary is the last one to go: each of the others could have become it meanwhile.
  await load.start({ plain: 2, confirmed: 2 }, 150);
  await sleep(2_000);
  const since = Date.now();
  context.cluster.apply([restarted(store.manifest)]);
  const end = Date.now() + MINUTES * 60_000;
  while (!store.set.settled && Date.now() < end) await sleep(250);
  const took = (Date.now() - since) / 1000;
  await sleep(1_000);
  await load.stop();
  const report = await load.report(since);
  await store.inOrder();
  const losses = await load.verify();
  await load.end();
  const all = tell(context, 'rolling update 2, 1, 0', [{ report, losses }], `took ${took.toFixed(0)} s`);
  new Goals(context, 'rolling update', all).nothingLost({ plain: true }).gapMost(3);
  context.figures.goal(
    `${context.label}: rolling update: all pods are new within ${MINUTES} min`,
    took < MINUTES * 60,
    `${took.toFixed(0)} s`,
  );
}

export const rollingUpdate: Scenario = { name: 'rolling update', run };
