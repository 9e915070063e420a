import { ApiResource, Role, RoleBinding } from 'cdk8s-plus-27';
import { complete } from '../../manifest/complete';
import { namespaceOf } from '../../manifest/plain-object';
import type { PodSet } from '../../workload/pod-set';

/**
 * Lets the account of pods read the pods of one namespace, which may be another than its own. Repeating it changes nothing.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function podReader(pods: PodSet, namespace: string | undefined): void {
  const { scope, labels, serviceAccount } = pods;
  const id = namespace ?? 'own';
  if (scope.node.tryFindChild(`Role-${id}`)) return;
  const home = namespaceOf(scope);
  const name = namespace === home ? pods.name : [home, pods.name].filter(Boolean).join('-');
  const metadata = () => ({ name, namespace, labels: { ...labels } });
  const role = new Role(scope, `Role-${id}`, { metadata: metadata() });
  role.allowRead(ApiResource.PODS);
  const binding = new RoleBinding(scope, `RoleBinding-${id}`, { metadata: metadata(), role });
  binding.addSubjects(serviceAccount);
  complete(role);
  complete(binding);
}
