import type { JsonObject } from '../../manifest/json';
import type { StorePlan } from '../plan';

/** A store as its backups know it. */
export interface BackedUpStore {
  readonly plan: StorePlan;
  /** Returns the volumes that containers of the store, and the Jobs about it, mount. */
  volumes(): JsonObject[];
}
