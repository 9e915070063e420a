import { Cluster } from '../cluster/cluster';
import { CiliumPolicy, toPorts } from './cilium-policy';
import type { FencedPods } from './fence';
import type { Policy } from './network-policy';
import type { Port } from './port';
import { sayWidened } from './widened';

/**
 * Lets pods reach servers in the network of the nodes, such as kubelets: by the ranges of the nodes if the cluster has them, and on
 * Cilium by the identity of nodes, which no address selects. Otherwise every address is open on these ports, and the policy says so.
 * Call it once.
 *
 * @see https://kubernetes.io/docs/concepts/architecture/nodes/
 */
export function openNodes(pods: FencedPods & { readonly fence: Policy }, ports: readonly Port[]): void {
  const { scope, name, selector, labels, fence } = pods;
  const cluster = Cluster.of(scope);
  if (ports.length === 0) return;
  if (cluster.addOn('cilium')) {
    const rules = () => ({ egress: [{ toEntities: ['host', 'remote-node'], toPorts: toPorts(ports) }] });
    new CiliumPolicy(scope, 'ToNodes', { name: `${name}-to-nodes`, selector, labels, rules });
    return;
  }
  const nodes = cluster.nodeRanges.map((cidr) => ({ cidr }));
  for (const port of ports) fence.allowTo(nodes, [port]);
  if (nodes.length > 0) return;
  const open = `it opens every address on port ${ports.map(({ number }) => number).join(' and ')}`;
  sayWidened(fence, `meant for the nodes; their addresses are not in the Cluster (nodeRanges), so ${open}`);
}
