/** The access mode of a claim: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes */
export type ClaimAccess = 'ReadWriteOnce' | 'ReadWriteOncePod' | 'ReadWriteMany';

/** The access mode of a claim that exists. */
export type ExistingAccess = ClaimAccess | 'ReadOnlyMany';

export const CLAIM_ACCESS: readonly ClaimAccess[] = ['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'];
export const EXISTING_ACCESS: readonly ExistingAccess[] = [...CLAIM_ACCESS, 'ReadOnlyMany'];

/** The ways out for a claim that more than one pod needs. */
export const WAYS_OUT =
  "use access 'ReadWriteMany' with a storageClass that has it, one replica with strategy 'recreate', or an object store for the files";

/** Returns the access mode if one node or one pod at a time can use the claim. */
export function exclusive(access: ExistingAccess | undefined): ClaimAccess | undefined {
  return access === 'ReadWriteOnce' || access === 'ReadWriteOncePod' ? access : undefined;
}
