import type { Duration, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { positiveSize, wholeNumber } from '../../checks/formats';
import { FLAG, type Kinds, NUMBER, object, SIZE, TEXT } from '../../checks/kinds';
import { bytes } from '../../checks/quantity';
import type { ObjectStore } from '../../object-store/object-store';
import { type SettledSchedule, settleSchedule } from '../../workload/steps-schedule';
import type { BackupDescription, LogDescription } from '../description';
import type { StorePlan } from '../plan';
import { BACKUP_SCHEDULE, type BackupSchedule, type DrillProps } from './backup-schedule';
import { logOf } from './log';
import type { Named } from './naming';
import { type BackupRetention, RETENTION, type Retention, retentionOf } from './retention';
import { timeFor } from './steps/amounts';
import { agreeOnFormat, type Place, placeOf, reservePlace } from './steps/place';
import { type Room, WORKSPACE, Workspace, type WorkspaceProps } from './steps/workspace';
import { takenOver } from './take-over';

export interface FileBackupProps extends BackupSchedule, WorkspaceProps {
  /**
   * The longest time that a run may take, all attempts together.
   * @default - an hour for every 72 GiB of a backup, at least one
   */
  readonly timeout?: Duration;
  /**
   * A name, different for each `Backup.to` of the store: the objects are called `STORE-backup-NAME`.
   * @default - none
   */
  readonly name?: string;
  /** The number of newest backups to keep, or `{ newest, within }`, or `'all'`. */
  readonly keep: BackupRetention;
  /** The path of the backups under the prefix of the object store. @default - `NAMESPACE/NAME` of the store */
  readonly path?: string;
  /**
   * The identity whose place this store goes on in, after it was restored or made anew: its backups and log then follow those of that
   * identity, which must be gone for good. The message of a refused backup names it. It may stay: it permits nothing once a backup of this
   * store is the newest. @default - a place is written by the data whose backup is the newest there
   */
  readonly takeOver?: string;
  /** The percentage of the previous backup's size below which a new backup is a failure. Both are kept. @default 50 */
  readonly collapse?: number;
  /** The schedule on which the newest backup is restored to test it. @default - never */
  readonly drill?: DrillProps;
  /**
   * Keeps the writes between two backups, too, so that any time since the oldest one can be restored.
   * @default - true if the engine has a log of them: PostgreSQL
   */
  readonly pointInTime?: boolean;
  /** Memory of the container that makes the dump, requested and limited. @default - that of the server, at most 1 GiB */
  readonly memory?: Size;
}

export const FILE_BACKUP: Kinds<FileBackupProps> = {
  ...BACKUP_SCHEDULE,
  ...WORKSPACE,
  name: TEXT,
  keep: RETENTION,
  path: TEXT,
  takeOver: TEXT,
  collapse: NUMBER,
  drill: object(BACKUP_SCHEDULE, "use { schedule: '0 5 * * 0' }"),
  pointInTime: FLAG,
  memory: SIZE,
};

const GIB = 1024 ** 3;

/** Results that a retry would not change. */
const FINAL = ['claim', 'compare'].map((containerName) => ({
  action: 'FailJob',
  onExitCodes: { containerName, operator: 'In', values: [3] },
}));

/** Returns the backup commands of the engine. Throws when it has none. */
export function backupOf({ scope, engine, description }: StorePlan): BackupDescription {
  const fix = 'use Backup.snapshots, or leave it out';
  return description.backup ?? fail(scope, `${engine} must say how it is backed up`, description.backup, fix);
}

/** The settled value of {@link FileBackupProps} for one store. */
export interface SettledFileBackup extends Named {
  /** The backup commands of the engine. */
  readonly commands: BackupDescription;
  readonly place: Place;
  /** The identity whose place may be taken over; `undefined` for none. */
  readonly takeOver: string | undefined;
  readonly workspace: Workspace;
  /** The room of a run. */
  readonly room: Room;
  readonly schedule: SettledSchedule;
  /** Memory of the container that makes the dump, in bytes. */
  readonly memory: number;
  readonly retention: Retention;
  readonly collapse: number;
  /** The log between two backups; `undefined` if it is not kept. */
  readonly log: LogDescription | undefined;
  /** The schedule of the drill, in the time zone of the backup unless it has its own; `undefined` without a drill. */
  readonly drill: DrillProps | undefined;
}

/**
 * Settles the props of a backup. Throws on every invalid prop, when the engine has no backup commands, and when another backup
 * of the app is in the same place.
 */
export function settleFileBackup(
  scope: Construct,
  plan: StorePlan,
  store: ObjectStore,
  props: FileBackupProps,
): SettledFileBackup {
  const { name, path, memory, drill, timeZone } = props;
  const place = placeOf(scope, plan.facts.name, store, path);
  reservePlace(scope, place);
  const commands = backupOf(plan);
  agreeOnFormat(plan.scope, place, commands.format);
  const workspace = new Workspace(scope, props, plan.volumes.storageClass);
  const room = workspace.room(commands.space ?? commands.size, 1);
  const usual = timeFor(commands.size, 1);
  return {
    name,
    commands,
    place,
    takeOver: takenOver(scope, props),
    workspace,
    room,
    schedule: settleSchedule(scope, props, { usual, rules: FINAL, claimed: room.claimed }),
    memory: memory ? bytes(positiveSize(scope, 'memory', memory)) : Math.min(plan.facts.memory, GIB),
    retention: retentionOf(scope, props.keep),
    collapse: wholeNumber(scope, 'collapse in percent', props.collapse ?? 50, 0, 100),
    log: logOf(plan, props),
    drill: drill && { timeZone, ...drill },
  };
}
