import type { Construct } from 'constructs';
import { cilium } from '../cluster/add-ons/cilium';
import type { NameServer } from '../cluster/name-server';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import { freeName, reserve } from '../registry/names';
import { byPort, nameServersOf } from './fence';
import type { Port } from './port';

/** A CiliumNetworkPolicy that opens egress to hosts by name. Opening the same host again changes nothing. */
class HostPolicy extends PlainObject {
  private readonly openings = new Map<string, JsonObject>();

  constructor(scope: Construct, id: string, wanted: string, selector: Labels, labels: Labels) {
    const name = freeName(scope, id, 'CiliumNetworkPolicy', wanted);
    super(scope, id, {
      apiVersion: cilium.apiVersion,
      kind: 'CiliumNetworkPolicy',
      name,
      labels,
      fields: () => ({
        spec: { endpointSelector: { matchLabels: selector }, egress: [...dns(scope), ...this.openings.values()] },
      }),
    });
    reserve(this, 'CiliumNetworkPolicy', name);
  }

  open(host: string, ports: readonly Port[]): void {
    const toFQDNs = [host.startsWith('*.') ? { matchPattern: host } : { matchName: host }];
    const toPorts = [{ ports: ports.map(({ number, protocol }) => ({ port: `${number}`, protocol })) }];
    this.openings.set(JSON.stringify([toFQDNs, toPorts]), { toFQDNs, toPorts });
  }
}

/**
 * Opens DNS as the fence of the pods does. Cilium learns addresses from the answers, so it must read them:
 * https://docs.cilium.io/en/stable/security/policy/language/#dns-proxy
 */
function dns(scope: Construct): readonly JsonObject[] {
  return [...byPort(nameServersOf(scope))].flatMap(([port, servers]) => {
    const toPorts = [{ ports: [{ port: `${port}`, protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }];
    const toCIDR = servers.flatMap(({ cidr }) => cidr ?? []);
    const toEndpoints = servers.filter(({ cidr }) => cidr === undefined).flatMap(endpoints);
    return [
      ...(toEndpoints.length > 0 ? [{ toEndpoints, toPorts }] : []),
      ...(toCIDR.length > 0 ? [{ toCIDR, toPorts }] : []),
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
