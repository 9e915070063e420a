import { fail } from '../checks/errors';
import { listFix, literal } from '../checks/fixes';
import { dnsName } from '../checks/formats';
import { checkProps, type Kinds, LIST, needed, TEXT } from '../checks/kinds';
import type { JsonObject } from '../manifest/json';
import { type Allowed, dangerousRight } from './rights';

const GROUP = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$/;
const RESOURCE = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(\/[a-z0-9]+)?$/;
const VERB = /^[a-z]+$/;
const READ_VERBS = ['get', 'list', 'watch'];
/** Verbs with which an account can give itself every right. */
const ESCALATING = ['bind', 'escalate', 'impersonate'];

/** Well-known cluster-scoped resources. A Role for them is accepted and grants nothing. */
const CLUSTER_WIDE = [
  'clusterrolebindings',
  'clusterroles',
  'customresourcedefinitions',
  'ingressclasses',
  'nodes',
  'persistentvolumes',
  'priorityclasses',
  'storageclasses',
];

/** Rights of an app on objects of its namespace. */
export interface PermissionProps {
  /** Resources as in URLs: plural, lowercase, `pods/log` for a subresource. */
  readonly resources: readonly string[];
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` … */
  readonly verbs: readonly string[];
  /** API group of the resources. @default - the core group */
  readonly apiGroup?: string;
  /** Names of the objects; not with `list`, `watch` and `create`, which take no names. @default - every object of the kind */
  readonly names?: readonly string[];
}

/** `pods` → `use Permission.read('pods')`, and the rule of a Role → `use Permission.of({ … })` */
export function permissionFix(value: unknown): string {
  const kinds = [value].flat();
  if (kinds.length > 0 && kinds.every((kind) => typeof kind === 'string' && RESOURCE.test(kind))) {
    return `use Permission.read(${kinds.map(literal).join(', ')})`;
  }
  const { resources, verbs, apiGroups } = Object(value ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(resources) || !Array.isArray(verbs)) return "use Permission.read('configmaps'), for example";
  const lists = Object.entries({ resources, verbs }).map(
    ([name, list]) => `${name}: ${listFix(list).replace('use ', '')}`,
  );
  const [group] = Array.isArray(apiGroups) ? apiGroups : [];
  return `use Permission.of({ ${lists.join(', ')}${group ? `, apiGroup: ${literal(group)}` : ''} })`;
}

const KINDS: Kinds<PermissionProps> = { resources: needed(LIST), verbs: needed(LIST), apiGroup: TEXT, names: LIST };

/**
 * A right of an app at the API server, within its namespace. Wildcards are refused, and so are the rights that lead to others,
 * such as reading every Secret: those that the rules of a SecurityBaseline find in roles.
 *
 * @example permissions: [Permission.read('configmaps'), Permission.of({ resources: ['leases'], apiGroup: 'coordination.k8s.io', verbs: ['get', 'update'] })]
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 */
export class Permission {
  /** Permission to read objects of the core group: `get`, `list` and `watch`. */
  static read(...resources: readonly string[]): Permission {
    const wrong = resources.length === 0 ? [undefined] : resources.filter((one) => typeof one !== 'string');
    if (wrong.length > 0)
      fail(undefined, 'Permission.read must be about kinds as in URLs', wrong[0], permissionFix(wrong[0]));
    const verbs = resources.filter((resource) => READ_VERBS.includes(resource));
    if (verbs.length > 0) {
      const kinds = resources.filter((resource) => !verbs.includes(resource));
      fail(undefined, 'Permission.read has its verbs, and takes kinds only', verbs, permissionFix(kinds));
    }
    return Permission.of({ resources, verbs: READ_VERBS });
  }

  /** Any permission. Throws on a wildcard, and on a right that could be used to get every other right. */
  static of(props: PermissionProps): Permission {
    const { resources, verbs, apiGroup = '', names } = checkProps(undefined, props, KINDS, 'Permission.of');
    listed('resources', resources, RESOURCE, namesOf(resources));
    listed('verbs', verbs, VERB, 'name the verbs, such as get and list');
    listed('apiGroup', [apiGroup], GROUP, "use a form such as apps, or '' for the core group");
    const everywhere = resources.filter((resource) => CLUSTER_WIDE.includes(resource.replace(/\/.*/, '')));
    if (everywhere.length > 0) {
      const fix = 'leave it to an administrator of the cluster: a Role is about one namespace';
      fail(undefined, 'a permission must be about objects of a namespace', everywhere, fix);
    }
    const escalating = verbs.filter((verb) => ESCALATING.includes(verb));
    if (escalating.length > 0) {
      fail(
        undefined,
        'a permission must not lead to others',
        escalating,
        'leave it to an administrator of the cluster',
      );
    }
    if (names !== undefined) checkNames(names, verbs);
    checkRights({ apiGroups: [apiGroup], resources, verbs, resourceNames: names });
    return new Permission({
      apiGroups: [apiGroup],
      resources: unique(resources),
      verbs: unique(verbs),
      resourceNames: names && unique(names),
    });
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** The rule of a Role. */
    readonly rule: JsonObject,
  ) {}
}

/** Refuses what rules would find in the role. An app that needs such a right makes the Role itself, and waives the rule by name. */
function checkRights(allowed: Allowed): void {
  const right = dangerousRight(allowed);
  if (right === undefined) return;
  const got = [...allowed.verbs, ...allowed.resources].join(' ');
  fail(undefined, `a permission must not let an app ${right.what}`, got, `${right.fix} (${right.id})`);
}

/** `Pods` → `use 'pods'` */
function namesOf(resources: readonly string[]): string {
  const plural = resources.map((resource) => resource.toLowerCase());
  if (plural.length === 0 || !plural.every((one) => RESOURCE.test(one)))
    return "name the kinds as in URLs, such as 'configmaps'";
  return `use ${plural.map((one) => literal(one.endsWith('s') || one.includes('/') ? one : `${one}s`)).join(', ')}`;
}

function listed(what: string, values: readonly string[], form: RegExp, fix: string): void {
  const wrong = values.find((value) => !form.test(value));
  if (values.length === 0 || wrong !== undefined) {
    fail(undefined, `the ${what} of a permission must be named one by one`, wrong ?? values, fix);
  }
}

function checkNames(names: readonly string[], verbs: readonly string[]): void {
  if (names.length === 0)
    fail(undefined, 'the names of a permission must be given', names, 'leave them out for every object');
  for (const name of names) dnsName(undefined, 'the name of an object', name);
  const nameless = verbs.filter((verb) => ['create', 'list', 'watch', 'deletecollection'].includes(verb));
  if (nameless.length > 0) {
    fail(
      undefined,
      'a permission for named objects must have verbs that know names',
      nameless,
      'use get, update, patch or delete',
    );
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
