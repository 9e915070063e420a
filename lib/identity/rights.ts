/** A right at the API server that leads to others, or to what a workload must not reach. */
export interface DangerousRight {
  /** The id of the rule about it. */
  readonly id: string;
  /** The resources that it is about, by API group. */
  readonly on: Readonly<Record<string, readonly string[]>>;
  /** @default - every verb */
  readonly verbs?: readonly string[];
  /** True if the right is harmless for objects that are named. @default false */
  readonly mayNameObjects?: boolean;
  /** True if the Roles for people that `access` of a SecurityBaseline makes may have it. @default false */
  readonly isForPeople?: boolean;
  /** The words for the right, after `must not let its holder`. */
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly severity?: 'warning';
  readonly tags: readonly ('nsa' | `cis-5.${number}.${number}`)[];
}

const CHANGE = ['create', 'update', 'patch'];
const WRITE = [...CHANGE, 'delete', 'deletecollection'];
const RBAC = 'rbac.authorization.k8s.io';
const ADMINISTRATOR = 'leave it to an administrator of the cluster';

/**
 * The rights that `Permission` refuses and rules find in roles: https://kubernetes.io/docs/concepts/security/rbac-good-practices/. A
 * new one is one entry.
 */
export const DANGEROUS_RIGHTS: readonly DangerousRight[] = [
  {
    id: 'rbac-exec',
    on: { '': ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/ephemeralcontainers'] },
    isForPeople: true,
    what: 'enter running pods',
    why: 'an intruder goes on in every pod of the namespace, with its Secrets and its token',
    fix: 'remove these subresources, and give the program an address of its own for what it needs',
    tags: ['nsa', 'cis-5.1.4'],
  },
  {
    id: 'rbac-proxy',
    on: { '': ['pods/proxy', 'services/proxy', 'nodes/proxy'] },
    what: 'connect through the API server',
    why: 'the connection comes from the control plane, past every NetworkPolicy; that to a node runs commands in its pods',
    fix: 'connect to the Service itself; use nodes/metrics for metrics of a node',
    tags: ['cis-5.1.10'],
  },
  {
    id: 'rbac-token',
    on: { '': ['serviceaccounts/token'] },
    verbs: ['create'],
    what: 'make tokens of ServiceAccounts',
    why: 'it can act as each of them',
    fix: 'mount a projected token of the account that the pod runs as',
    tags: ['cis-5.1.13'],
  },
  {
    id: 'rbac-list-secrets',
    on: { '': ['secrets'] },
    verbs: ['list', 'watch'],
    what: 'list or watch Secrets',
    why: 'the answer has the values of all of them, also of those that are made tomorrow',
    fix: 'mount the Secret, or allow get with resourceNames',
    tags: ['nsa', 'cis-5.1.2'],
  },
  {
    id: 'rbac-get-secrets',
    on: { '': ['secrets'] },
    verbs: ['get'],
    mayNameObjects: true,
    what: 'get every Secret',
    why: 'names are easy to guess, and a Secret holds a password or a token of others',
    fix: 'mount the Secret, or name those that are meant in resourceNames',
    tags: ['nsa', 'cis-5.1.2'],
  },
  {
    id: 'rbac-grants',
    on: { [RBAC]: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'] },
    verbs: CHANGE,
    what: 'write roles or bindings',
    why: 'it decides who may do what',
    fix: ADMINISTRATOR,
    tags: ['nsa', 'cis-5.1.8'],
  },
  {
    id: 'rbac-admission',
    on: {
      'admissionregistration.k8s.io': [
        'validatingwebhookconfigurations',
        'mutatingwebhookconfigurations',
        'validatingadmissionpolicies',
        'validatingadmissionpolicybindings',
        'mutatingadmissionpolicies',
        'mutatingadmissionpolicybindings',
      ],
    },
    verbs: WRITE,
    what: 'write webhooks or admission policies',
    why: 'it reads and changes every object that anyone applies, or turns off the policies',
    fix: ADMINISTRATOR,
    tags: ['cis-5.1.12'],
  },
  {
    id: 'rbac-cluster-objects',
    on: { '': ['namespaces', 'nodes', 'persistentvolumes'] },
    verbs: WRITE,
    what: 'write namespaces, nodes or PersistentVolumes',
    why: 'a label of a namespace turns off Pod Security, and a PersistentVolume can be any directory of a node',
    fix: `${ADMINISTRATOR}; storage comes from a PersistentVolumeClaim`,
    tags: ['cis-5.1.9'],
  },
  {
    id: 'rbac-certificates',
    on: { 'certificates.k8s.io': ['certificatesigningrequests/approval', 'signers'] },
    what: 'approve certificates',
    why: 'a certificate for another name is that user at the API server',
    fix: ADMINISTRATOR,
    tags: ['cis-5.1.11'],
  },
  {
    id: 'rbac-creates-pods',
    on: {
      '': ['pods', 'replicationcontrollers'],
      apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
      batch: ['cronjobs', 'jobs'],
    },
    verbs: ['create'],
    severity: 'warning',
    isForPeople: true,
    what: 'create pods',
    why: 'a new pod can have every Secret and every ServiceAccount of the namespace',
    fix: 'remove create, or keep what the pods may use in a namespace of its own',
    tags: ['nsa', 'cis-5.1.4'],
  },
];

/** A rule of a role, as far as it says what is allowed. */
export interface Allowed {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[] | undefined;
}

/** True if a rule of a role gives a right. */
export function gives({ apiGroups, resources, verbs, resourceNames = [] }: Allowed, right: DangerousRight): boolean {
  return (
    !(right.mayNameObjects && resourceNames.length > 0) &&
    apiGroups.some((group) =>
      resources.some((one) => Object.hasOwn(right.on, group) && right.on[group]?.includes(one)),
    ) &&
    (right.verbs === undefined || verbs.some((verb) => right.verbs?.includes(verb)))
  );
}

/** Returns the first dangerous right that stops synth and that a rule of a role allows. */
export function dangerousRight(allowed: Allowed): DangerousRight | undefined {
  return DANGEROUS_RIGHTS.find((right) => right.severity !== 'warning' && gives(allowed, right));
}
