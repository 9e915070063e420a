import { isIP } from 'node:net';
import { type JsonObject, type JsonValue, listAt, objectAt } from '../../manifest/json';
import { closes, policiesOf } from '../connections';
import { type Inventory, namespaceOf } from '../inventory';
import { isEmpty } from '../selectors';
import type { CrossRule, Violation } from './rule';

function* fenced(inventory: Inventory): Iterable<Violation> {
  for (const [{ manifest }, policies] of policiesOf(inventory)) {
    const open = (['Ingress', 'Egress'] as const).filter((way) => !policies.some((policy) => closes(policy, way)));
    if (open.length > 0) yield { manifest, got: `no policy for ${open.join(' and ')}` };
  }
}

function* resolving(inventory: Inventory): Iterable<Violation> {
  for (const [{ manifest, pod }, policies] of policiesOf(inventory)) {
    const closing = policies.filter((policy) => closes(policy, 'Egress'));
    if (closing.length === 0 || pod['dnsPolicy'] === 'None') continue;
    const rules = closing.flatMap((policy) => listAt(policy, 'spec', 'egress'));
    const { dnsPorts } = inventory;
    if (rules.some((rule) => dnsPorts.some((port) => opensDns(rule, port)))) continue;
    yield { manifest, got: `no rule that opens UDP port ${dnsPorts.join(' or ')}` };
  }
}

function opensDns(rule: JsonObject, wanted: number): boolean {
  const ports = listAt(rule, 'ports');
  const covers = ({ port, endPort, protocol }: JsonObject): boolean => {
    const from = Number(port ?? wanted);
    return protocol === 'UDP' && from <= wanted && Number(endPort ?? from) >= wanted;
  };
  return ports.length === 0 || ports.some(covers);
}

function* selecting(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('NetworkPolicy')) {
    const selector = objectAt(manifest, 'spec', 'podSelector');
    if (!isEmpty(selector) && !inventory.selects(namespaceOf(manifest), selector)) {
      yield { manifest, got: selector };
    }
  }
}

function* ranges(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('NetworkPolicy')) {
    const ingress = listAt(manifest, 'spec', 'ingress').flatMap((rule) => listAt(rule, 'from'));
    const egress = listAt(manifest, 'spec', 'egress').flatMap((rule) => listAt(rule, 'to'));
    for (const block of [...ingress, ...egress].map((peer) => objectAt(peer, 'ipBlock'))) {
      const { cidr, except } = block;
      const all: readonly JsonValue[] = [
        ...(cidr === undefined ? [] : [cidr]),
        ...(Array.isArray(except) ? except : []),
      ];
      for (const got of all.filter((range) => !isRange(`${range}`))) yield { manifest, got };
    }
  }
}

function isRange(text: string): boolean {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(match?.[1] ?? '') as 0 | 4 | 6];
  return match !== null && Number(match[2]) <= bits;
}

export const network: readonly CrossRule[] = [
  {
    id: 'unfenced',
    tags: ['nsa', 'cis-5.3.2'],
    what: 'NetworkPolicies must close the pods in both directions',
    why: 'every pod of the cluster can connect to them, and they to everything',
    fix: 'add a default-deny policy; SecurityBaseline has one',
    check: fenced,
  },
  {
    id: 'dns-egress',
    what: 'pods whose egress is closed must reach DNS',
    why: 'no name is resolved, so every connection out fails',
    fix: 'allow UDP and TCP to the DNS of the cluster, on the port that its pods listen on',
    check: resolving,
  },
  {
    id: 'policy-selector',
    what: 'a NetworkPolicy must select pods of the app',
    why: 'it protects nothing',
    fix: 'give it the labels of a pod template in its namespace',
    check: selecting,
  },
  {
    id: 'cidr',
    what: 'an address range must be in CIDR notation',
    why: 'the API server refuses others',
    fix: 'use a form such as 10.0.0.0/8',
    check: ranges,
  },
];
