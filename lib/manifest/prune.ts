import type { Labels } from './labels';

/**
 * The annotation by which Argo CD deletes an object that is not in the manifests any more only when all else is healthy, so that
 * pods go on until others have taken their place.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#prune-last
 */
export const PRUNED_LAST: Labels = { 'argocd.argoproj.io/sync-options': 'PruneLast=true' };
