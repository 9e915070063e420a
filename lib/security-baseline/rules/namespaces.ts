import { isOfKubernetes } from '../../manifest/api-group';
import { type JsonObject, listAt, type Manifest, textAt } from '../../manifest/json';
import { type Inventory, nameOf, namespaceOf } from '../inventory';
import { CLUSTER_SCOPED } from '../kubernetes-kinds';
import { isList } from '../lists';
import type { CrossRule, Violation } from './rule';

/** Every cluster has these: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces */
const INITIAL = ['', 'default', 'kube-node-lease', 'kube-public', 'kube-system'];

function* missing(inventory: Inventory): Iterable<Violation> {
  const created = inventory.ofKind('Namespace').map(nameOf);
  if (created.length === 0) return;
  for (const manifest of inventory.manifests) {
    const got = namespaceOf(manifest);
    if (!INITIAL.includes(got) && !inventory.has('Namespace', '', got)) {
      yield {
        manifest,
        got,
        fix: `use ${created.join(' or ')}, create it, or list it as external in the SecurityBaseline`,
      };
    }
  }
}

/** Finds items of a list without a namespace. cdk8s gives the namespace of a chart to the list only. */
function* unplaced({ lists }: Inventory): Iterable<Violation> {
  for (const manifest of lists) {
    const namespace = namespaceOf(manifest);
    const bare = listAt(manifest, 'items').filter((item) => !isList(item) && isBare(manifest, item));
    if (namespace === '' || bare.length === 0) continue;
    const got = bare.map((item) => `${item['kind'] ?? 'item'} ${textAt(item, 'metadata', 'name')}`);
    yield { manifest, got, fix: `set metadata.namespace of each to ${namespace}, or write them as documents` };
  }
}

function isBare(list: Manifest, item: JsonObject): boolean {
  const { apiVersion = list.apiVersion, kind = list.kind.replace(/List$/, '') } = item;
  // Of other groups, the scope is not known.
  const namespaced = isOfKubernetes(`${apiVersion}`) && !CLUSTER_SCOPED.has(`${kind}`);
  return namespaced && textAt(item, 'metadata', 'namespace') === undefined;
}

export const namespaces: readonly CrossRule[] = [
  {
    id: 'missing-namespace',
    what: 'the namespace must be one that the app creates',
    why: 'the API server refuses the object',
    fix: 'create it, or list it as external in the SecurityBaseline',
    check: missing,
  },
  {
    id: 'list-namespace',
    what: 'the items of a List must name their namespace',
    why: 'kubectl applies them to the namespace of its context, which no rule sees',
    fix: 'set metadata.namespace of each, or write them as documents',
    check: unplaced,
  },
];
