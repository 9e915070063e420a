import type { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import type { NameServer } from '../cluster/name-server';
import type { Labels } from '../manifest/labels';
import { AppRecord } from '../registry/registry';
import { Policy } from './network-policy';
import type { PeerRule } from './peer';
import { Port } from './port';

/** Pods whose network is closed. */
export interface FencedPods {
  readonly scope: Construct;
  readonly name: string;
  readonly selector: Labels;
  readonly labels: Labels;
}

/** The DNS servers that the pods of a construct ask. */
const asked = new AppRecord(() => new Map<Construct, readonly NameServer[]>());

/**
 * Closes the network of pods both ways, except for the DNS of the cluster and for the addresses of further name servers;
 * relations and exposure open it further. `none` opens no DNS.
 */
export function fence({ scope, name, selector, labels }: FencedPods, further: readonly string[] | 'none' = []): Policy {
  const policy = new Policy(scope, 'Fence', { name, selector, labels, types: ['Ingress', 'Egress'] });
  const own = further === 'none' ? [] : further.map((cidr) => ({ cidr }));
  const usual = further === 'none' ? [] : Cluster.of(scope).dns;
  allowDns(policy, usual);
  allowDns(policy, own);
  asked.of(scope).set(scope, [...usual, ...own]);
  return policy;
}

/** Returns the DNS servers that the pods of a construct ask: those of the cluster, unless its fence has others. */
export function nameServersOf(scope: Construct): readonly NameServer[] {
  return asked.of(scope).get(scope) ?? Cluster.of(scope).dns;
}

/** Allows egress to DNS servers, by UDP and, for long answers, by TCP. */
export function allowDns(policy: Policy, servers: readonly NameServer[]): void {
  for (const [port, group] of byPort(servers)) {
    const peers = group.map(({ namespaces, labels, cidr }) =>
      cidr === undefined ? { namespaces: namespaces ?? [], labels } : { cidr },
    );
    policy.allowTo(peers, [Port.udp(port, 'dns'), Port.tcp(port, 'dns-tcp')]);
  }
}

/** Returns the DNS servers by the port that they listen on. */
export function byPort(servers: readonly NameServer[]): ReadonlyMap<number, readonly NameServer[]> {
  const ports = new Set(servers.map(({ port = 53 }) => port));
  return new Map([...ports].map((at) => [at, servers.filter(({ port = 53 }) => port === at)]));
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
