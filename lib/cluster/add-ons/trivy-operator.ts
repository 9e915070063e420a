import { type AddOnFacts, noOptions } from './facts';

/** The Trivy Operator, which scans the images of all namespaces by itself: https://aquasecurity.github.io/trivy-operator/latest/ */
export const trivyOperator = {
  title: 'the Trivy Operator',
  call: 'AddOn.trivyOperator()',
  settle: noOptions,
} as const satisfies AddOnFacts;
