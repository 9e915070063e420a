import type { Mistake } from './broken';
import { type Fields, podOf } from './good-app';

/** A role that allows verbs on resources of a group. */
const allows = (rule: string, resource: string, verb: string, apiGroup = '', more: object = {}): Mistake => {
  const rules = [{ apiGroups: [apiGroup], resources: [resource], verbs: [verb], ...more }];
  return {
    rule,
    name: `a role may ${verb} ${resource}`,
    change: ({ role }) => {
      role.rules = rules;
    },
    got: rules,
    about: 'Role/web',
  };
};

const bound = (rule: string, subject: object, name: string): Mistake => ({
  rule,
  name,
  change: ({ binding, job }) => {
    binding.subjects = [subject];
    // The account of the pods has no rights then, so none of them may have its token.
    podOf(job).automountServiceAccountToken = false;
  },
  got: [subject],
});

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const group = (name: string): object => ({ kind: 'Group', name, apiGroup: RBAC });

const projected = (audience?: string): Fields => ({
  name: 'token',
  projected: { sources: [{ serviceAccountToken: { path: 'token', ...(audience !== undefined && { audience }) } }] },
});

const projects = (name: string, audience?: string): Mistake => ({
  rule: 'needless-token',
  name,
  change: ({ binding, job }) => {
    binding.subjects = [{ kind: 'User', name: 'ann', apiGroup: RBAC }];
    podOf(job).volumes = [projected(audience)];
  },
  got: 'the token of web',
  about: 'Job/migrate',
});

export const RIGHTS: readonly Mistake[] = [
  ...['exec', 'attach', 'portforward', 'ephemeralcontainers'].map((sub) =>
    allows('rbac-exec', `pods/${sub}`, 'create'),
  ),
  allows('rbac-exec', 'pods/exec', 'get'),
  allows('rbac-wildcard', '*/exec', 'create'),
  ...['pods', 'services', 'nodes'].map((kind) => allows('rbac-proxy', `${kind}/proxy`, 'get')),
  allows('rbac-token', 'serviceaccounts/token', 'create'),
  allows('rbac-list-secrets', 'secrets', 'list'),
  allows('rbac-list-secrets', 'secrets', 'watch', '', { resourceNames: ['one'] }),
  allows('rbac-get-secrets', 'secrets', 'get'),
  ...['roles', 'rolebindings', 'clusterroles'].map((kind) => allows('rbac-grants', kind, 'patch', RBAC)),
  allows('rbac-admission', 'mutatingwebhookconfigurations', 'update', ADMISSION),
  allows('rbac-admission', 'validatingadmissionpolicies', 'delete', ADMISSION),
  ...['namespaces', 'nodes', 'persistentvolumes'].map((kind) => allows('rbac-cluster-objects', kind, 'create')),
  allows('rbac-certificates', 'certificatesigningrequests/approval', 'update', 'certificates.k8s.io'),
  allows('rbac-certificates', 'signers', 'approve', 'certificates.k8s.io'),
  allows('rbac-creates-pods', 'pods', 'create'),
  allows('rbac-creates-pods', 'deployments', 'create', 'apps'),
  allows('rbac-creates-pods', 'jobs', 'create', 'batch'),
  {
    rule: 'rbac-list-secrets',
    name: 'a role that others aggregate may list Secrets',
    change: (app) => {
      const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' };
      const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }];
      Object.assign(app, {
        more: { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: 'more', labels }, rules },
      });
    },
    got: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
    about: 'ClusterRole/more',
  },
  {
    rule: 'rbac-aggregation',
    name: 'a role takes in every other role',
    change: (app) => {
      const aggregationRule = { clusterRoleSelectors: [{}] };
      Object.assign(app, {
        all: { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: 'all' }, aggregationRule, rules: [] },
      });
    },
    got: { clusterRoleSelectors: [{}] },
  },
  ...['admin', 'edit'].map(
    (name): Mistake => ({
      rule: 'binding-admin',
      name: `a ServiceAccount has the role ${name}`,
      change: ({ binding }) => {
        binding.roleRef = { kind: 'ClusterRole', name };
      },
      got: name,
    }),
  ),
  bound('binding-everybody', { kind: 'ServiceAccount', name: 'default', namespace: 'shop' }, 'it is for default'),
  bound('binding-everybody', { kind: 'User', name: 'system:anonymous', apiGroup: RBAC }, 'it is for anonymous'),
  bound('binding-everybody', group('system:authenticated'), 'it is for all users'),
  bound('binding-everybody', group('system:serviceaccounts'), 'it is for all accounts'),
  bound('binding-everybody', group('system:serviceaccounts:shop'), 'it is for all accounts of a namespace'),
  {
    rule: 'binding-people',
    name: 'a ServiceAccount has a role of access that enters pods',
    change: ({ role, binding }) => {
      role.metadata.name = 'access-debug';
      binding.roleRef = { kind: 'Role', name: 'access-debug' };
    },
    got: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
  },
  {
    rule: 'system-namespace',
    name: 'a ConfigMap is in kube-system',
    change: (app) => {
      const metadata = { name: 'mine', namespace: 'kube-system' };
      Object.assign(app, { mine: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} } });
    },
    got: 'kube-system',
  },
  {
    rule: 'system-namespace',
    name: 'a Role in kube-system reads more than pods',
    change: (app) => {
      const metadata = { name: 'mine', namespace: 'kube-system' };
      const rules = [{ apiGroups: [''], resources: ['pods', 'configmaps'], verbs: ['get'] }];
      Object.assign(app, { mine: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules } });
    },
    got: 'kube-system',
  },
  {
    rule: 'token-secret',
    name: 'a Secret asks for a token that never expires',
    change: (app) => {
      const metadata = { name: 'token', namespace: 'shop' };
      const type = 'kubernetes.io/service-account-token';
      Object.assign(app, { token: { apiVersion: 'v1', kind: 'Secret', metadata, type } });
    },
    got: 'kubernetes.io/service-account-token',
  },
  projects('a projected token is for the API server'),
  projects('a projected token is for the API server by name', 'https://kubernetes.default.svc'),
];
