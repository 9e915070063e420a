import { type JsonObject, listAt, type Manifest, objectAt, textAt } from '../../manifest/json';
import { ROLE_NAMES } from '../access/rights';
import { type Inventory, namespaceOf } from '../inventory';
import { AUTHENTICATION_READER } from './accounts';
import type { Rule, Violation } from './rule';

const BINDINGS = ['ClusterRoleBinding', 'RoleBinding'];

/** Builds a condition on every subject of a binding. */
const everySubject = (condition: string): string =>
  `!has(object.subjects) || object.subjects == null || object.subjects.all(s, ${condition})`;

const WORKLOAD = '(s.kind == "ServiceAccount" || (s.kind == "Group" && s.name.startsWith("system:serviceaccounts")))';
const EVERYBODY = '["system:authenticated", "system:unauthenticated", "system:masters"]';

/** The Roles for people that may do what a workload may not. */
const FOR_PEOPLE = [ROLE_NAMES.debug, ROLE_NAMES.breakGlass];

/** The rights by which Prometheus finds pods. */
const FINDING_PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] };
/** Namespaces in which only components of Kubernetes belong. */
const SYSTEM = ['kube-node-lease', 'kube-public', 'kube-system'];

function* inSystemNamespaces(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.manifests) {
    const got = namespaceOf(manifest);
    if (!SYSTEM.includes(got) || readsAuthentication(manifest) || findsPods(inventory, manifest)) continue;
    yield { manifest, got };
  }
}

/** True for a Role that lets Prometheus find pods, such as those of CoreDNS, and for its binding. */
function findsPods(inventory: Inventory, manifest: Manifest): boolean {
  const bound = manifest.kind === 'RoleBinding' ? textAt(manifest, 'roleRef', 'name') : undefined;
  const role = bound === undefined ? manifest : inventory.find('Role', namespaceOf(manifest), bound);
  const rules = role?.kind === 'Role' ? listAt(role, 'rules') : [];
  return rules.length > 0 && rules.every((rule) => isWithin(rule, FINDING_PODS));
}

/** True if a rule of a Role gives no right beyond these. */
function isWithin(rule: JsonObject, most: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.entries(most).every(([field, values]) => {
    const given = rule[field];
    return Array.isArray(given) && given.every((value) => values.includes(`${value}`));
  });
}

function readsAuthentication(manifest: Manifest): boolean {
  const role: JsonObject = objectAt(manifest, 'roleRef');
  return manifest.kind === 'RoleBinding' && role['kind'] === 'Role' && textAt(role, 'name') === AUTHENTICATION_READER;
}

/** The holders of rights: https://kubernetes.io/docs/concepts/security/rbac-good-practices/ */
export const bindings: readonly Rule[] = [
  {
    id: 'binding-admin',
    tags: ['nsa', 'cis-5.1.1'],
    subject: 'object',
    kinds: BINDINGS,
    cel: `!(object.roleRef.name in ["admin", "edit"]) || (${everySubject(`!${WORKLOAD}`)})`,
    field: 'roleRef.name',
    what: 'a workload must not have the role admin or edit',
    why: 'it reads every Secret of the namespace and enters every pod',
    fix: 'bind a role with the rights that it needs',
  },
  {
    id: 'binding-everybody',
    tags: ['nsa', 'cis-5.1.5'],
    subject: 'object',
    kinds: BINDINGS,
    cel: everySubject(
      '!((s.kind == "ServiceAccount" && s.name == "default") || (s.kind == "User" && s.name == "system:anonymous") || ' +
        `(s.kind == "Group" && (s.name in ${EVERYBODY} || s.name.startsWith("system:serviceaccounts"))))`,
    ),
    field: 'subjects',
    what: 'a binding must be for accounts and groups that are meant, not for default, anonymous or all',
    why: 'every pod that names no account has the rights, or everyone who reaches the API server',
    fix: 'bind a ServiceAccount of its own, and let the pod run as it',
  },
  {
    id: 'binding-people',
    tags: ['nsa', 'cis-5.1.4'],
    subject: 'object',
    kinds: BINDINGS,
    cel: `object.roleRef.kind != "Role" || !(object.roleRef.name in ${JSON.stringify(FOR_PEOPLE)}) || (${everySubject('s.kind == "Group"')})`,
    field: 'subjects',
    what: 'a Role of access that enters pods must be bound to groups of people',
    why: 'the rules about rights spare this Role, because people hold it and no program does',
    fix: 'name the group in access of the SecurityBaseline, or give the program a Role of another name',
  },
  {
    id: 'rbac-aggregation',
    tags: ['cis-5.1.8'],
    subject: 'object',
    kinds: ['ClusterRole'],
    cel:
      '!has(object.aggregationRule) || (has(object.aggregationRule.clusterRoleSelectors) && object.aggregationRule.clusterRoleSelectors.all(s, ' +
      '(has(s.matchLabels) && size(s.matchLabels) > 0) || (has(s.matchExpressions) && size(s.matchExpressions) > 0)))',
    field: 'aggregationRule',
    what: 'an aggregated role must select by a label the roles that it takes',
    why: 'a selector without a label takes every role of the cluster, and with them every right',
    fix: 'give each clusterRoleSelector a label that only the meant roles have',
  },
  {
    id: 'system-namespace',
    tags: ['cis-5.6.4'],
    what: 'an app must make no object in a namespace of Kubernetes',
    why: 'there the components of the cluster trust what they find, and no baseline protects it',
    fix: 'use a namespace of the app',
    check: inSystemNamespaces,
  },
];
