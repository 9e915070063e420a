import { Cluster } from '../cluster/cluster';
import { CiliumPolicy, toPorts } from './cilium-policy';
import type { FencedPods } from './fence';
import type { Policy } from './network-policy';
import { Port } from './port';
import { sayWidened } from './widened';

/** Pods whose network is closed by a policy. */
interface Fenced extends FencedPods {
  readonly fence: Policy;
}

/**
 * Opens egress of pods to the API server: to its addresses if the cluster has them, and on Cilium to its identity, which no address
 * selects. Otherwise every address is open on its ports, and the policy says so in the annotation `mainstay/widened`. Opening it again
 * changes nothing.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/#entities-based
 */
export function openApiServer({ scope, name, selector, labels, fence }: Fenced): void {
  const cluster = Cluster.of(scope);
  const ports = cluster.apiServerPorts.map((number) => Port.tcp(number, 'https'));
  if (cluster.addOn('cilium')) {
    if (scope.node.tryFindChild('ToApiServer')) return;
    const rules = () => ({ egress: [{ toEntities: ['kube-apiserver'], toPorts: toPorts(ports) }] });
    new CiliumPolicy(scope, 'ToApiServer', { name: `${name}-to-kube-apiserver`, selector, labels, rules });
    return;
  }
  fence.allowTo(
    cluster.apiServer.map((cidr) => ({ cidr })),
    ports,
  );
  if (cluster.apiServer.length > 0) return;
  const open = `it opens every address on port ${cluster.apiServerPorts.join(' and ')}`;
  const why = 'meant for the API server; its addresses are not in the Cluster';
  sayWidened(fence, `${why} (apiServer), so ${open}`);
}
