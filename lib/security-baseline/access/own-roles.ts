import { isDeepStrictEqual } from 'node:util';
import { listAt, type Manifest, textAt } from '../../manifest/json';
import { ACCESS_LEVELS, ENDING, ENDING_RULE, ROLE_NAMES, rulesOf } from './rights';

/** The rules of each Role of `access`, by its name. */
const RULES = new Map([
  ...ACCESS_LEVELS.map((level) => [ROLE_NAMES[level], rulesOf(level)] as const),
  [ENDING, [ENDING_RULE]] as const,
]);

/**
 * Returns true for a Role that `access` of a SecurityBaseline makes: one of its names with exactly its rules. Rules about rights know
 * these Roles, which are for people, by this one function.
 */
export function isAccessRole(manifest: Manifest): boolean {
  const rules = RULES.get(textAt(manifest, 'metadata', 'name') ?? '');
  return manifest.kind === 'Role' && rules !== undefined && isDeepStrictEqual(listAt(manifest, 'rules'), rules);
}

/** Returns true for a RoleBinding of such a Role that is for groups of people only. */
export function isAccessBinding(manifest: Manifest): boolean {
  const subjects = listAt(manifest, 'subjects');
  const role = textAt(manifest, 'roleRef', 'name') ?? '';
  const isKnown = textAt(manifest, 'roleRef', 'kind') === 'Role' && role !== ENDING && RULES.has(role);
  return manifest.kind === 'RoleBinding' && isKnown && subjects.every(({ kind }) => kind === 'Group');
}
