import { contains } from '../checks/cidr';
import { isObject, type JsonObject, listAt, type Manifest, objectAt, textAt } from '../manifest/json';
import { NOT_PUBLIC } from '../network/public-addresses';
import { type Inventory, namespaceOf, type Workload } from './inventory';
import { matches } from './selectors';

/** A port of pods that clients connect to. */
export interface TargetPort {
  readonly number: number;
  readonly protocol: string;
}

type Direction = 'Egress' | 'Ingress';

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ on the default of policyTypes */
export function closes(policy: Manifest, direction: Direction): boolean {
  const { egress, policyTypes } = objectAt(policy, 'spec');
  if (Array.isArray(policyTypes)) return policyTypes.includes(direction);
  return direction === 'Ingress' || egress !== undefined;
}

/** Returns the NetworkPolicies that select the pods of each workload. */
export function policiesOf(inventory: Inventory): Map<Workload, Manifest[]> {
  const policies = new Map<Workload, Manifest[]>(inventory.workloads.map((workload) => [workload, []]));
  for (const policy of inventory.ofKind('NetworkPolicy').filter(isStandard)) {
    const selected = inventory.selected(namespaceOf(policy), objectAt(policy, 'spec', 'podSelector'));
    for (const workload of selected) policies.get(workload)?.push(policy);
  }
  return policies;
}

function isStandard({ apiVersion }: Manifest): boolean {
  return apiVersion.startsWith('networking.k8s.io/');
}

/** The connections between workloads that the NetworkPolicies of an app allow. */
export class Connections {
  private readonly policies: ReadonlyMap<Workload, readonly Manifest[]>;
  /** The namespaces with policies of a network plugin, which may allow more; `undefined` for those of the whole cluster. */
  private readonly further: ReadonlySet<string | undefined>;

  constructor(private readonly inventory: Inventory) {
    this.policies = policiesOf(inventory);
    const others = inventory.manifests.filter(
      (manifest) => /NetworkPolicy$/.test(manifest.kind) && !isStandard(manifest) && !isOwn(manifest),
    );
    this.further = new Set(
      others.map((policy) => (/Admin|Cluster|Global/.test(policy.kind) ? undefined : namespaceOf(policy))),
    );
  }

  /** True unless the policies on one of both sides are known to keep the client from the port of the server. */
  allow(client: Workload, server: Workload, port: TargetPort): boolean {
    if (this.further.has(undefined)) return true;
    return this.passes('Egress', client, server, server, port) && this.passes('Ingress', server, client, server, port);
  }

  /** True if the client may connect to pods of a namespace which the app does not make, by a rule about that namespace. */
  leadsTo(client: Workload, namespace: string): boolean {
    if (this.further.size > 0) return true;
    const rules = this.closing(client, 'Egress').flatMap((policy) => listAt(policy, 'spec', 'egress'));
    const { dnsPorts } = this.inventory;
    // A cluster whose DNS is not known has a rule for the DNS of every namespace.
    const isForDns = (rule: JsonObject): boolean => {
      const ports = listAt(rule, 'ports');
      return ports.length > 0 && ports.every(({ port }) => dnsPorts.includes(Number(port)));
    };
    const peers = rules.filter((rule) => !isForDns(rule)).flatMap((rule) => listAt(rule, 'to'));
    return peers.some((peer) => isObject(peer['namespaceSelector']) && this.isIn(peer, '', namespace));
  }

  private closing(workload: Workload, direction: Direction): readonly Manifest[] {
    return (this.policies.get(workload) ?? []).filter((policy) => closes(policy, direction));
  }

  private passes(direction: Direction, at: Workload, other: Workload, server: Workload, port: TargetPort): boolean {
    const closing = this.closing(at, direction);
    if (closing.length === 0 || this.further.has(at.namespace)) return true;
    const [rules, peers] = direction === 'Egress' ? ['egress', 'to'] : ['ingress', 'from'];
    return closing.some((policy) =>
      listAt(policy, 'spec', rules).some((rule) => {
        const ports = listAt(rule, 'ports');
        const named = listAt(rule, peers);
        return (
          (ports.length === 0 || ports.some((one) => covers(one, server, port))) &&
          (named.length === 0 || named.some((peer) => this.selects(peer, namespaceOf(policy), other)))
        );
      }),
    );
  }

  private selects(peer: JsonObject, home: string, { namespace, labels }: Workload): boolean {
    if (isObject(peer['ipBlock'])) return mayHoldPods(peer['ipBlock']);
    const { podSelector } = peer;
    return this.isIn(peer, home, namespace) && (!isObject(podSelector) || matches(podSelector, labels));
  }

  /** True if a peer of a policy in the namespace `home` is about pods of a namespace. */
  private isIn({ namespaceSelector }: JsonObject, home: string, namespace: string): boolean {
    if (!isObject(namespaceSelector)) return home === namespace;
    const made = this.inventory.find('Namespace', '', namespace);
    const labels = { 'kubernetes.io/metadata.name': namespace, ...objectAt(made, 'metadata', 'labels') };
    if (matches(namespaceSelector, labels)) return true;
    const keys = [
      ...Object.keys(objectAt(namespaceSelector, 'matchLabels')),
      ...listAt(namespaceSelector, 'matchExpressions').map((expression) => `${expression['key']}`),
    ];
    // Another program may have labelled a namespace that the app does not make.
    return made === undefined && !keys.includes('kubernetes.io/metadata.name');
  }
}

function isOwn(manifest: Manifest): boolean {
  return textAt(manifest, 'metadata', 'labels', 'app.kubernetes.io/managed-by') === 'mainstay';
}

function covers({ port, endPort, protocol }: JsonObject, server: Workload, wanted: TargetPort): boolean {
  if ((protocol ?? 'TCP') !== wanted.protocol) return false;
  if (port === undefined) return true;
  const from = typeof port === 'string' ? numberOf(port, server) : Number(port);
  return from !== undefined && from <= wanted.number && Number(endPort ?? from) >= wanted.number;
}

/** Returns the number of a named port of the containers. */
export function numberOf(name: string, { containers }: Workload): number | undefined {
  const port = containers.flatMap((container) => listAt(container, 'ports')).find((one) => one['name'] === name);
  return port && Number(port['containerPort']);
}

/** The addresses of pods are not known: they may be in every range that is not public. */
function mayHoldPods(block: JsonObject): boolean {
  const cidr = `${block['cidr']}`;
  const except = Array.isArray(block['except']) ? block['except'].map(String) : [];
  return NOT_PUBLIC.some((range) => {
    const inner = contains(cidr, range) ? range : contains(range, cidr) ? cidr : undefined;
    return inner !== undefined && !except.some((hole) => contains(hole, inner));
  });
}
