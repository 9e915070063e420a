import type { JsonObject } from '../../manifest/json';
import { accessTo } from '../../object-store/access';
import type { ObjectStore } from '../../object-store/object-store';
import { mounted } from '../../workload/server-containers';
import { PATHS } from '../../workload/server-description';
import type { PodParts } from '../../workload/server-plan';
import type { LogDescription } from '../description';
import type { StorePlan } from '../plan';
import { dataMount } from '../pods/containers';
import { backupScripts, scriptsVolume } from './steps/backup-scripts';
import { type Place, placeOf } from './steps/place';
import { rcloneStep } from './steps/steps';
import { takenOver, takeOverEnv } from './take-over';

const MEMORY = 128 * 1024 ** 2;

/** The props that decide about the log of a backup. */
interface LogProps {
  readonly path?: string;
  readonly pointInTime?: boolean;
  readonly takeOver?: string;
}

/** Returns the log between two backups; `undefined` if the backup declines it, or the engine has none. */
export function logOf({ description }: StorePlan, { pointInTime = true }: LogProps): LogDescription | undefined {
  return pointInTime ? description.backup?.log : undefined;
}

/** The settled part of a backup that the pods of a store take part in. */
export interface SettledLog {
  readonly log: LogDescription;
  readonly place: Place;
  /** The identity whose log may be taken over; `undefined` for none. */
  readonly takeOver: string | undefined;
}

/** Settles the log between two backups; `undefined` if there is none. Throws when the path is none. */
export function settleLog(plan: StorePlan, store: ObjectStore, props: LogProps): SettledLog | undefined {
  const log = logOf(plan, props);
  if (!log) return undefined;
  const place = placeOf(plan.scope, plan.facts.name, store, props.path);
  return { log, place, takeOver: takenOver(plan.scope, props) };
}

/** Returns a sidecar for each server that uploads its log to the place of the backups. */
export function shipping(plan: StorePlan, { log, place, takeOver }: SettledLog): PodParts {
  const { facts, description } = plan;
  const access = accessTo(place.store.model, place.path);
  const run: JsonObject = { name: 'run', mountPath: PATHS.run };
  return {
    sidecars: [
      rcloneStep(plan, access, {
        name: 'archiver',
        script: log.ship,
        env: { DATA: facts.dataDirectory, RUN: PATHS.run, ...takeOverEnv(takeOver) },
        mounts: [mounted({ ...dataMount(plan), readOnly: true }), run],
        memory: MEMORY,
      }),
    ],
    volumes: [scriptsVolume(backupScripts(plan, description.backup)), ...access.volumes],
  };
}
