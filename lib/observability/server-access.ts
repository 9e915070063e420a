import { Role, RoleBinding } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { complete } from '../manifest/complete';
import type { JsonObject } from '../manifest/json';
import { namespaceOf, PlainObject } from '../manifest/plain-object';
import type { PodSet } from '../workload/pod-set';

const RBAC = 'rbac.authorization.k8s.io';

/** The rules of Roles, by the scope of the pods and by namespace. */
const granted = new WeakMap<Construct, Map<string, Map<string, JsonObject>>>();

/**
 * Gives the account of pods rights in one namespace, which may be another than its own. Repeating it changes nothing.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function grantIn(pods: PodSet, namespace: string | undefined, rules: readonly JsonObject[]): void {
  const { scope, labels, serviceAccount } = pods;
  const id = namespace ?? 'own';
  pods.callApiServer();
  const there = granted.get(scope)?.get(id);
  for (const rule of rules) there?.set(JSON.stringify(rule), rule);
  if (there) return;
  const all = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  granted.set(scope, new Map([...(granted.get(scope) ?? []), [id, all]]));
  const name = namespace === namespaceOf(scope) ? pods.name : nameOutside(pods);
  const metadata = () => ({ name, namespace, labels: { ...labels } });
  const role = new Role(scope, `Role-${id}`, { metadata: metadata() });
  const binding = new RoleBinding(scope, `RoleBinding-${id}`, { metadata: metadata(), role });
  binding.addSubjects(serviceAccount);
  complete(role, (manifest) => ({ ...manifest, rules: [...all.values()] }));
  complete(binding);
}

/** Gives the account of pods rights on objects that are in no namespace. Throws when the namespace of the account is not known. */
export function grantEverywhere(pods: PodSet, rules: readonly JsonObject[]): void {
  const { scope, labels, serviceAccount } = pods;
  const namespace = namespaceOf(scope);
  if (namespace === undefined) {
    fail(
      scope,
      'rights in the whole cluster need the namespace of the server',
      namespace,
      'give its chart a namespace',
    );
  }
  pods.callApiServer();
  const name = nameOutside(pods);
  const common = { apiVersion: `${RBAC}/v1`, name, labels, clusterScoped: true };
  const subject = { kind: 'ServiceAccount', name: serviceAccount.name, namespace };
  new PlainObject(scope, 'ClusterRole', { ...common, kind: 'ClusterRole', fields: () => ({ rules }) });
  new PlainObject(scope, 'ClusterRoleBinding', {
    ...common,
    kind: 'ClusterRoleBinding',
    fields: () => ({ roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name }, subjects: [subject] }),
  });
}

/** The name of an object of these pods where those of other namespaces are, too. */
function nameOutside({ scope, name }: PodSet): string {
  return [namespaceOf(scope), name].filter(Boolean).join('-');
}
