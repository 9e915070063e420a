import { type AddOnFacts, noOptions } from './facts';

/** The Vertical Pod Autoscaler: https://kubernetes.io/docs/concepts/workloads/autoscaling/vertical-pod-autoscale/ */
export const verticalPodAutoscaler = {
  title: 'the Vertical Pod Autoscaler',
  call: 'AddOn.verticalPodAutoscaler()',
  apiVersion: 'autoscaling.k8s.io/v1',
  kinds: ['VerticalPodAutoscaler'],
  settle: noOptions,
} as const satisfies AddOnFacts;
