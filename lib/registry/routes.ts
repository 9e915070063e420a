import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { bookOf } from './registry';

/** Reserves a host and path: of two routes for both, one would never be asked. */
export function reserveRoute(scope: Construct, host: string, path: string): void {
  const taken = bookOf(scope, 'route');
  const key = `${host}${path === '/' ? '/' : path.replace(/\/$/, '')}`;
  const owner = taken.get(key);
  if (owner && owner !== scope) {
    fail(scope, 'a host and path must lead to one app', key, `${owner.node.path} has it; set another host or path`);
  }
  taken.set(key, scope);
}
