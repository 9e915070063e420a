import { fail } from '../../checks/errors';
import { DATE, FLAG, type Kind, type Kinds, made, needed, object, shaped, TEXT } from '../../checks/kinds';
import { ObjectStore } from '../../object-store/object-store';

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

const WHICH = /^(latest|(before|named) \d{8}T\d{6}Z)$/;
const POINT: Kinds<RestorePoint> = {
  store: needed(made(ObjectStore, 'an ObjectStore', 'use ObjectStore.s3({ … }), for example')),
  options: needed(object(RESTORE)),
  which: needed({
    is: (value) => WHICH.test(`${TEXT.is(value) && value}`),
    what: 'latest, or a time',
    fix: 'use Backup.latest',
  }),
  time: TEXT,
};

/** The value that `Backup.latest`, `Backup.at` and `Backup.named` return. */
export const RESTORE_POINT: Kind = {
  ...object(POINT, 'use Backup.latest(objectStore)'),
  is: shaped(['store', 'options', 'which'], '', '').is,
  what: 'what Backup.latest, Backup.at or Backup.named gives',
};

/** Returns the name of a backup of a time: `20261122T033000Z`. Throws when the time has no zone. */
export function backupName(time: string | Date): string {
  const text = DATE.is(time) ? (time as Date).toISOString() : time;
  if (
    typeof text !== 'string' ||
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ||
    Number.isNaN(Date.parse(text))
  ) {
    fail(undefined, 'a time must have a date, hour, minute and zone', time, 'use a form such as 2026-11-22T03:30:00Z');
  }
  return new Date(text).toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '');
}
