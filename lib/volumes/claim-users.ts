import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { namespaceOf } from '../manifest/plain-object';
import { ClusterRecord } from '../registry/registry';
import { type ExistingAccess, exclusive, WAYS_OUT } from './access';

/** The constructs whose pods mount a claim, by namespace and name. */
const users = new ClusterRecord(() => new Map<string, Set<Construct>>());

/** Returns the constructs whose pods mount a claim of the namespace of `scope`. */
export function usersOf(scope: Construct, claim: string): ReadonlySet<Construct> {
  const all = users.of(scope);
  const key = `${namespaceOf(scope) ?? ''}/${claim}`;
  const known = all.get(key) ?? new Set();
  all.set(key, known);
  return known;
}

/**
 * Records that the pods of `scope` mount a claim. Throws when those of another construct do, and the volume can be on one node only: a
 * pod on another node would wait for it forever.
 */
export function useClaim(scope: Construct, claim: string, access: ExistingAccess): void {
  const known = usersOf(scope, claim) as Set<Construct>;
  const [other] = [...known].filter((user) => user !== scope);
  const mode = exclusive(access);
  if (mode && other) {
    const got = `${claim} (${mode}) in ${other.node.path} and ${scope.node.path}`;
    fail(scope, 'a volume for one node must be in one pod at a time', got, WAYS_OUT);
  }
  known.add(scope);
}
