import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import type { JsonObject } from '../../manifest/json';
import { accessTo } from '../../object-store/access';
import type { ObjectStoreModel } from '../../object-store/object-store-model';
import { allow } from '../../relations/connect';
import { mounted } from '../../workload/server-containers';
import { PATHS } from '../../workload/server-description';
import type { PodParts } from '../../workload/server-plan';
import type { BackupDescription } from '../description';
import type { StorePlan } from '../plan';
import { dataMount } from '../pods/containers';
import type { RestorePoint } from './restore-point';
import { backupOf } from './settle-file-backup';
import { backupScripts, scriptsVolume } from './steps/backup-scripts';
import { agreeOnFormat, type Place, placeOf } from './steps/place';
import { engineStep, rcloneStep } from './steps/steps';
import type { StoreBackups } from './store-backups';

/** The settled value of a {@link RestorePoint} for one store. */
interface SettledRestore extends Pick<RestorePoint, 'which' | 'time'> {
  /** The backup commands of the engine. */
  readonly commands: BackupDescription;
  readonly place: Place;
  /** True if the store starts empty when there is no backup yet. */
  readonly optional: boolean;
}

/** Settles the backup that a store starts with. Throws when the engine cannot restore it. */
export function settleRestore(plan: StorePlan, { store, options, ...point }: RestorePoint): SettledRestore {
  const { scope, facts } = plan;
  const commands = backupOf(plan);
  const place = placeOf(scope, facts.name, store, options.path);
  agreeOnFormat(scope, place, commands.format);
  return { ...point, commands, place, optional: options.orEmpty ?? false };
}

/**
 * Fills an empty volume from a backup before the server starts. The engine decides that in the pod: a volume with data is not
 * touched, nor is one whose peers have data.
 */
export function restoring(plan: StorePlan, { commands, place, which, time, optional }: SettledRestore): PodParts {
  const { facts } = plan;
  const access = accessTo(place.store.model, place.path, 'restore-from');
  const work = `${facts.dataDirectory}/.restore`;
  const env = {
    WORK: work,
    BACKUP: `${work}/files`,
    DATA: facts.dataDirectory,
    FACTS: `${work}/facts`,
    WANTED: `${PATHS.run}/restore`,
    // Until the server has ended the restore, another one may begin: when this is another.
    WISH: `${time ?? which} of ${place.store.model.url}/${place.path}`,
    ...(time !== undefined && { RESTORE_TIME: time }),
    ...(commands.log && { LOG: `${facts.dataDirectory}/.log` }),
  };
  const mounts = [mounted(dataMount(plan))];
  const run: JsonObject = { name: 'run', mountPath: PATHS.run };
  const engine = (name: string, script: string, command: readonly string[]): JsonObject =>
    engineStep(plan, commands, { name, script, command, secrets: true, env, mounts, memory: facts.memory });
  const fetch = (name: string, script: string): JsonObject =>
    rcloneStep(plan, access, {
      name,
      script,
      env: { ...env, FORMAT: commands.format, OPTIONAL: optional ? 'yes' : 'no', WHICH: which },
      mounts: [...mounts, run],
    });
  return {
    initContainers: [
      engine('restore-decide', 'decide.sh', commands.occupied),
      fetch('restore-fetch', 'fetch.sh'),
      ...(commands.log ? [fetch('restore-log', commands.log.fetch)] : []),
      engine('restore-load', 'load.sh', commands.restore),
    ],
    volumes: [scriptsVolume(backupScripts(plan, commands)), ...access.volumes],
  };
}

/** Throws when the object stores need two identities: the pods have one ServiceAccount. */
function oneIdentity(scope: Construct, models: readonly ObjectStoreModel[]): void {
  const identities = models.flatMap(({ identity }) => (identity ? [JSON.stringify(identity.on(scope).account)] : []));
  if (new Set(identities).size < 2) return;
  const fix = 'let one identity read both object stores, or use keys for one of them';
  fail(scope, 'the pods of a store must be one identity for restoreFrom and for backup', identities, fix);
}

/** Lets the pods of a store reach the object stores of restore and log, and gives them the identity for that. */
export function openForBackups(plan: StorePlan, { backups, restoreFrom }: StoreBackups): void {
  const { scope, pods, description } = plan;
  const logs = description.backup?.log ? backups.map(({ log }) => log?.store) : [];
  const stores = [restoreFrom?.store, ...logs];
  const models = new Set(stores.flatMap((store) => (store ? [store.model] : [])));
  oneIdentity(scope, [...models]);
  for (const model of models) {
    allow(pods.peer, model.peer, [model.port]);
    if (model.identity) pods.identify(model.identity);
  }
}
