import type { IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import { clusterName } from '../cluster/cluster-name';
import type { Peer } from '../network/peer';
import { clusterKey } from '../registry/registry';

/**
 * Throws when two constructs are for two clusters. The name of a Service, its network policies and its Secrets end at the border
 * of a cluster, so a relation across it would be dead.
 */
export function inOneCluster(scope: IConstruct, relation: string, other: IConstruct | undefined, fix: string): void {
  if (!other || clusterKey(scope) === clusterKey(other)) return;
  const name = (at: IConstruct): string => clusterName(at) || 'the cluster of the app';
  const got = `${other.node.path} in ${name(other)}`;
  fail(scope, `${relation} must stay in one cluster, here ${name(scope)}`, got, fix);
}

/** Returns the fix for a relation with pods in another cluster. */
export function elsewhere({ scope }: Peer): string {
  return `use External.host with the address that ${scope?.node.path} has outside its cluster, or put both in one cluster`;
}
