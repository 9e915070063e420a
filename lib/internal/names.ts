import { createHash } from 'node:crypto';
import type { Construct, IConstruct } from 'constructs';
import { fail } from './errors';
import { namespaceOf } from './object';
import { dnsLabel } from './validate';

const claims = new WeakMap<IConstruct, Map<string, Construct>>();

/** Checks a name and reserves it: one object a kind, namespace and name in the whole app. */
export function claimName(scope: Construct, kind: string, name: string, max = 63): string {
  dnsLabel(scope, `the name of a ${kind}`, name, max);
  return reserve(scope, kind, name);
}

/** Reserves a name that has been checked, or one that is made of others. */
export function reserve(scope: Construct, kind: string, name: string): string {
  const root = scope.node.root;
  const taken = claims.get(root) ?? new Map<string, Construct>();
  claims.set(root, taken);
  const key = JSON.stringify([kind, namespaceOf(scope) ?? '', name]);
  const owner = taken.get(key);
  if (owner && owner !== scope) {
    fail(
      scope,
      `the name of a ${kind} must be unique in its namespace`,
      name,
      `${owner.node.path} has it; set another name`,
    );
  }
  taken.set(key, scope);
  return name;
}

/** `redis-cache` → `REDIS_CACHE`: what environment variables about something begin with. */
export function constantCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(\d)/, '_$1')
    .toUpperCase();
}

/** A name that fits: what is cut off lives on in a hash, so that long names stay apart. */
export function fitting(name: string, max: number): string {
  if (name.length <= max) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, max - 9).replace(/-+$/, '')}-${hash}`;
}
