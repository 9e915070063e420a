import { type AddOnFacts, noOptions } from './facts';

/** Argo CD: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ */
export const argoCd = {
  title: 'Argo CD',
  call: 'AddOn.argoCd()',
  settle: noOptions,
} as const satisfies AddOnFacts;
