/** Drains every node, and measures the effect on the workloads. */
import assert from 'node:assert/strict';
import type { Cluster } from '../cluster';
import type { Manifest } from '../manifests';
import { list } from './rollout';
import { budgetFloors, keeping, restored } from './watch';

/**
 * On a busy machine the controller of budgets may see the new pod of a StatefulSet first, and takes it for the evicted one, which
 * has the same name. It corrects this after two minutes: https://github.com/kubernetes/kubernetes/blob/v1.33.4/pkg/controller/disruption/disruption.go
 */
const TIMEOUT = '--timeout=240s';

const FLAGS = ['--ignore-daemonsets', '--delete-emptydir-data', TIMEOUT, '--skip-wait-for-delete-timeout=1'];

/** Empties each node in turn while watching. @throws if a drain does not finish or a workload falls below its budget */
export async function drainEveryNode(cluster: Cluster, manifests: readonly Manifest[]): Promise<string> {
  const floors = budgetFloors(manifests);
  const nodes = (await list(cluster, 'nodes')).map((node) => node['metadata'].name as string);
  const said = await keeping(cluster, 'readyReplicas', floors, async () => {
    for (const node of nodes) {
      await restored(cluster, floors);
      const { status, stderr } = await cluster.tryKubectl(['drain', node, ...FLAGS]);
      assert.equal(status, 0, `drain of ${node}: ${stderr}`);
      await cluster.kubectl(['uncordon', node]);
    }
    await restored(cluster, floors);
  });
  return `${nodes.length} nodes; ${said}`;
}
