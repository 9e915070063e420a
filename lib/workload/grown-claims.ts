/**
 * Annotation of a StatefulSet with the size that a Job gives its claims. Their template keeps the first size, which cannot be
 * changed.
 */
export const CLAIM_SIZE = 'mainstay/claim-size';
