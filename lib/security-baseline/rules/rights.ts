import { DANGEROUS_RIGHTS, type DangerousRight, gives } from '../../identity/rights';
import { ACCESS_LEVELS, ROLE_NAMES, roleRights, ruleOf } from '../access/rights';
import type { ObjectRule } from './rule';

const listed = (words: readonly string[]): string => JSON.stringify(words);

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

/** Holds for an entry `r` that `access` gives to people: in the Role of a level, exactly the entry that this Role has for the right. */
function isForPeople(right: DangerousRight): readonly string[] {
  if (!right.isForPeople) return [];
  return ACCESS_LEVELS.flatMap((level) => {
    const entries = roleRights(level)
      .map(ruleOf)
      .filter((entry) => gives(entry, right));
    if (entries.length === 0) return [];
    return [`object.metadata.name == "${ROLE_NAMES[level]}" && r in ${JSON.stringify(entries)}`];
  });
}

function complies(right: DangerousRight): string {
  const exceptions = isForPeople(right).map((one) => ` || (object.kind == "Role" && ${one})`);
  return `object.rules.all(r, !(${allows(right)})${exceptions.join('')})`;
}

/** The rights that a role must not give to a workload, from the same table as `Permission`. */
export const rights: readonly ObjectRule[] = DANGEROUS_RIGHTS.map((right) => ({
  id: right.id,
  tags: right.tags,
  severity: right.severity ?? 'error',
  subject: 'object',
  kinds: ['ClusterRole', 'Role'],
  cel: `!has(object.rules) || object.rules == null || ${complies(right)}`,
  field: 'rules',
  what: `a role must not let its holder ${right.what}`,
  why: right.why,
  fix: right.fix,
}));
