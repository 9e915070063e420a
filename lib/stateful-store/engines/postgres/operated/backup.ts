import { SNAPSHOT_GROUP } from '../../../../cluster/add-ons/volume-snapshots';
import type { JsonObject } from '../../../../manifest/json';
import type { OperatedFacts } from '../../../description';
import type { Postgres } from '../options';
import type { BarmanRecovery, CheckedCloudNativePg } from './options';

/** Name of the plugin: https://cloudnative-pg.io/plugin-barman-cloud/docs/concepts/ */
const BARMAN = 'barman-cloud.cloudnative-pg.io';
const SOURCE = 'source';

/** Returns the fields of a `Cluster` for its initial data: https://cloudnative-pg.io/documentation/current/bootstrap/ */
export function bootstrap(
  { fromSnapshot, givenSecret, fail }: OperatedFacts,
  { database, user }: Postgres,
  recovery: BarmanRecovery | undefined,
  initdb: JsonObject,
): JsonObject {
  const owner = { database, owner: user, secret: givenSecret === undefined ? undefined : { name: givenSecret } };
  if (fromSnapshot.length > 1) {
    fail('CloudNativePG makes all servers from one snapshot', fromSnapshot, 'name that of the first server');
  }
  if (recovery && fromSnapshot.length > 0) {
    fail('a store can begin with one thing', 'fromSnapshot and recovery', 'remove one of the two');
  }
  const [name] = fromSnapshot;
  if (name !== undefined) {
    const storage = { name, kind: 'VolumeSnapshot', apiGroup: SNAPSHOT_GROUP };
    return { bootstrap: { recovery: { ...owner, volumeSnapshots: { storage } } } };
  }
  if (!recovery) return { bootstrap: { initdb: { ...owner, ...initdb } } };
  const { server: serverName, time: targetTime } = recovery;
  const parameters = { barmanObjectName: recovery.name, serverName };
  return {
    bootstrap: {
      recovery: { ...owner, source: SOURCE, recoveryTarget: targetTime === undefined ? undefined : { targetTime } },
    },
    externalClusters: [{ name: SOURCE, plugin: { name: BARMAN, parameters } }],
  };
}

/** Returns the fields of a `Cluster` for its archive and snapshots. */
export function archiveFields(options: CheckedCloudNativePg | undefined): JsonObject {
  const { archive, backup } = options ?? {};
  return {
    plugins: archive && [
      {
        name: BARMAN,
        isWALArchiver: true,
        parameters: { barmanObjectName: archive.name, serverName: archive.server },
      },
    ],
    backup: backup && !archive ? { volumeSnapshot: { className: backup.snapshotClass, online: false } } : undefined,
  };
}

/**
 * Returns the `spec` of a `ScheduledBackup`, whose schedule begins with a field for seconds. Without an archive a snapshot is
 * complete only of a stopped server, so a replica is stopped for it.
 */
export function scheduledBackup(name: string, { archive, backup }: CheckedCloudNativePg): JsonObject | undefined {
  if (!backup) return undefined;
  return {
    cluster: { name },
    schedule: backup.schedule.startsWith('@') ? backup.schedule : `0 ${backup.schedule}`,
    backupOwnerReference: 'self',
    target: 'prefer-standby',
    ...(archive
      ? { method: 'plugin', pluginConfiguration: { name: BARMAN } }
      : { method: 'volumeSnapshot', online: false }),
  };
}
