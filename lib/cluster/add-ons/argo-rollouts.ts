import { type AddOnFacts, noOptions } from './facts';

/** Argo Rollouts: https://argo-rollouts.readthedocs.io/en/stable/installation/ */
export const argoRollouts = {
  title: 'Argo Rollouts',
  call: 'AddOn.argoRollouts()',
  apiVersion: 'argoproj.io/v1alpha1',
  kinds: ['Rollout'],
  settle: noOptions,
} as const satisfies AddOnFacts;
