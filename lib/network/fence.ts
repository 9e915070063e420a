import type { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import type { Labels } from '../manifest/labels';
import { Policy } from './network-policy';
import type { PeerRule } from './peer';
import { Port } from './port';

export const DNS_PORTS: readonly Port[] = [Port.udp(53, 'dns'), Port.tcp(53, 'dns-tcp')];

/** Closes the network of a workload both ways, except for DNS; relations and exposure open it further. */
export function fence(scope: Construct, name: string, selector: Labels, labels: Labels): Policy {
  const policy = new Policy(scope, 'Fence', { name, selector, labels, types: ['Ingress', 'Egress'] });
  policy.allowTo(Cluster.of(scope).dns, DNS_PORTS);
  return policy;
}

/** Where requests for a host come from: ingress controllers, and load balancers that reach pods directly. */
export function ingressSources(scope: Construct): readonly PeerRule[] {
  const cluster = Cluster.of(scope);
  const controllers = cluster.ingressNamespaces.length > 0 ? [{ namespaces: cluster.ingressNamespaces }] : [];
  return [...controllers, ...cluster.loadBalancerRanges.map((cidr) => ({ cidr }))];
}

/** Where the API server may be: no address of it is known at synth. */
export function apiServerPorts(scope: Construct): readonly Port[] {
  return Cluster.of(scope).apiServerPorts.map((number) => Port.tcp(number, 'https'));
}
