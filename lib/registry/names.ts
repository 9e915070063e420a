import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsLabel } from '../checks/formats';
import { contentHash } from '../manifest/content-hash';
import { namespaceOf } from '../manifest/plain-object';
import { ClusterRecord } from './registry';

/** The construct that has a name, by kind, namespace and name. */
const names = new ClusterRecord(() => new Map<string, Construct>());

/** Checks a name and reserves it: one object a kind, namespace and name on a cluster. */
export function reserveName(scope: Construct, kind: string, name: string, max = 63): string {
  dnsLabel(scope, `the name of a ${kind}`, name, max);
  return reserve(scope, kind, name);
}

/** Reserves a name that has been checked, or one that is made of others. */
export function reserve(scope: Construct, kind: string, name: string): string {
  const taken = names.of(scope);
  const key = `${kind}/${namespaceOf(scope) ?? ''}/${name}`;
  const owner = taken.get(key);
  if (owner && owner !== scope) {
    const fix = `${owner.node.path} has it; set another name`;
    fail(scope, `the name of a ${kind} must be unique in its namespace`, name, fix);
  }
  taken.set(key, scope);
  return name;
}

/** Throws when the chart of a construct says a namespace that Kubernetes does not take. */
export function checkNamespace(scope: Construct): void {
  const namespace = namespaceOf(scope);
  if (namespace !== undefined) dnsLabel(scope, 'the namespace of a chart', namespace);
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
  const hash = contentHash(name);
  return `${name.slice(0, max - 9).replace(/-+$/, '')}-${hash}`;
}
