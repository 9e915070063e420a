import { Cluster } from '../cluster/cluster';
import type { FencedPods } from './fence';
import { hostPolicy } from './host-policy';
import type { Policy } from './network-policy';
import { Port } from './port';
import { publicAddresses } from './public-addresses';

const HTTPS = Port.tcp(443, 'https');
/** The ports for TLS of the usual ingress controllers: many of them run without root, and so above 1024. */
const OF_CONTROLLERS = [HTTPS, Port.tcp(8443), Port.tcp(10443)];

/**
 * Lets pods send requests for a host as a client outside of the cluster does: to the load balancer, and to the pods of the ingress
 * controller, to which the node may redirect them. With Cilium the host is opened by its name. Elsewhere port 443 of every public
 * address is, because a NetworkPolicy knows no names. Load balancers with private addresses are reached if the cluster names their
 * ranges.
 *
 * @see https://kubernetes.io/docs/reference/networking/virtual-ips/
 */
export function letRequestsOut(pods: FencedPods & { readonly fence: Policy }, host: string): void {
  const { scope, name, selector, labels, fence } = pods;
  const cluster = Cluster.of(scope);
  const { namespaces, ranges, entities } = cluster.entrance;
  if (namespaces.length > 0) fence.allowTo([{ namespaces }], OF_CONTROLLERS);
  if (ranges.length > 0)
    fence.allowTo(
      ranges.map((cidr) => ({ cidr })),
      OF_CONTROLLERS,
    );
  if (!cluster.addOn('cilium')) {
    fence.allowTo(publicAddresses(), [HTTPS]);
    return;
  }
  const policy = hostPolicy(scope, 'to-hosts', `${name}-to-hosts`, selector, labels);
  policy.open(host, [HTTPS]);
  if (entities.length > 0) policy.openEntities(entities, OF_CONTROLLERS);
}
