/** The policies of `admission` on a real API server, whose own Pod Security is off, so that nothing else refuses pods. */
import path from 'node:path';
import { apply } from '../checks/apply';
import type { Cluster } from '../cluster';
import { type ControlPlaneOptions, startControlPlane } from '../control-plane';
import { installCrds } from '../crds';
import { check } from '../runner';
import { credentialsRun } from './credentials';
import { fixturesAgree } from './fixtures';
import { mutationsAreRefused } from './mutations';
import { leaves, makeOldPod } from './old-pod';
import { programs } from './program';
import { strangersPass } from './strangers';
import { inForce } from './wait';

const CRDS = path.join(__dirname, '..', '..', '..', 'imports', 'crds');

/** The control plane of the checks. */
export const OPTIONS: ControlPlaneOptions = { podSecurity: 'off' };

/** Runs the checks on a control plane of their own. */
export async function admission(): Promise<void> {
  const cluster = await startControlPlane(OPTIONS);
  try {
    await judgeAdmission(cluster);
  } finally {
    await cluster.stop();
  }
}

/** Applies namespaces with policies, and lets the API server judge. */
export async function judgeAdmission(cluster: Cluster): Promise<void> {
  const { namespaces, policies, store } = programs();
  const isApplied = await check('namespaces, and then policies with their bindings, apply strictly', async () => {
    await installCrds(cluster, CRDS);
    await apply(cluster, namespaces);
    await makeOldPod(cluster);
    await apply(cluster, policies);
    await inForce(cluster);
    return `${policies.length} objects`;
  });
  if (!isApplied) return;
  await check('the Jobs that make credentials run where the policies deny', () => credentialsRun(cluster, store));
  await check('a pod from before the policies that breaks them can be labelled, and goes when it is deleted', () =>
    leaves(cluster),
  );
  await check('objects of strangers pass: a ClusterRole, and a pod of a namespace without a binding', () =>
    strangersPass(cluster),
  );
  await check('each mistake of a rule for the cluster is refused with the sentence of synth', () =>
    mutationsAreRefused(cluster),
  );
  await check("the fixtures of Kubernetes' own library are judged as they say", () => fixturesAgree(cluster));
}
