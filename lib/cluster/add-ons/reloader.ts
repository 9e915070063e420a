import { type AddOnFacts, noOptions } from './facts';

/** Reloader, which replaces pods when a Secret changes that an annotation names: https://github.com/stakater/Reloader */
export const reloader = {
  title: 'Reloader',
  call: 'AddOn.reloader()',
  settle: noOptions,
} as const satisfies AddOnFacts;
