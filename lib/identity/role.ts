import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import type { Labels } from '../manifest/labels';
import { namespaceOf, PlainObject } from '../manifest/plain-object';
import { reserveName } from '../registry/names';
import type { Permission } from './permission';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * Gives a ServiceAccount these permissions, by a Role of the name `called`. The pods then need the account's token, and egress to the API
 * server.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function grant(
  scope: Construct,
  account: { readonly name: string },
  permissions: readonly Permission[],
  labels: Labels,
  called = account.name,
): ApiObject | undefined {
  if (permissions.length === 0) return undefined;
  const namespace = namespaceOf(scope);
  if (namespace === undefined) {
    fail(scope, 'permissions need to know the namespace of the app', namespace, 'give its chart a namespace');
  }
  const name = reserveName(scope, 'Role', called);
  const role = new PlainObject(scope, 'Role', {
    apiVersion: `${RBAC}/v1`,
    kind: 'Role',
    name,
    labels,
    fields: () => ({ rules: permissions.map(({ rule }) => rule) }),
  });
  const subject = { kind: 'ServiceAccount', name: account.name, namespace };
  new PlainObject(scope, 'RoleBinding', {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    name: reserveName(scope, 'RoleBinding', called),
    labels,
    fields: () => ({ roleRef: { apiGroup: RBAC, kind: 'Role', name }, subjects: [subject] }),
  });
  return role.resource;
}
