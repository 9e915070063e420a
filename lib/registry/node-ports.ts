import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { ClusterRecord } from './registry';

const ports = new ClusterRecord(() => new Map<number, Construct>());

/** Reserves a port of every node: a second Service of the cluster with it would be refused. */
export function reserveNodePort(scope: Construct, port: number): void {
  const taken = ports.of(scope);
  const owner = taken.get(port);
  if (owner && owner !== scope) {
    fail(
      scope,
      'a port of the nodes must lead to one Service',
      port,
      `${owner.node.path} has it; set another nodePort`,
    );
  }
  taken.set(port, scope);
}
