import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { checkProps } from '../../checks/kinds';
import { checkConstruct } from '../../checks/scope';
import { ObjectStore } from '../../object-store/object-store';
import type { Signal } from '../../relations/signal';
import { BACKED_UP_CLAIMS, type BackedUpClaims, type IClaimBackup } from '../../volumes/claim-backup';
import type { PodParts } from '../../workload/server-plan';
import type { StorePlan } from '../plan';
import { claimNames } from '../volumes/claims';
import type { BackedUpStore } from './backed-up-store';
import { FileBackup } from './file-backup';
import { settleLog, shipping } from './log';
import { backupName, RESTORE, type RestoreOptions, type RestorePoint } from './restore-point';
import { FILE_BACKUP, type FileBackupProps } from './settle-file-backup';
import { SNAPSHOTS, type SnapshotProps } from './settle-snapshots';
import { settleHooks, VELERO, type VeleroProps } from './settle-velero';
import { SnapshotBackup } from './snapshots';
import { backupScripts, snapshotScripts } from './steps/backup-scripts';
import { VeleroBackup, veleroParts } from './velero';

/** The part of a store that a backup adds. */
export interface AttachedBackup {
  /** The signals of the backup. */
  readonly signals: readonly Signal[];
}

/** The kind and name of a backup; a store cannot have two that are equal. */
export interface BackupKind {
  readonly of: 'to' | 'snapshots' | 'velero';
  readonly name?: string | undefined;
}

/**
 * A backup of a store, or the backup that a store starts with.
 *
 * @example
 * const bucket = ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials });
 * new StatefulStore(this, 'sessions', {
 *   engine: Engine.valkey(),
 *   backup: Backup.to(bucket, { schedule: '30 3 * * *', keep: 14 }),
 *   restoreFrom: Backup.latest(bucket, { orEmpty: true }),
 * });
 */
export class Backup implements IClaimBackup {
  /**
   * A scheduled dump of the data to an object store: taken from a replica, checked, uploaded with its checksum, read back, and
   * compared in size with the previous one. Only then are old dumps deleted. If the engine has a log, a sidecar of each server
   * uploads it too, so that any time since the oldest backup can be restored. A store may have several such backups, with a
   * `name` each: one nearby and one in another region, for example. The log goes to one of them.
   */
  static to(store: ObjectStore, props: FileBackupProps): Backup {
    objectStore(store);
    checkProps(undefined, props, FILE_BACKUP, 'Backup.to');
    const log = props.pointInTime === false ? undefined : { store, wanted: props.pointInTime ?? false };
    return new Backup(
      { of: 'to', name: props.name },
      (backedUp) => new FileBackup(backedUp, store, props),
      (plan) => {
        const settled = settleLog(plan, store, props);
        return settled ? shipping(plan, settled) : {};
      },
      log,
    );
  }

  /**
   * A scheduled VolumeSnapshot of each volume, also for `backup` of `Volume.claim`. Snapshots are as safe as the storage system that keeps them. Needs
   * `AddOn.volumeSnapshots` in the cluster.
   */
  static snapshots(props: SnapshotProps): Backup {
    checkProps(undefined, props, SNAPSHOTS, 'Backup.snapshots');
    const ofStore = (plan: StorePlan): BackedUpClaims => ({
      name: plan.facts.name,
      labels: plan.labels,
      claims: claimNames(plan),
    });
    return new Backup(
      { of: 'snapshots' },
      ({ plan }) => new SnapshotBackup(plan.scope, ofStore(plan), props, backupScripts(plan, plan.description.backup)),
      undefined,
      undefined,
      (scope, claims) => new SnapshotBackup(scope, claims, props, snapshotScripts(scope, claims)).signals,
    );
  }

  /**
   * Backups by Velero: a Schedule for the volumes and objects of the store, and annotations of the pods. Needs `AddOn.velero` in the
   * cluster.
   */
  static velero(props: VeleroProps): Backup {
    checkProps(undefined, props, VELERO, 'Backup.velero');
    return new Backup(
      { of: 'velero' },
      ({ plan }) => new VeleroBackup(plan, props),
      (plan) => {
        const hooks = settleHooks(plan, props);
        return hooks ? veleroParts(plan, hooks) : {};
      },
    );
  }

  /** For `restoreFrom`: the newest backup, and all of the log that follows it. */
  static latest(store: ObjectStore, options: RestoreOptions = {}): RestorePoint {
    return { ...from(store, options), which: 'latest' };
  }

  /**
   * For `restoreFrom`: the data at `time`, if there is a log; otherwise the newest backup that began at or before `time`.
   * Throws when the time has no zone.
   */
  static at(store: ObjectStore, time: string | Date, options: RestoreOptions = {}): RestorePoint {
    const name = backupName(time);
    return {
      ...from(store, options),
      which: `before ${name}`,
      time: new Date(time).toISOString().replace(/\.\d+/, ''),
    };
  }

  /** For `restoreFrom`: one backup by its name, such as `20261122T033000Z`, without the log after it. */
  static named(store: ObjectStore, name: string, options: RestoreOptions = {}): RestorePoint {
    if (typeof name !== 'string' || !/^\d{8}T\d{6}Z$/.test(name)) {
      fail(undefined, 'a backup must be named for its time', name, 'use a form such as 20261122T033000Z');
    }
    return { ...from(store, options), which: `named ${name}` };
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** Distinguishes it from other backups of a store. */
    readonly kind: BackupKind,
    /** Makes the objects that it needs in addition to the pods of a store. @internal */
    readonly attach: (store: BackedUpStore) => AttachedBackup,
    /** Returns the parts that it adds to the pods. @internal */
    readonly parts: (plan: StorePlan) => PodParts = () => ({}),
    /** The place of the log, if the engine has one; `wanted` if the user asks for it with `pointInTime`. @internal */
    readonly log?: { readonly store: ObjectStore; readonly wanted: boolean },
    private readonly copyClaims?: IClaimBackup['ofClaims'],
  ) {}

  /**
   * Makes the objects that back up the claims of a program in `scope`, as `backup` of `Volume.claim` does. Throws unless it takes
   * snapshots: others ask the server of a store for its data.
   */
  ofClaims(scope: Construct, claims: BackedUpClaims): readonly Signal[] {
    checkConstruct('Backup.ofClaims', scope);
    checkProps(scope, claims, BACKED_UP_CLAIMS, 'Backup.ofClaims');
    if (this.copyClaims) return this.copyClaims(scope, claims);
    const fix = "use Backup.snapshots({ schedule: '30 3 * * *', keep: 7 }), or an object store for the files";
    return fail(scope, 'the claim of a program is backed up by snapshots', `Backup.${this.kind.of}`, fix);
  }
}

function objectStore(store: ObjectStore): ObjectStore {
  if (store instanceof ObjectStore) return store;
  return fail(undefined, 'backups must go to an object store', store, 'use ObjectStore.s3({ … }), for example');
}

function from(store: ObjectStore, options: RestoreOptions): Pick<RestorePoint, 'store' | 'options'> {
  return { store: objectStore(store), options: checkProps(undefined, options, RESTORE, 'restoreFrom') };
}
