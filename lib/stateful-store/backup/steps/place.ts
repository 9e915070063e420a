import type { Construct } from 'constructs';
import { fail } from '../../../checks/errors';
import { namespaceOf } from '../../../manifest/plain-object';
import type { ObjectStore } from '../../../object-store/object-store';
import { AppRecord } from '../../../registry/registry';
import { namedOutside } from '../../../relations/named-outside';

/** The place of the backups of one store. */
export interface Place {
  readonly store: ObjectStore;
  /** The path under the prefix of the object store: `shop/sessions`. */
  readonly path: string;
}

/** Returns the place of backups; its path is by default namespace and name of the store. Throws on an invalid path. */
export function placeOf(scope: Construct, name: string, store: ObjectStore, path?: string): Place {
  const chosen = path ?? [namespaceOf(scope), name].filter(Boolean).join('/');
  const names = typeof chosen === 'string' ? chosen.split('/') : [''];
  if (!names.every((one) => /^[A-Za-z0-9_.-]+$/.test(one) && one !== '.' && one !== '..')) {
    const fix = 'use a form such as shop/sessions, without a slash at either end';
    fail(scope, 'the path of backups must be names with slashes between them', chosen, fix);
  }
  declareSources(scope, store);
  return { store, path: chosen };
}

/** Declares Secrets and ConfigMap of the object store as objects from outside of the app. */
function declareSources(scope: Construct, { model: { secrets = {}, ca } }: ObjectStore): void {
  for (const key of [...Object.values(secrets), ca]) namedOutside(scope, key);
}

/** The backups that write to places, by the URL of the place. */
const writers = new AppRecord(() => new Map<string, Construct>());

/** Throws when another backup of the app writes there: each would delete the files of the other. */
export function reservePlace(scope: Construct, { store, path }: Place): void {
  const taken = writers.of(scope);
  const url = `${store.model.url}/${path}`;
  const owner = taken.get(url);
  if (owner && owner !== scope) {
    const fix = `${owner.node.path} writes there; set another path or prefix`;
    fail(scope, 'two backups must not be in one place', url, fix);
  }
  taken.set(url, scope);
}

interface Format {
  readonly format: string;
  readonly of: Construct;
}

const formats = new AppRecord(() => new Map<string, Format>());

/** Throws when another store of the app has backups of another format there, such as those of a replaced engine. */
export function agreeOnFormat(scope: Construct, { store, path }: Place, format: string): void {
  const known = formats.of(scope);
  const url = `${store.model.url}/${path}`;
  const other = known.get(url);
  if (other && other.format !== format) {
    const fix = `those of ${other.of.node.path} are ${other.format}; bring the data over with the tools of the engines`;
    fail(scope, 'backups in one place must be of one format', `${format} for ${url}`, fix);
  }
  known.set(url, other ?? { format, of: scope });
}
