import { ApiResource, Role, RoleBinding, type ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { complete } from '../../manifest/complete';
import type { Labels } from '../../manifest/labels';

/**
 * Lets a service account find the pods of one namespace, which may be another than its own.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function podReader(
  scope: Construct,
  account: ServiceAccount,
  name: string,
  namespace: string | undefined,
  labels: Labels,
): void {
  const metadata = () => ({ name, namespace, labels: { ...labels } });
  const role = new Role(scope, `Role-${namespace ?? 'own'}`, { metadata: metadata() });
  role.allowRead(ApiResource.PODS);
  const binding = new RoleBinding(scope, `RoleBinding-${namespace ?? 'own'}`, { metadata: metadata(), role });
  binding.addSubjects(account);
  complete(role);
  complete(binding);
}
