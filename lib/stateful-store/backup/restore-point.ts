import { fail } from '../../checks/errors';
import { FLAG, type Kinds, TEXT } from '../../checks/kinds';
import type { ObjectStore } from './stores/object-store';

export interface RestoreOptions {
  /** The path of the backups under the prefix of the object store. @default - `NAMESPACE/NAME` of this store */
  readonly path?: string;
  /** Lets the store start empty if there is no backup yet. Otherwise it does not start. @default false */
  readonly orEmpty?: boolean;
}

export const RESTORE: Kinds<RestoreOptions> = { path: TEXT, orEmpty: FLAG };

/** The backup that an empty store starts with. */
export interface RestorePoint {
  readonly store: ObjectStore;
  readonly options: RestoreOptions;
  /** `latest`, `before TIME` or `named NAME`. */
  readonly which: string;
  /** The time to restore, such as `2026-11-22T03:30:00Z`. @default - none */
  readonly time?: string;
}

/** Returns the name of a backup of a time: `20261122T033000Z`. Throws when the time has no zone. */
export function backupName(time: string | Date): string {
  const text = time instanceof Date && !Number.isNaN(time.getTime()) ? time.toISOString() : String(time);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) {
    fail(undefined, 'a time must have a date, hour, minute and zone', text, 'use a form such as 2026-11-22T03:30:00Z');
  }
  return new Date(text).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
}
