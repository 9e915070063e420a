/** Loses a node, or applies a broken version, and counts the pods that are left. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster';
import { NEVER_READY } from '../kwok';
import { groupedBy, type Manifest, nameOf, ofKind } from '../manifests';
import { apply } from './apply';
import { eventually, list, podsOf, ready } from './rollout';
import { budgetFloors, keeping, restored, rolloutFloors } from './watch';

/** Taint that marks a node as dead, so that its pods are not waited for. */
const LOST = 'node.kubernetes.io/out-of-service=lost:NoExecute';
const NOT_READY = { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'NodeLost' }] } };
/** Time for which a broken version may run. */
const PATIENCE_MS = 8_000;

/**
 * Loses the node on which most pods of the apps run: they are not ready from one moment to the next, and no budget is
 * respected.
 *
 * @throws if a workload loses more pods than its budget lets a drain take, or does not get them back elsewhere
 */
export async function survivesNodeLoss(cluster: Cluster, manifests: readonly Manifest[]): Promise<string> {
  const floors = budgetFloors(manifests);
  const namespaces = new Set(manifests.map(({ metadata }) => metadata.namespace));
  const pods = (await list(cluster, 'pods')).filter(
    (pod) => namespaces.has(pod['metadata'].namespace) && pod['status'].phase === 'Running' && !isOfDaemonSet(pod),
  );
  const perNode = groupedBy(pods, (pod) => pod['spec'].nodeName);
  const [node, lost] = [...perNode].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  assert.ok(node && lost, 'no pod runs anywhere');
  const uids = new Set(lost.map(({ metadata }) => metadata.uid));
  const said = await keeping(cluster, 'readyReplicas', floors, async () => {
    await Promise.all(
      lost.map(({ metadata: { name, namespace } }) => {
        const where = ['-n', namespace, '--subresource=status', '--type=strategic', '-p', JSON.stringify(NOT_READY)];
        return cluster.kubectl(['patch', 'pod', name, ...where]);
      }),
    );
    await cluster.kubectl(['taint', 'node', node, LOST]);
    try {
      await eventually(`pods on ${node}`, async () => {
        const left = (await list(cluster, 'pods')).filter((pod) => uids.has(pod['metadata'].uid));
        return left.length === 0 ? undefined : `${left.map(nameOf).join(', ')} are still there`;
      });
      await restored(cluster, floors);
    } finally {
      await cluster.kubectl(['taint', 'node', node, `${LOST}-`]);
    }
  });
  return `${lost.length} pods of ${pods.length} were on ${node}; ${said}`;
}

/** True for a pod that belongs to its node, and stays there. */
function isOfDaemonSet({ metadata }: Manifest): boolean {
  return (metadata.ownerReferences ?? []).some(({ kind }: Manifest) => kind === 'DaemonSet');
}

/**
 * Applies a version whose pods never get ready, and then the one before.
 *
 * @throws if that takes any pod away, or the rollback does not finish
 */
export async function survivesBrokenVersion(cluster: Cluster, manifests: readonly Manifest[]): Promise<string> {
  const broken = structuredClone(manifests) as Manifest[];
  const changed = ofKind(broken, 'Deployment').filter(({ spec }) => spec.strategy.rollingUpdate?.maxUnavailable === 0);
  for (const { spec } of changed) {
    spec.template.metadata.annotations = { ...spec.template.metadata.annotations, [NEVER_READY]: 'true' };
  }
  assert.ok(changed.length > 0, 'nothing rolls');
  const said = await keeping(cluster, 'availableReplicas', rolloutFloors(manifests), async () => {
    await apply(cluster, broken);
    for (const workload of changed) {
      await eventually(nameOf(workload), async () => {
        const fresh = (await podsOf(cluster, workload)).filter((pod) => pod['metadata'].annotations?.[NEVER_READY]);
        return fresh.length > 0 ? undefined : 'no pod of the broken version';
      });
    }
    await sleep(PATIENCE_MS);
    await apply(cluster, manifests);
    await ready(cluster, manifests);
  });
  return said;
}
