/** Apps change in ways that one apply cannot do, while they serve. */
import type { Cluster } from '../cluster';
import { startArgoRollouts } from './argo-rollouts';
import { filesChange } from './files';
import { namesChange } from './names';
import { scalingBeginsAndEnds } from './scaling';
import { strategyBeginsAndEnds } from './strategy';
import { tasksRun } from './task';

const PARTS = {
  files: filesChange,
  names: namesChange,
  scaling: scalingBeginsAndEnds,
  strategy: withArgoRollouts,
  task: tasksRun,
};

async function withArgoRollouts(cluster: Cluster): Promise<void> {
  const stop = await startArgoRollouts(cluster);
  try {
    await strategyBeginsAndEnds(cluster);
  } finally {
    await stop();
  }
}

/** Runs the checks of the named parts, by default of all. Needs the definitions of `imports/crds`. */
export async function transitions(cluster: Cluster, names: readonly string[] = []): Promise<void> {
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length > 0) throw new Error(`unknown part, got ${unknown}; use ${Object.keys(PARTS).join(', ')}`);
  const chosen = Object.entries(PARTS).filter(([name]) => names.length === 0 || names.includes(name));
  // The parts wait most of the time, each for its own namespaces.
  await Promise.all(chosen.map(([, run]) => run(cluster)));
}
