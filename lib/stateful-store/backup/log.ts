import { fail } from '../../checks/errors';
import type { JsonObject } from '../../manifest/json';
import { mounted } from '../../workload/server-containers';
import { PATHS } from '../../workload/server-description';
import type { PodParts } from '../../workload/server-plan';
import type { StoreContext } from '../context';
import { dataMount } from '../pods/containers';
import { placeOf } from './steps/place';
import { backupScripts, scriptsVolume } from './steps/scripts';
import { rcloneStep } from './steps/steps';
import { accessTo } from './stores/access';
import type { ObjectStore } from './stores/object-store';

const MEMORY = 128 * 1024 ** 2;

/** Whether what the servers write between two backups is kept: it was not declined, and the engine has a log of it. */
export function keepsLog({ facts, description }: StoreContext): boolean {
  return facts.pointInTime && description.backup?.log !== undefined;
}

/** Beside each server a container that puts its log where its backups are. */
export function shipping(context: StoreContext, store: ObjectStore, path: string | undefined): PodParts {
  const { scope, model, props, facts, description } = context;
  const wanted = [props.backup ?? []].flat().filter(({ log }) => log);
  if (wanted.some(({ log }) => log?.wanted) && !description.backup?.log) {
    fail(scope, `${model.name} must have a log to restore a time between two backups`, 'pointInTime', 'leave it out');
  }
  if (!facts.pointInTime || !description.backup?.log) return {};
  if (wanted.length > 1) {
    const fix = 'pass pointInTime: false to the others';
    fail(scope, 'the log between backups must go to one place', `${wanted.length} places`, fix);
  }
  const access = accessTo(store.model, placeOf(scope, facts.name, store, path).path);
  const run: JsonObject = { name: 'run', mountPath: PATHS.run };
  return {
    sidecars: [
      rcloneStep(context, access, {
        name: 'archiver',
        script: description.backup.log.ship,
        env: { DATA: facts.dataDirectory, RUN: PATHS.run },
        mounts: [mounted({ ...dataMount(context), readOnly: true }), run],
        memory: MEMORY,
      }),
    ],
    volumes: [scriptsVolume(backupScripts(context, description.backup)), ...access.volumes],
  };
}
