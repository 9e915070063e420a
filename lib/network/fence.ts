import type { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import type { NameServer } from '../cluster/name-server';
import { groupedBy } from '../manifest/grouped-by';
import type { Labels } from '../manifest/labels';
import { AppRecord } from '../registry/registry';
import { entityPolicy } from './entity-policy';
import { Policy } from './network-policy';
import { Port } from './port';

/** Pods whose network is closed. */
export interface FencedPods {
  readonly scope: Construct;
  readonly name: string;
  readonly selector: Labels;
  readonly labels: Labels;
}

/** Pods whose network is closed by a policy. */
interface Fenced extends FencedPods {
  readonly fence: Policy;
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
  return groupedBy(servers, ({ port = 53 }) => port);
}

/** Lets in the requests for hosts: from ingress controllers, from load balancers that reach pods directly, and by Cilium. */
export function letRequestsIn({ scope, name, selector, labels, fence: policy }: Fenced, ports: readonly Port[]): void {
  const { namespaces, ranges, entities } = Cluster.of(scope).entrance;
  const peers = [...(namespaces.length > 0 ? [{ namespaces }] : []), ...ranges.map((cidr) => ({ cidr }))];
  if (peers.length > 0) policy.allowFrom(peers, ports);
  if (entities.length > 0) entityPolicy({ scope, name, selector, labels }, entities, ports);
}
