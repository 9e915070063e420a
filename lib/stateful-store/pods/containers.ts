import type { JsonObject } from '../../manifest/json';
import { accountMounts } from '../../workload/server-account';
import { PATHS } from '../../workload/server-description';
import type { ServerMount } from '../../workload/server-plan';
import type { StorePlan } from '../plan';

/** Returns the variables of every container of a store. They include the number of pods, so that pods roll when it changes. */
export function storeEnv({ facts }: StorePlan): JsonObject[] {
  const field = (name: string, fieldPath: string): JsonObject => ({
    name,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  });
  return [
    field('POD_NAME', 'metadata.name'),
    field('POD_NAMESPACE', 'metadata.namespace'),
    { name: 'REPLICAS', value: `${facts.replicas}` },
  ];
}

/** Returns the mounts of the containers of a store and of its Jobs. */
export function storeMounts(plan: StorePlan): readonly ServerMount[] {
  const { facts, description } = plan;
  const certificate = { name: 'certificate', path: PATHS.certificate, readOnly: true };
  return [
    { name: 'config', path: PATHS.config, readOnly: true },
    { name: 'run', path: PATHS.run },
    { name: 'tmp', path: '/tmp' },
    { name: 'password', path: PATHS.secrets, readOnly: true, seenBy: 'passwords' },
    ...(facts.tls ? [certificate] : []),
    dataMount(plan),
    ...accountMounts(description),
  ];
}

/** Returns the mount of the volume with the data. */
export function dataMount({ volumes, facts }: StorePlan): ServerMount {
  return { name: volumes.name, path: facts.dataDirectory, seenBy: 'data' };
}
