import type { JsonObject } from '../../manifest/json';
import { mounted } from '../../workload/server-containers';
import { PATHS } from '../../workload/server-description';
import type { PodParts } from '../../workload/server-plan';
import type { StorePlan } from '../plan';
import { dataMount } from '../pods/containers';
import { backupScripts, scriptsVolume } from './steps/backup-scripts';
import { placeOf } from './steps/place';
import { rcloneStep } from './steps/steps';
import { accessTo } from './stores/access';
import type { ObjectStore } from './stores/object-store';

const MEMORY = 128 * 1024 ** 2;

/** True if the writes between two backups are kept: a backup allows it, and the engine has a log. */
export function keepsLog({ facts, description }: StorePlan): boolean {
  return facts.pointInTime && description.backup?.log !== undefined;
}

/** Returns a sidecar for each server that uploads its log to the place of the backups. */
export function shipping(plan: StorePlan, store: ObjectStore, path: string | undefined): PodParts {
  const { scope, facts, description } = plan;
  if (!facts.pointInTime || !description.backup?.log) return {};
  const access = accessTo(store.model, placeOf(scope, facts.name, store, path).path);
  const run: JsonObject = { name: 'run', mountPath: PATHS.run };
  return {
    sidecars: [
      rcloneStep(plan, access, {
        name: 'archiver',
        script: description.backup.log.ship,
        env: { DATA: facts.dataDirectory, RUN: PATHS.run },
        mounts: [mounted({ ...dataMount(plan), readOnly: true }), run],
        memory: MEMORY,
      }),
    ],
    volumes: [scriptsVolume(backupScripts(plan, description.backup)), ...access.volumes],
  };
}
