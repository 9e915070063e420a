import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { dnsName, wholeNumber } from '../../checks/formats';
import { type Kinds, NUMBER, needed, TEXT } from '../../checks/kinds';
import { requires } from '../../cluster/add-ons/requires';
import { Cluster } from '../../cluster/cluster';
import { namespaceOf } from '../../manifest/plain-object';
import { type SettledSchedule, settleSchedule } from '../../workload/steps-schedule';
import { BACKUP_SCHEDULE, type BackupSchedule } from './backup-schedule';

export interface SnapshotProps extends BackupSchedule {
  /** The number of newest snapshots of each volume to keep, 1 or more. */
  readonly keep: number;
  /** The VolumeSnapshotClass. @default - the cluster's default for the driver */
  readonly snapshotClass?: string;
}

export const SNAPSHOTS: Kinds<SnapshotProps> = { ...BACKUP_SCHEDULE, keep: needed(NUMBER), snapshotClass: TEXT };

/** The settled value of {@link SnapshotProps}. */
export interface SettledSnapshots {
  readonly schedule: SettledSchedule;
  readonly keep: number;
  /** `undefined` for the cluster's default. */
  readonly snapshotClass: string | undefined;
  readonly namespace: string;
}

/** Settles the props of snapshots. Throws on every invalid prop, and when the cluster cannot take snapshots. */
export function settleSnapshots(scope: Construct, props: SnapshotProps): SettledSnapshots {
  const cluster = Cluster.of(scope);
  const namespace = namespaceOf(scope);
  requires(scope, 'volumeSnapshots', 'Backup.snapshots', 'use Backup.to');
  if (!cluster.has('nativeSidecars')) {
    fail(scope, 'Backup.snapshots needs Kubernetes 1.29', cluster.version, 'use Backup.to, or upgrade the cluster');
  }
  if (namespace === undefined) {
    fail(scope, 'Backup.snapshots needs to know the namespace of the store', undefined, 'give its chart a namespace');
  }
  const { keep, snapshotClass } = props;
  return {
    schedule: settleSchedule(scope, props),
    keep: wholeNumber(scope, 'keep', keep, 1, 1000),
    snapshotClass: snapshotClass === undefined ? undefined : dnsName(scope, 'snapshotClass', snapshotClass),
    namespace,
  };
}
