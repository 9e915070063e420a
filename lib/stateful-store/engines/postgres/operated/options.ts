import { dnsName } from '../../../../checks/formats';
import { type Kinds, made, needed, object, TEXT } from '../../../../checks/kinds';
import { scheduleOf } from '../../../../checks/schedule';
import { BARMAN_CLOUD } from '../../../../cluster/add-ons/cloud-native-pg';
import { failWithout } from '../../../../cluster/add-ons/requires';
import { ObjectStore } from '../../../../object-store/object-store';
import { backupName } from '../../../backup/restore-point';
import type { StoreFacts } from '../../../description';
import { checkedPooler, POOLER, type PoolerOptions } from './pooler';

/** Options for servers that CloudNativePG runs. */
export interface CloudNativePgOptions {
  /** PgBouncer in front of the servers. @default - clients connect to the servers */
  readonly pooler?: PoolerOptions;
  /** Archive of the Barman Cloud plugin for the log and backups. Needs `barmanCloud` in the cluster. @default - no archive */
  readonly archive?: BarmanArchive;
  /**
   * Schedule of backups, in the fields minute, hour, day, month and weekday, in UTC. Backups are copies in the archive or,
   * without
   * one, VolumeSnapshots of a replica that is stopped meanwhile. CloudNativePG deletes no snapshots. @default - never
   */
  readonly backup?: { readonly schedule: string; readonly snapshotClass?: string };
  /** Archive with the initial data of a new store. @default - the store begins empty, or with `fromSnapshot` */
  readonly recovery?: BarmanRecovery;
}

/** An `ObjectStore` of the Barman Cloud plugin in the namespace of the store: https://cloudnative-pg.io/plugin-barman-cloud/ */
export interface BarmanArchive {
  /** Name of the `ObjectStore` resource, which is not made here. */
  readonly name: string;
  /** Object store that it writes to; the network is opened to it. */
  readonly at: ObjectStore;
  /** Name of the store in the archive. It is another one than that in `recovery`. @default - the name of the store */
  readonly server?: string;
}

export interface BarmanRecovery extends BarmanArchive {
  /** Name in the archive of the store that wrote it. */
  readonly server: string;
  /** Time up to which the log is replayed, with a zone: `2026-11-22T03:30:00Z`. @default - to the end */
  readonly time?: string;
}

export interface CheckedCloudNativePg extends Omit<CloudNativePgOptions, 'pooler'> {
  readonly pooler: Required<PoolerOptions> | undefined;
}

const ARCHIVE: Kinds<BarmanArchive> = {
  name: needed(TEXT),
  at: needed(made(ObjectStore, 'an ObjectStore', 'use ObjectStore.s3({ … }), for example')),
  server: TEXT,
};

export const CLOUD_NATIVE_PG: Kinds<CloudNativePgOptions> = {
  pooler: object(POOLER),
  archive: object(ARCHIVE),
  backup: object<NonNullable<CloudNativePgOptions['backup']>>({ schedule: needed(TEXT), snapshotClass: TEXT }),
  recovery: object<BarmanRecovery>({ ...ARCHIVE, server: needed(TEXT), time: TEXT }),
};

export function checkedCloudNativePg(
  { name, requires, fail }: StoreFacts,
  options: CloudNativePgOptions | undefined,
): CheckedCloudNativePg | undefined {
  if (!options) return undefined;
  const { archive, backup, recovery, pooler } = options;
  for (const one of [archive, recovery]) if (one) dnsName(undefined, 'the name of an ObjectStore', one.name);
  const given = archive ? 'cloudNativePg.archive' : 'cloudNativePg.recovery';
  if ((archive || recovery) && !requires('cloudNativePg', given).barmanCloud)
    failWithout(undefined, BARMAN_CLOUD, given);
  if (archive?.server !== undefined) dnsName(undefined, 'archive.server', archive.server);
  if (backup) scheduleOf(undefined, backup.schedule);
  if (backup?.snapshotClass !== undefined) dnsName(undefined, 'snapshotClass', backup.snapshotClass);
  if (backup && !archive) {
    requires('volumeSnapshots', 'cloudNativePg.backup without an archive', 'give an archive');
  }
  if (recovery) {
    dnsName(undefined, 'recovery.server', recovery.server);
    if (archive?.name === recovery.name && (archive.server ?? name) === recovery.server) {
      const fix = `pass archive.server, '${recovery.server}-2' for example, or another ObjectStore`;
      fail('CloudNativePG writes to an empty archive only, not to the one that it recovers from', recovery.server, fix);
    }
    if (recovery.time !== undefined) backupName(recovery.time);
  }
  return { ...options, pooler: checkedPooler(pooler) };
}
