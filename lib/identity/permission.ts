import { fail } from '../checks/errors';
import { dnsName } from '../checks/formats';
import { checkProps, type Kinds, LIST, needed, TEXT } from '../checks/kinds';
import type { JsonObject } from '../manifest/json';

const GROUP = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$/;
const RESOURCE = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(\/[a-z0-9]+)?$/;
const VERB = /^[a-z]+$/;
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

const KINDS: Kinds<PermissionProps> = { resources: needed(LIST), verbs: needed(LIST), apiGroup: TEXT, names: LIST };

/**
 * A right of an app at the API server, within its namespace. Wildcards are refused, and so are verbs with which an app can get
 * every other right.
 *
 * @example permissions: [Permission.read('configmaps'), Permission.of({ resources: ['leases'], apiGroup: 'coordination.k8s.io', verbs: ['get', 'update'] })]
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 */
export class Permission {
  /** Permission to read objects of the core group: `get`, `list` and `watch`. */
  static read(...resources: readonly string[]): Permission {
    return Permission.of({ resources, verbs: ['get', 'list', 'watch'] });
  }

  /** Any permission. Throws on a wildcard, and on a right that could be used to get every other right. */
  static of(props: PermissionProps): Permission {
    const { resources, verbs, apiGroup = '', names } = checkProps(undefined, props, KINDS, 'Permission.of');
    listed('resources', resources, RESOURCE, 'name the kinds as in URLs, such as configmaps');
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
