import { DANGEROUS_RIGHTS, type DangerousRight } from '../../identity/rights';
import type { ObjectRule } from './rule';

const listed = (words: readonly string[]): string => JSON.stringify(words);

/** A role for people, which `access` of a SecurityBaseline makes. */
const FOR_PEOPLE =
  'has(object.metadata.labels) && "app.kubernetes.io/component" in object.metadata.labels && ' +
  'object.metadata.labels["app.kubernetes.io/component"] == "security-baseline" && ' +
  '"app.kubernetes.io/managed-by" in object.metadata.labels && object.metadata.labels["app.kubernetes.io/managed-by"] == "mainstay"';

/** Holds for an entry `r` of the rules of a role that allows a right. */
function allows({ on, verbs, mayNameObjects }: DangerousRight): string {
  const about = Object.entries(on).map(
    ([group, resources]) => `("${group}" in r.apiGroups && r.resources.exists(e, e in ${listed(resources)}))`,
  );
  return [
    'has(r.apiGroups) && has(r.resources) && has(r.verbs)',
    `(${about.join(' || ')})`,
    ...(verbs ? [`r.verbs.exists(v, v in ${listed(verbs)})`] : []),
    ...(mayNameObjects ? ['(!has(r.resourceNames) || size(r.resourceNames) == 0)'] : []),
  ].join(' && ');
}

/** The rights that a role must not give to a workload, from the same table as `Permission`. */
export const rights: readonly ObjectRule[] = DANGEROUS_RIGHTS.map((right) => ({
  id: right.id,
  tags: right.tags,
  severity: right.severity ?? 'error',
  subject: 'object',
  kinds: ['ClusterRole', 'Role'],
  cel: [
    ...(right.isForPeople ? [`(${FOR_PEOPLE})`] : []),
    `!has(object.rules) || object.rules == null || object.rules.all(r, !(${allows(right)}))`,
  ].join(' || '),
  field: 'rules',
  what: `a role must not let its holder ${right.what}`,
  why: right.why,
  fix: right.fix,
}));
