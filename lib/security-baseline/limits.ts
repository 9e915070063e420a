import type { JsonObject } from '../manifest/json';

/** Defaults for a container that sets no resources. CPU has no limit, because CPU can be taken back. */
export const CONTAINER_DEFAULTS = {
  cpu: '100m',
  ephemeralStorage: '1Gi',
  memory: '256Mi',
} as const;

/** Sets defaults only. There is no minimum and no maximum, so that nothing is rejected. */
export function limitRange(): JsonObject {
  const { cpu, ephemeralStorage, memory } = CONTAINER_DEFAULTS;
  const limits = { 'ephemeral-storage': ephemeralStorage, memory };
  return { spec: { limits: [{ type: 'Container', default: limits, defaultRequest: { cpu, ...limits } }] } };
}
