import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { ClusterRecord } from './registry';

/** The construct that has a route, by host and path. */
const routes = new ClusterRecord(() => new Map<string, Construct>());

/** Reserves a host and path. Of two routes with both the same, one would never receive a request. */
export function reserveRoute(scope: Construct, host: string, path: string): void {
  const taken = routes.of(scope);
  const key = `${host}${path === '/' ? '/' : path.replace(/\/$/, '')}`;
  const owner = taken.get(key);
  if (owner && owner !== scope) {
    fail(scope, 'a host and path must lead to one app', key, `${owner.node.path} has it; set another host or path`);
  }
  taken.set(key, scope);
}
