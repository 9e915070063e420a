/** A pod that was there before the policies, breaks them, and has a finalizer. */
import { eventually } from '../checks/rollout';
import type { Cluster } from '../cluster';
import { asList } from '../manifests';
import { NAMESPACE } from './program';

const NAME = 'old';
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: NAME, namespace: NAMESPACE, finalizers: ['example.com/keep'] },
  spec: {
    automountServiceAccountToken: false,
    hostNetwork: true,
    containers: [{ name: 'main', image: 'registry.example.com/app', securityContext: { privileged: true } }],
  },
};

/** Makes the pod. */
export async function makeOldPod({ kubectl }: Cluster): Promise<void> {
  await kubectl(['create', '-f', '-'], asList([POD]));
}

/** Labels the pod, deletes it, and takes its finalizer away. @throws when a policy refuses one of these, or the pod stays */
export async function leaves({ kubectl, tryKubectl }: Cluster): Promise<void> {
  const about = ['pod', NAME, '-n', NAMESPACE];
  await kubectl(['label', ...about, 'team=shop']);
  await kubectl(['delete', ...about, '--wait=false']);
  await kubectl(['patch', ...about, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
  // No kubelet says that its containers have ended.
  await tryKubectl(['delete', ...about, '--force', '--grace-period=0', '--wait=false']);
  await eventually('the old pod is gone', async () => {
    const found = await kubectl(['get', ...about, '--ignore-not-found', '-o', 'name']);
    return found === '' ? undefined : 'it is still there';
  });
}
