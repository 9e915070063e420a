import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { complete } from '../../../manifest/complete';
import type { JsonObject } from '../../../manifest/json';
import { fitting, reserveName } from '../../../registry/names';
import type { StoreContext } from '../../context';
import { type BackupDescription, PATHS } from '../../description';

/** Where containers see the scripts. */
export const scriptsMount: JsonObject = { name: 'backup', mountPath: PATHS.backup, readOnly: true };

export function scriptsVolume({ name }: ConfigMap): JsonObject {
  return { name: 'backup', configMap: { defaultMode: 0o444, name } };
}

const SCRIPTS = join(__dirname, 'scripts');

/** The scripts of backup and restore, those of the engine beside them: once for a store, whoever needs them. */
export function backupScripts({ scope, facts, labels }: StoreContext, backup?: BackupDescription): ConfigMap {
  const there = (scope as Construct).node.tryFindChild('BackupScripts');
  if (there instanceof ConfigMap) return there;
  const data = { ...own(), ...backup?.files };
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 8);
  const configMap = new ConfigMap(scope, 'BackupScripts', {
    metadata: {
      name: reserveName(scope, 'ConfigMap', `${fitting(facts.name, 47)}-backup-${hash}`),
      labels: { ...labels },
    },
    data,
    immutable: true,
  });
  complete(configMap);
  return configMap;
}

function own(): Readonly<Record<string, string>> {
  const names = readdirSync(SCRIPTS).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(SCRIPTS, name), 'utf8')]));
}
