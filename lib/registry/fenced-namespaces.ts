import type { Construct, IConstruct } from 'constructs';
import { ClusterRecord } from './registry';

const fenced = new ClusterRecord<Set<string>>(() => new Set());

/** Records a namespace for pods that no baseline admits: its construct closes their network, and chooses what they may do. */
export function fenceNamespace(scope: Construct, namespace: string): void {
  fenced.of(scope).add(namespace);
}

/** Returns the namespaces of constructs in the cluster that `scope` is for. */
export function fencedNamespaces(scope: IConstruct): ReadonlySet<string> {
  return fenced.of(scope);
}
