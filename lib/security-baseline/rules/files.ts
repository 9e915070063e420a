import { listAt, type Manifest } from '../../manifest/json';
import { referencesIn, referenceTo } from '../../relations/references';
import type { Inventory, Workload } from '../inventory';
import { filesOf } from '../texts';
import type { CrossRule, Violation } from './rule';

/** There, `$(NAME)` is a variable of make. */
const MAKE = /(^|[._])(GNU)?makefile$|\.mk$/i;

/** Files that programs read from ConfigMaps. */
export const files: readonly CrossRule[] = [
  {
    id: 'file-reference',
    what: 'must have the values of variables in it',
    why: 'Kubernetes expands $(NAME) in variables, the command and the arguments only, so the program reads it as text',
    fix: 'let an init container write the file with the value in it, or let the program read the variable',
    check: function* (inventory) {
      const said = new Set<string>();
      for (const workload of inventory.workloads) {
        for (const { id, ...violation } of unexpanded(inventory, workload)) {
          if (!said.has(id)) yield violation;
          said.add(id);
        }
      }
    },
  },
];

/** Returns the references of the mounted files of a workload to variables of its containers. */
function* unexpanded(inventory: Inventory, workload: Workload): Iterable<Violation & { readonly id: string }> {
  const names = new Set(workload.containers.flatMap((container) => listAt(container, 'env').map(({ name }) => name)));
  for (const { map, key, text } of filesOf(inventory, workload)) {
    if (!text.includes('$(')) continue;
    const found = MAKE.test(key) ? undefined : referencesIn(text).find((name) => names.has(name));
    if (found !== undefined) yield violation(map, key, found);
  }
}

function violation(manifest: Manifest, key: string, name: string): Violation & { readonly id: string } {
  return {
    id: [manifest.metadata.namespace, manifest.metadata.name, key].join('/'),
    manifest,
    where: key,
    got: referenceTo(name),
  };
}
