import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import type { StoreCopy } from '../copy/store-copy';
import type { StoreDescription } from '../description';
import type { StatefulStoreProps } from '../props';
import { Backup } from './backup';
import type { RestorePoint } from './restore-point';

/** The backups of a store, and the data that it starts with. */
export interface StoreBackups {
  readonly backups: readonly Backup[];
  readonly restoreFrom: RestorePoint | undefined;
  readonly copyFrom: StoreCopy | undefined;
}

/** Returns the backups of a store. Throws on any other value, and when two backups would share objects. */
export function backupsOf(scope: Construct, { backup = [] }: Pick<StatefulStoreProps, 'backup'>): readonly Backup[] {
  const backups = [backup].flat();
  for (const one of backups) {
    if (one instanceof Backup) continue;
    fail(scope, 'backup must be one or a list of them', one, 'use Backup.to, Backup.snapshots or Backup.velero');
  }
  const kinds = (of: Backup['kind']['of']) => backups.map(({ kind }) => kind).filter((kind) => kind.of === of);
  const names = kinds('to').map(({ name }) => (name === undefined ? 'no name' : checkedName(scope, name)));
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) {
    const fix = "pass another name to one of them, name: 'offsite', for example";
    fail(scope, 'every Backup.to of a store must have a name of its own', `${twice} twice`, fix);
  }
  const [snapshots, velero] = [kinds('snapshots').length, kinds('velero').length];
  if (snapshots > 1) {
    const fix = 'leave one out: it would delete those of the other';
    fail(scope, 'a store must have one Backup.snapshots at most', snapshots, fix);
  }
  if (velero > 1) fail(scope, 'a store must have one Backup.velero at most', velero, 'leave one out');
  return backups;
}

/** Returns the name of a backup. It starts with a letter: signals find the runs of a CronJob by its name and a number. */
function checkedName(scope: Construct, name: string): string {
  if (typeof name !== 'string' || !/^[a-z]([-a-z0-9]{0,18}[a-z0-9])?$/.test(name)) {
    const fix = 'use a-z, 0-9 and inner dashes, beginning with a letter, such as offsite';
    fail(scope, 'the name of a backup must have at most 20 characters', name, fix);
  }
  return name;
}

/** Throws when a backup asks for a log that the engine does not have, or the log would go to several places. */
export function checkLogs(
  scope: Construct,
  engine: string,
  { backup }: Pick<StoreDescription, 'backup'>,
  backups: readonly Backup[],
): void {
  const logs = backups.flatMap(({ log }) => log ?? []);
  if (logs.some(({ wanted }) => wanted) && !backup?.log) {
    fail(scope, `${engine} must have a log to restore a time between two backups`, 'pointInTime', 'leave it out');
  }
  if (backup?.log && logs.length > 1) {
    const fix = 'pass pointInTime: false to the others';
    fail(scope, 'the log between backups must go to one place', `${logs.length} places`, fix);
  }
}
