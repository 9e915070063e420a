import type { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import type { Labels } from '../manifest/labels';
import { Policy } from './network-policy';
import type { PeerRule } from './peer';
import { Port } from './port';

export const DNS_PORTS: readonly Port[] = [Port.udp(53, 'dns'), Port.tcp(53, 'dns-tcp')];

/** Pods whose network is closed. */
export interface FencedPods {
  readonly scope: Construct;
  readonly name: string;
  readonly selector: Labels;
  readonly labels: Labels;
}

/** Closes the network of pods both ways, except for the DNS of the cluster; relations and exposure open it further. */
export function fence({ scope, name, selector, labels }: FencedPods, dns = true): Policy {
  const policy = new Policy(scope, 'Fence', { name, selector, labels, types: ['Ingress', 'Egress'] });
  if (dns) policy.allowTo(Cluster.of(scope).dns, DNS_PORTS);
  return policy;
}

/** Peers that requests for a host come from: ingress controllers, and load balancers that reach pods directly. */
export function ingressSources(scope: Construct): readonly PeerRule[] {
  const cluster = Cluster.of(scope);
  const controllers = cluster.ingressNamespaces.length > 0 ? [{ namespaces: cluster.ingressNamespaces }] : [];
  return [...controllers, ...cluster.loadBalancerRanges.map((cidr) => ({ cidr }))];
}

/** Ports of the API server. Its addresses are not known at synth. */
export function apiServerPorts(scope: Construct): readonly Port[] {
  return Cluster.of(scope).apiServerPorts.map((number) => Port.tcp(number, 'https'));
}
