import type { Allowed } from '../../identity/rights';
import type { JsonObject } from '../../manifest/json';

/** An entry of the rules of a Role. */
type RoleRule = Allowed & JsonObject;

/** Verbs on resources of one API group. */
export interface Right {
  /** `''` for the core group. */
  readonly apiGroup: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const READ = ['get', 'list', 'watch'];
const CHANGE = ['patch', 'update'];

function right(apiGroup: string, resources: readonly string[], verbs: readonly string[]): Right {
  return { apiGroup, resources, verbs };
}

/** The rights that each level adds to `view`. No level reads Secrets, asks for tokens, or changes rights. */
const OWN = {
  view: [
    right(
      '',
      [
        'configmaps',
        'endpoints',
        'events',
        'limitranges',
        'persistentvolumeclaims',
        'pods',
        'resourcequotas',
        'serviceaccounts',
        'services',
      ],
      READ,
    ),
    right('apps', ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'], READ),
    right('autoscaling', ['horizontalpodautoscalers'], READ),
    right('batch', ['cronjobs', 'jobs'], READ),
    right('discovery.k8s.io', ['endpointslices'], READ),
    right('events.k8s.io', ['events'], READ),
    right('metrics.k8s.io', ['pods'], ['get', 'list']),
    right('networking.k8s.io', ['ingresses', 'networkpolicies'], READ),
    right('policy', ['poddisruptionbudgets'], READ),
    // Kinds of add-ons: where they are not installed, the rights are about nothing.
    right('argoproj.io', ['rollouts'], READ),
    right('cert-manager.io', ['certificates'], READ),
    right('external-secrets.io', ['externalsecrets', 'secretstores'], READ),
    right('gateway.networking.k8s.io', ['grpcroutes', 'httproutes'], READ),
    right('keda.sh', ['scaledobjects'], READ),
  ],
  // The right to patch a Deployment runs any image with every Secret of the namespace: pods restart by being deleted.
  operate: [
    right('', ['pods'], ['delete']),
    right('', ['pods/eviction'], ['create']),
    right('apps', ['deployments/scale', 'statefulsets/scale'], ['get', ...CHANGE]),
    right('argoproj.io', ['rollouts/scale'], ['get', ...CHANGE]),
    right('autoscaling', ['horizontalpodautoscalers'], CHANGE),
  ],
  debug: [
    right('', ['pods/log'], ['get']),
    right('', ['pods/attach', 'pods/portforward'], ['create']),
    right('', ['pods/ephemeralcontainers'], ['patch']),
  ],
  breakGlass: [
    right('', ['pods/exec'], ['create']),
    right('', ['configmaps', 'services'], CHANGE),
    right('apps', ['daemonsets', 'deployments', 'statefulsets'], CHANGE),
    right('batch', ['cronjobs', 'jobs'], ['create', 'delete', ...CHANGE]),
  ],
} as const satisfies Readonly<Record<string, readonly Right[]>>;

/** A level of access for people. */
export type AccessLevel = keyof typeof OWN;

/** The levels, from the fewest rights to the most. */
export const ACCESS_LEVELS = Object.keys(OWN) as readonly AccessLevel[];

/** The name of the Role and of the RoleBinding of each level. */
export const ROLE_NAMES: Readonly<Record<AccessLevel, string>> = {
  view: 'access-view',
  operate: 'access-operate',
  debug: 'access-debug',
  breakGlass: 'access-break-glass',
};

/** The account that takes the binding of `breakGlass` away. */
export const ENDING = `${ROLE_NAMES.breakGlass}-end`;

/** Returns the rights in the Role of a level. Groups of `operate` and `debug` are bound to the Role of `view`, too. */
export function roleRights(level: AccessLevel): readonly Right[] {
  return level === 'breakGlass' ? Object.values(OWN).flat() : OWN[level];
}

/** Returns all rights of a group with a level. */
export function rightsOf(level: AccessLevel): readonly Right[] {
  return level === 'view' || level === 'breakGlass' ? roleRights(level) : [...OWN.view, ...OWN[level]];
}

/** The right with which the CronJob takes the binding of `breakGlass` away, and nothing else. */
export const ENDING_RULE: JsonObject = {
  apiGroups: ['rbac.authorization.k8s.io'],
  resources: ['rolebindings'],
  resourceNames: [ROLE_NAMES.breakGlass],
  verbs: ['delete'],
};

/** Returns a right as an entry of the rules of a Role. */
export function ruleOf({ apiGroup, resources, verbs }: Right): RoleRule {
  return { apiGroups: [apiGroup], resources: [...resources], verbs: [...verbs] };
}
