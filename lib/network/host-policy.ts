import type { Construct } from 'constructs';
import { cilium } from '../cluster/add-ons/cilium';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import type { Port } from './port';

/** A CiliumNetworkPolicy that opens egress to hosts by name. Opening the same host again changes nothing. */
class HostPolicy extends PlainObject {
  private readonly openings = new Map<string, JsonObject>();

  constructor(scope: Construct, id: string, name: string, selector: Labels, labels: Labels) {
    super(scope, id, {
      apiVersion: cilium.apiVersion,
      kind: 'CiliumNetworkPolicy',
      name,
      labels,
      fields: () => ({
        spec: { endpointSelector: { matchLabels: selector }, egress: [DNS, ...this.openings.values()] },
      }),
    });
  }

  open(host: string, ports: readonly Port[]): void {
    const toFQDNs = [host.startsWith('*.') ? { matchPattern: host } : { matchName: host }];
    const toPorts = [{ ports: ports.map(({ number, protocol }) => ({ port: `${number}`, protocol })) }];
    this.openings.set(JSON.stringify([toFQDNs, toPorts]), { toFQDNs, toPorts });
  }
}

/**
 * Cilium learns addresses from the DNS answers that pods get, so it must read them:
 * https://docs.cilium.io/en/stable/security/policy/language/#dns-proxy
 */
const DNS: JsonObject = {
  toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
  toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
};

/** Returns the one policy of a scope and id. */
export function hostPolicy(scope: Construct, id: string, name: string, selector: Labels, labels: Labels): HostPolicy {
  const there = scope.node.tryFindChild(id);
  return there instanceof HostPolicy ? there : new HostPolicy(scope, id, name, selector, labels);
}
