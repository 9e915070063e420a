import { type Inventory, nameOf, namespaceOf } from '../inventory';
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

export const namespaces: readonly CrossRule[] = [
  {
    id: 'missing-namespace',
    what: 'the namespace must be one that the app creates',
    why: 'the API server refuses the object',
    fix: 'create it, or list it as external in the SecurityBaseline',
    check: missing,
  },
];
