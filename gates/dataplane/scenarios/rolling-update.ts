import type { Context, Scenario } from '../context';
import type { Manifest } from '../kubelet/spec';
import { replaced } from './replaced';
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
  // The primary is the last one to go: each of the others could have become it meanwhile.
  const { took, ...round } = await replaced(context, () => context.cluster.apply([restarted(store.manifest)]), MINUTES);
  const all = tell(context, 'rolling update 2, 1, 0', [round], `took ${took.toFixed(0)} s`);
  new Goals(context, 'rolling update', all).nothingLost({ plain: true }).gapMost(3);
  context.figures.goal(
    `${context.label}: rolling update: all pods are new within ${MINUTES} min`,
    took < MINUTES * 60,
    `${took.toFixed(0)} s`,
  );
}

export const rollingUpdate: Scenario = { name: 'rolling update', run };
