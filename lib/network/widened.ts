import type { Policy } from './network-policy';

const ANNOTATION = 'mainstay/widened';
const said = new WeakMap<Policy, Set<string>>();

/** Says in an annotation of a policy what it opens beyond what is meant. Saying it again changes nothing. */
export function sayWidened(policy: Policy, what: string): void {
  const all = (said.get(policy) ?? new Set()).add(what);
  said.set(policy, all);
  policy.resource.metadata.addAnnotation(ANNOTATION, [...all].join('; '));
}
