import { join } from 'node:path';
import { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { immutableConfigMap } from '../../../manifest/config-map';
import type { JsonObject } from '../../../manifest/json';
import { fitting, reserveName } from '../../../registry/names';
import type { BackedUpClaims } from '../../../volumes/claim-backup';
import { scriptsIn } from '../../../workload/script-loader';
import { PATHS } from '../../../workload/server-description';
import type { BackupDescription } from '../../description';
import type { StorePlan } from '../../plan';

/** The mount of the scripts in containers. */
export const scriptsMount: JsonObject = { name: 'backup', mountPath: PATHS.backup, readOnly: true };

export function scriptsVolume({ name }: ConfigMap): JsonObject {
  return { name: 'backup', configMap: { defaultMode: 0o444, name } };
}

const SCRIPTS = join(__dirname, 'scripts');

/** Returns the scripts of the snapshots of claims that belong to no store. */
export function snapshotScripts(scope: Construct, { name, labels }: BackedUpClaims): ConfigMap {
  return immutableConfigMap(scope, 'BackupScripts', {
    name: (hash) => reserveName(scope, 'ConfigMap', `${fitting(name, 47)}-backup-${hash}`),
    labels,
    data: scriptsIn(SCRIPTS, ['snapshot-choose.sh', 'snapshot-name.sh']),
    tooLarge: 'report it',
  });
}

/** Returns the scripts of backup and restore, with those of the engine: one ConfigMap for all uses of a store. */
export function backupScripts({ scope, facts, labels }: StorePlan, backup?: BackupDescription): ConfigMap {
  const there = (scope as Construct).node.tryFindChild('BackupScripts');
  if (there instanceof ConfigMap) return there;
  return immutableConfigMap(scope, 'BackupScripts', {
    name: (hash) => reserveName(scope, 'ConfigMap', `${fitting(facts.name, 47)}-backup-${hash}`),
    labels,
    data: { ...scriptsIn(SCRIPTS), ...backup?.files },
    tooLarge: "leave out what the engine's backup does not need",
  });
}
