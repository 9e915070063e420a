import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsLabel } from '../checks/formats';
import { contentHash } from '../manifest/content-hash';
import { namespaceOf } from '../manifest/plain-object';
import { ClusterRecord } from './registry';

/** The construct that has a name, by kind, namespace and name. */
const names = new ClusterRecord(() => new Map<string, Construct>());

/** Checks a name and reserves it. A cluster has one object of a kind, namespace and name. */
export function reserveName(scope: Construct, kind: string, name: string, max = 63): string {
  dnsLabel(scope, `the name of a ${kind}`, name, max);
  return reserve(scope, kind, name);
}

/** Reserves a name that is checked already, or is made of checked names. */
export function reserve(scope: Construct, kind: string, name: string): string {
  const taken = names.of(scope);
  const key = keyOf(scope, kind, name);
  const owner = taken.get(key);
  if (owner && owner !== scope) {
    const fix = `${owner.node.path} has it; set another name`;
    fail(scope, `the name of a ${kind} must be unique in its namespace`, name, fix);
  }
  taken.set(key, scope);
  return name;
}

/** Returns a name for an object that only Mainstay refers to: the wanted one, or where another has it, one with a hash of its place. */
export function freeName(scope: Construct, id: string, kind: string, wanted: string): string {
  if (!names.of(scope).has(keyOf(scope, kind, wanted))) return wanted;
  return `${wanted.slice(0, 244)}-${contentHash(`${scope.node.path}/${id}`)}`;
}

function keyOf(scope: Construct, kind: string, name: string): string {
  return `${kind}/${namespaceOf(scope) ?? ''}/${name}`;
}

/** Throws when the namespace of the construct's chart is one that Kubernetes does not take. */
export function checkNamespace(scope: Construct): void {
  const namespace = namespaceOf(scope);
  if (namespace !== undefined) dnsLabel(scope, 'the namespace of a chart', namespace);
}

/** Converts `redis-cache` to `REDIS_CACHE`, as a prefix for environment variables. */
export function constantCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(\d)/, '_$1')
    .toUpperCase();
}

/** Shortens a name to `max` characters. A hash takes the place of the end that is cut off, so that long names stay distinct. */
export function fitting(name: string, max: number): string {
  if (name.length <= max) return name;
  const hash = contentHash(name);
  return `${name.slice(0, max - 9).replace(/-+$/, '')}-${hash}`;
}
