import type { ObjectRule } from './rule';

const ROLES = ['ClusterRole', 'Role'];
const BINDINGS = ['ClusterRoleBinding', 'RoleBinding'];

/** Builds a condition on every entry of the lists in the rules of a role. */
const everyEntry = (lists: readonly string[], condition: string): string =>
  `!has(object.rules) || object.rules == null || object.rules.all(r, ${lists.map((list) => `(!has(r.${list}) || r.${list}.all(e, ${condition}))`).join(' && ')})`;

/** Rules about a single object: fields that cannot work or are not allowed. */
export const objects: readonly ObjectRule[] = [
  {
    id: 'rbac-wildcard',
    tags: ['nsa', 'cis-5.1.3'],
    subject: 'object',
    kinds: ROLES,
    cel: `(${everyEntry(['apiGroups', 'resources', 'verbs'], '!e.contains("*")')}) && (${everyEntry(['nonResourceURLs'], '!(e in ["*", "/*"])')})`,
    field: 'rules',
    what: 'a role must name what it allows',
    why: 'a wildcard also allows what is installed tomorrow',
    fix: 'list the API groups, resources and verbs',
  },
  {
    id: 'rbac-escalation',
    tags: ['nsa', 'cis-5.1.8'],
    subject: 'object',
    kinds: ROLES,
    cel: everyEntry(['verbs'], '!(e in ["bind", "escalate", "impersonate"])'),
    field: 'rules',
    what: 'a role must not allow to bind, escalate or impersonate',
    why: 'its holder can give itself every other right',
    fix: 'remove these verbs',
  },
  {
    id: 'cluster-admin',
    tags: ['nsa', 'cis-5.1.1'],
    subject: 'object',
    kinds: BINDINGS,
    cel: 'object.roleRef.name != "cluster-admin"',
    field: 'roleRef.name',
    what: 'a workload must not be cluster-admin',
    why: 'an intruder in the workload has the cluster',
    fix: 'bind a role with the rights that it needs',
  },
  {
    id: 'plain-secret',
    tags: ['nsa'],
    admission: false,
    subject: 'object',
    kinds: ['Secret'],
    cel: '(!has(object.stringData) || size(object.stringData) == 0) && (!has(object.data) || size(object.data) == 0)',
    field: 'metadata.name',
    what: 'a Secret must not stand in a manifest with its values',
    why: 'anyone who reads the repository has them, because base64 hides nothing',
    fix: 'create it in the cluster and refer to it by name',
  },
  {
    id: 'hpa-bounds',
    admission: false,
    subject: 'object',
    kinds: ['HorizontalPodAutoscaler'],
    cel: '(has(object.spec.minReplicas) ? object.spec.minReplicas : 1) <= object.spec.maxReplicas',
    field: 'spec',
    what: 'minReplicas must not be above maxReplicas',
    why: 'the API server refuses it',
    fix: 'lower minReplicas or raise maxReplicas',
  },
  {
    id: 'budget-bounds',
    admission: false,
    subject: 'object',
    kinds: ['PodDisruptionBudget'],
    cel: 'has(object.spec.minAvailable) != has(object.spec.maxUnavailable)',
    field: 'spec',
    what: 'a disruption budget must have one of minAvailable and maxUnavailable',
    why: 'the API server refuses both, and with neither there is no protection',
    fix: 'keep maxUnavailable',
  },
  {
    id: 'claim-fields',
    admission: false,
    subject: 'object',
    kinds: ['PersistentVolumeClaim'],
    cel: 'has(object.spec.accessModes) && size(object.spec.accessModes) > 0 && has(object.spec.resources) && has(object.spec.resources.requests) && "storage" in object.spec.resources.requests',
    field: 'spec',
    what: 'a claim must have an access mode and request storage',
    why: 'the API server refuses it',
    fix: 'set spec.accessModes and spec.resources.requests.storage',
  },
  {
    id: 'service-ports',
    admission: false,
    subject: 'object',
    kinds: ['Service'],
    cel: '!has(object.spec.ports) || object.spec.ports.all(p, p.port >= 1 && p.port <= 65535 && (size(object.spec.ports) == 1 || has(p.name)))',
    field: 'spec.ports',
    what: 'a Service must have ports from 1 to 65535, each with a name when there are several',
    why: 'the API server refuses others',
    fix: 'correct port and name',
  },
  {
    id: 'unique-service-port',
    admission: false,
    subject: 'object',
    kinds: ['Service'],
    cel:
      '!has(object.spec.ports) || object.spec.ports.all(p, (!has(p.name) || object.spec.ports.exists_one(o, has(o.name) && o.name == p.name)) && ' +
      'object.spec.ports.exists_one(o, o.port == p.port && (has(o.protocol) ? o.protocol : "TCP") == (has(p.protocol) ? p.protocol : "TCP")))',
    field: 'spec.ports',
    what: 'a Service must have one port of a name and number',
    why: 'the API server refuses the second',
    fix: 'rename or renumber one',
  },
];
