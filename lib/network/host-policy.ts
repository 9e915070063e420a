import type { Construct } from 'constructs';
import type { NameServer } from '../cluster/name-server';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { freeName } from '../registry/names';
import { CiliumPolicy, toPorts } from './cilium-policy';
import { byPort, nameServersOf } from './fence';
import type { Port } from './port';

/** A CiliumNetworkPolicy that opens egress to hosts by name. Opening the same host again changes nothing. */
class HostPolicy extends CiliumPolicy {
  private readonly openings = new Map<string, JsonObject>();

  constructor(scope: Construct, id: string, wanted: string, selector: Labels, labels: Labels) {
    super(scope, id, {
      name: freeName(scope, id, 'CiliumNetworkPolicy', wanted),
      selector,
      labels,
      rules: () => ({ egress: [...dns(scope), ...this.openings.values()] }),
    });
  }

  open(host: string, ports: readonly Port[]): void {
    const toFQDNs = [host.startsWith('*.') ? { matchPattern: host } : { matchName: host }];
    this.add({ toFQDNs, toPorts: toPorts(ports) });
  }

  /** Opens egress to what is no pod, by the identity that Cilium gives it. */
  openEntities(entities: readonly string[], ports: readonly Port[]): void {
    this.add({ toEntities: [...entities], toPorts: toPorts(ports) });
  }

  private add(rule: JsonObject): void {
    this.openings.set(JSON.stringify(rule), rule);
  }
}

/**
 * Opens DNS as the fence of the pods does. Cilium learns addresses from the answers, so it must read them:
 * https://docs.cilium.io/en/stable/security/policy/language/#dns-proxy
 */
function dns(scope: Construct): readonly JsonObject[] {
  return [...byPort(nameServersOf(scope))].flatMap(([port, servers]) => {
    const queries = [{ ports: [{ port: `${port}`, protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }];
    const toCIDR = servers.flatMap(({ cidr }) => cidr ?? []);
    const toEndpoints = servers.filter(({ cidr }) => cidr === undefined).flatMap(endpoints);
    return [
      ...(toEndpoints.length > 0 ? [{ toEndpoints, toPorts: queries }] : []),
      ...(toCIDR.length > 0 ? [{ toCIDR, toPorts: queries }] : []),
    ];
  });
}

const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';

/** Selects the pods of a DNS server. A selector that names no namespace means that of the policy. */
function endpoints({ namespaces = [], labels = {} }: NameServer): readonly JsonObject[] {
  const own = Object.fromEntries(Object.entries(labels).map(([key, value]) => [`k8s:${key}`, value]));
  if (namespaces.length > 0) return namespaces.map((name) => ({ matchLabels: { [NAMESPACE]: name, ...own } }));
  return [{ matchLabels: own, matchExpressions: [{ key: NAMESPACE, operator: 'Exists' }] }];
}

/** Returns the one policy of a scope and id. */
export function hostPolicy(scope: Construct, id: string, name: string, selector: Labels, labels: Labels): HostPolicy {
  const there = scope.node.tryFindChild(id);
  return there instanceof HostPolicy ? there : new HostPolicy(scope, id, name, selector, labels);
}
