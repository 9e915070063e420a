import { type AddOnFacts, noOptions } from './facts';

/** Kyverno, which checks the signatures of images: https://kyverno.io/docs/policy-types/image-validating-policy/ */
export const kyverno = {
  title: 'Kyverno',
  call: 'AddOn.kyverno()',
  apiVersion: 'policies.kyverno.io/v1',
  kinds: ['NamespacedImageValidatingPolicy'],
  settle: noOptions,
} as const satisfies AddOnFacts;
