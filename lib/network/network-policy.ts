import type { Construct } from 'constructs';
import type { JsonObject } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import { freeName, reserve } from '../registry/names';
import type { PeerRule } from './peer';
import type { Port } from './port';

interface Opening {
  readonly peers: readonly PeerRule[];
  readonly ports: readonly Port[];
}

export interface PolicyProps {
  readonly name: string;
  /** Labels of the pods that the policy selects; empty for all pods of the namespace. */
  readonly selector: Readonly<Record<string, string>>;
  readonly types: readonly ('Ingress' | 'Egress')[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** A NetworkPolicy to which rules are added. Adding the same rule again changes nothing. */
export class Policy extends PlainObject {
  private readonly ingress = new Map<string, Opening>();
  private readonly egress = new Map<string, Opening>();

  constructor(scope: Construct, id: string, props: PolicyProps) {
    const name = freeName(scope, id, 'NetworkPolicy', props.name);
    super(scope, id, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      name,
      labels: props.labels,
      fields: () => ({
        spec: {
          podSelector: Object.keys(props.selector).length === 0 ? {} : { matchLabels: props.selector },
          policyTypes: [...props.types],
          ingress: render('from', this.ingress),
          egress: render('to', this.egress),
        },
      }),
    });
    reserve(this, 'NetworkPolicy', name);
  }

  /** Allows ingress from `peers`, or from everywhere when there are none. */
  allowFrom(peers: readonly PeerRule[], ports: readonly Port[]): void {
    this.ingress.set(key(peers, ports), { peers, ports });
  }

  /** Allows egress to `peers`, or to everywhere when there are none. */
  allowTo(peers: readonly PeerRule[], ports: readonly Port[]): void {
    this.egress.set(key(peers, ports), { peers, ports });
  }
}

function key(peers: readonly PeerRule[], ports: readonly Port[]): string {
  return JSON.stringify([peers, ports.map(String)]);
}

function render(side: 'from' | 'to', openings: ReadonlyMap<string, Opening>): readonly JsonObject[] | undefined {
  const sorted = [...openings.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, opening]) => opening);
  if (sorted.length === 0) return undefined;
  return sorted.map(({ peers, ports }) => ({
    [side]: peers.length === 0 ? undefined : peers.map(peer),
    ports: ports.length === 0 ? undefined : ports.map(({ number, protocol }) => ({ port: number, protocol })),
  }));
}

function peer(rule: PeerRule): JsonObject {
  if (rule.cidr !== undefined) {
    return { ipBlock: { cidr: rule.cidr, except: rule.except?.length ? rule.except : undefined } };
  }
  const labels = rule.labels && Object.keys(rule.labels).length > 0 ? { matchLabels: rule.labels } : undefined;
  if (rule.namespaces === undefined) return { podSelector: labels ?? {} };
  return { namespaceSelector: namespaces(rule.namespaces), podSelector: labels };
}

/**
 * Builds a selector by name. Every namespace has its name as a label:
 * https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
function namespaces(names: readonly string[]): JsonObject {
  const [only, ...more] = names;
  if (only === undefined) return {};
  if (more.length === 0) return { matchLabels: { 'kubernetes.io/metadata.name': only } };
  return { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [...names] }] };
}
