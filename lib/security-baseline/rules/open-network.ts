import { contains } from '../../checks/cidr';
import { type JsonObject, listAt, type Manifest, objectAt, textAt } from '../../manifest/json';
import { closes } from '../connections';
import { type Inventory, namespaceOf } from '../inventory';
import type { Rule, Violation } from './rule';

const POLICIES = ['NetworkPolicy'];

/** Holds for a peer `p` that is everyone, or every namespace. */
const ALL =
  '((has(p.namespaceSelector) && !has(p.podSelector) && (!has(p.namespaceSelector.matchLabels) || size(p.namespaceSelector.matchLabels) == 0) && ' +
  '(!has(p.namespaceSelector.matchExpressions) || size(p.namespaceSelector.matchExpressions) == 0)) || ' +
  '(!has(r.ports) && has(p.ipBlock) && p.ipBlock.cidr in ["0.0.0.0/0", "::/0"] && (!has(p.ipBlock.except) || size(p.ipBlock.except) == 0)))';

const closed = (way: string, peers: string): string =>
  `(!has(object.spec.${way}) || object.spec.${way} == null || object.spec.${way}.all(r, (has(r.ports) && size(r.ports) > 0 || ` +
  `(has(r.${peers}) && size(r.${peers}) > 0)) && (!has(r.${peers}) || r.${peers}.all(p, !${ALL}))))`;

/** The addresses and ports at which clouds tell a machine its name, its keys and its tokens. */
const METADATA: readonly (readonly [address: string, ports: readonly number[]])[] = [
  ['169.254.169.254/32', [80]],
  ['fd00:ec2::254/128', [80]],
  ['168.63.129.16/32', [80, 32526]],
];

/** Annotations and labels by which a ServiceAccount or a pod asks for an identity of a cloud. */
const IDENTITY = /^(iam\.gke\.io\/gcp-service-account|eks\.amazonaws\.com\/role-arn|azure\.workload\.identity\/.+)$/;

function* reachingMetadata(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind(...POLICIES)) {
    if (!closes(manifest, 'Egress')) continue;
    const found = listAt(manifest, 'spec', 'egress').flatMap(metadataOf);
    if (found.length > 0 && !asksForIdentity(inventory, manifest)) yield { manifest, got: [...new Set(found)] };
  }
}

/** Returns the addresses of metadata that a rule opens. One that opens every port to everyone is a finding of its own. */
function metadataOf(rule: JsonObject): readonly string[] {
  const ports = listAt(rule, 'ports');
  const blocks = listAt(rule, 'to').map((peer) => objectAt(peer, 'ipBlock'));
  const isEverywhere = blocks.length === 0;
  if (isEverywhere && ports.length === 0) return [];
  return METADATA.filter(([address, numbers]) => {
    const isOpen = ports.length === 0 || numbers.some((number) => ports.some((port) => covers(port, number)));
    return isOpen && (isEverywhere || blocks.some((block) => includes(block, address, ports.length > 0)));
  }).map(([address]) => address.replace(/\/\d+$/, ''));
}

function covers({ port, endPort, protocol = 'TCP' }: JsonObject, number: number): boolean {
  const from = Number(port ?? number);
  return protocol === 'TCP' && from <= number && Number(endPort ?? from) >= number;
}

function includes(block: JsonObject, address: string, hasPorts: boolean): boolean {
  const cidr = textAt(block, 'cidr');
  const except = Array.isArray(block['except']) ? block['except'].map(String) : [];
  if (cidr === undefined || (!hasPorts && except.length === 0 && /\/0$/.test(cidr))) return false;
  return contains(cidr, address) && !except.some((range) => contains(range, address));
}

function asksForIdentity(inventory: Inventory, policy: Manifest): boolean {
  const pods = inventory.selected(namespaceOf(policy), objectAt(policy, 'spec', 'podSelector'));
  const asks = (map: JsonObject): boolean => Object.keys(map).some((key) => IDENTITY.test(key));
  return (
    pods.length > 0 &&
    pods.every(({ namespace, labels, pod }) => {
      const account = inventory.find('ServiceAccount', namespace, textAt(pod, 'serviceAccountName') ?? 'default');
      return asks(labels) || asks(objectAt(account, 'metadata', 'annotations'));
    })
  );
}

/** Policies that open more than was meant. */
export const openNetwork: readonly Rule[] = [
  {
    id: 'open-policy',
    tags: ['nsa', 'cis-5.3.2'],
    subject: 'object',
    kinds: POLICIES,
    cel: `!object.apiVersion.startsWith("networking.k8s.io/") || (${closed('ingress', 'from')} && ${closed('egress', 'to')})`,
    field: 'spec',
    what: 'a NetworkPolicy must not open everything, or every namespace',
    why: 'policies add up, so one that is open undoes all others of its pods',
    fix: 'name the pods, the namespace or the ports',
  },
  {
    id: 'metadata-address',
    tags: ['nsa'],
    what: 'a NetworkPolicy must not open the metadata of the machine',
    why: 'it gives every pod the identity of the node in the cloud',
    fix: 'exclude these addresses, or give the ServiceAccount a cloud identity',
    check: reachingMetadata,
  },
];
