import { type AddOnFacts, noOptions } from './facts';

/** Cilium as the network plugin: https://docs.cilium.io/en/stable/network/kubernetes/policy/ */
export const cilium = {
  title: 'Cilium',
  call: 'AddOn.cilium()',
  apiVersion: 'cilium.io/v2',
  kinds: ['CiliumNetworkPolicy'],
  settle: noOptions,
} as const satisfies AddOnFacts;
