import { Role, RoleBinding } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { complete } from '../manifest/complete';
import type { JsonObject } from '../manifest/json';
import type { PodSet } from './pod-set';

/**
 * Gives the account of pods the rights that Mainstay's own containers in them need: a Role and a RoleBinding of a name, made under
 * `scope`. The rules are read at synth: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function grantRules(scope: Construct, pods: PodSet, name: string, rules: () => readonly JsonObject[]): void {
  const { labels, serviceAccount } = pods;
  const metadata = { name, labels: { ...labels } };
  const role = new Role(scope, 'Role', { metadata });
  complete(role, (manifest) => ({ ...manifest, rules: rules() }));
  const binding = new RoleBinding(scope, 'RoleBinding', { metadata, role });
  binding.addSubjects(serviceAccount);
  complete(binding);
}
