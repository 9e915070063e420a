import type { Construct, IConstruct } from 'constructs';
import { Cluster } from '../cluster';
import { fail } from './errors';

const claims = new WeakMap<IConstruct, WeakMap<Cluster, Map<string, Construct>>>();

/** Reserves a host and path: of two routes for both, one would never be asked. Other clusters may serve the same host. */
export function claimRoute(scope: Construct, host: string, path: string): void {
  const { root } = scope.node;
  const cluster = Cluster.of(scope);
  const clusters = claims.get(root) ?? new WeakMap<Cluster, Map<string, Construct>>();
  claims.set(root, clusters);
  const taken = clusters.get(cluster) ?? new Map<string, Construct>();
  clusters.set(cluster, taken);
  const key = `${host}${path === '/' ? '/' : path.replace(/\/$/, '')}`;
  const owner = taken.get(key);
  if (owner && owner !== scope) {
    fail(scope, 'a host and path must lead to one app', key, `${owner.node.path} has it; set another host or path`);
  }
  taken.set(key, scope);
}
