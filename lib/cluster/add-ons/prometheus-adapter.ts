import { type AddOnFacts, noOptions } from './facts';

/** prometheus-adapter, which serves signals as external metrics: https://github.com/kubernetes-sigs/prometheus-adapter */
export const prometheusAdapter = {
  title: 'prometheus-adapter',
  call: 'AddOn.prometheusAdapter()',
  settle: noOptions,
} as const satisfies AddOnFacts;
