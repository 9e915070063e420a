/** A wait for policies: the API server takes them a moment after they were made. */
import { eventually } from '../checks/rollout';
import type { Cluster } from '../cluster';
import { asList } from '../manifests';
import { LEVELS, MINORS, NAMESPACE, namespaceOf } from './program';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'privileged' },
  spec: { containers: [{ name: 'main', image: 'registry.example.com/app:1', securityContext: { privileged: true } }] },
};

/** Waits until a privileged pod is refused or warned of in every namespace. */
export async function inForce({ tryKubectl }: Cluster): Promise<void> {
  const judged = LEVELS.flatMap((level) => MINORS.map((minor) => namespaceOf(level, minor)));
  for (const namespace of [NAMESPACE, ...judged]) {
    const pod = { ...POD, metadata: { ...POD.metadata, namespace } };
    await eventually(`the policies of ${namespace} are in force`, async () => {
      const { stderr } = await tryKubectl(['create', '--dry-run=server', '-f', '-'], asList([pod]));
      return stderr.includes('(privileged)') ? undefined : `a privileged pod passes: ${stderr}`;
    });
  }
}
