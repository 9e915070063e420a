import type { IConstruct } from 'constructs';
import { fail } from '../../checks/errors';
import { DATE, type Kinds, LIST, needed, object, TEXT } from '../../checks/kinds';
import { ROLE_NAMES } from './rights';

/** The access of a group in an emergency, which ends by itself. */
export interface BreakGlassProps {
  /** The name of a group, as the API server gets it from the login. */
  readonly group: string;
  /** The end: at most 30 days from now. A CronJob then takes the binding away. */
  readonly until: Date;
}

/**
 * The access of people to a namespace, by the names of their groups. Each level is a Role, and a RoleBinding to its groups. `operate`
 * and `debug` can do what `view` can. No level reads Secrets. All rights are in a table: docs/access.md.
 *
 * @example access: { view: ['staff'], operate: ['sre'], debug: ['shop-developers'] }
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
export interface AccessProps {
  /** Groups that see workloads, their events and their configuration. @default - none */
  readonly view?: readonly string[];
  /** Groups that restart pods by deleting them, and scale workloads. @default - none */
  readonly operate?: readonly string[];
  /** Groups that read logs, forward ports and attach ephemeral containers, which see what the processes of the pod see. @default - none */
  readonly debug?: readonly string[];
  /** A group that can do all of this, run commands in containers and change workloads, until a time. @default - none */
  readonly breakGlass?: BreakGlassProps;
}

const BREAK_GLASS: Kinds<BreakGlassProps> = { group: needed(TEXT), until: needed(DATE) };

export const ACCESS: Kinds<AccessProps> = {
  view: LIST,
  operate: LIST,
  debug: LIST,
  breakGlass: object(BREAK_GLASS),
};

const DAY = 24 * 60 * 60 * 1000;
const MOST_DAYS = 30;

/** The levels that hold until the program says otherwise. */
export const STANDING = ['view', 'operate', 'debug'] as const;

/**
 * Returns the groups of the Role of each level. Throws on a group that is no name, that Kubernetes itself fills, or that has a level
 * twice, and on an end in the past or too far away.
 */
export function settleAccess(
  scope: IConstruct,
  access: AccessProps,
  now: Date,
): ReadonlyMap<string, readonly string[]> {
  const { view = [], operate = [], debug = [], breakGlass } = access;
  for (const level of STANDING) checkGroups(scope, level, access[level]);
  const needless = view.find((group) => operate.includes(group) || debug.includes(group));
  if (needless !== undefined) {
    const level = operate.includes(needless) ? 'operate' : 'debug';
    fail(scope, `a group of access.${level} can view already`, needless, 'remove it from access.view');
  }
  if (breakGlass) checkBreakGlass(scope, breakGlass, now);
  const bound = [
    [ROLE_NAMES.view, [...new Set([...view, ...operate, ...debug])]],
    [ROLE_NAMES.operate, operate],
    [ROLE_NAMES.debug, debug],
    [ROLE_NAMES.breakGlass, breakGlass ? [breakGlass.group] : []],
  ] as const;
  return new Map(bound.filter(([, groups]) => groups.length > 0));
}

function checkGroups(scope: IConstruct, level: string, groups: readonly string[] | undefined): void {
  if (groups === undefined) return;
  if (groups.length === 0) {
    fail(scope, `access.${level} must name a group`, groups, `leave ${level} out, or name a group of your login`);
  }
  for (const group of groups) checkGroup(scope, `a group of access.${level}`, group);
  const twice = groups.find((group, at) => groups.indexOf(group) !== at);
  if (twice !== undefined) fail(scope, `a group must be in access.${level} once`, `${twice} twice`, 'keep one of them');
}

function checkGroup(scope: IConstruct, what: string, group: string): void {
  const fix = "use the name of a group of your login, such as 'shop-developers'";
  if (group.trim() === '' || group !== group.trim() || /\p{Cc}/u.test(group)) {
    fail(scope, `${what} must be a name`, group, fix);
  }
  if (group.startsWith('system:') || group === '*') fail(scope, `${what} must be a group of people`, group, fix);
}

function checkBreakGlass(scope: IConstruct, { group, until }: BreakGlassProps, now: Date): void {
  checkGroup(scope, 'access.breakGlass.group', group);
  const got = until.toISOString();
  if (until <= now) {
    fail(scope, 'access.breakGlass.until must be in the future', got, 'remove breakGlass, or give a later time');
  }
  if (until.getTime() > now.getTime() + MOST_DAYS * DAY) {
    const fix = 'give an earlier time, or a group of access.operate or access.debug';
    fail(scope, `access.breakGlass.until must be at most ${MOST_DAYS} days away`, got, fix);
  }
}
