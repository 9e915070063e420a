import type { JsonObject } from '../../manifest/json';
import type { StorePlan } from '../plan';

/** The parts of a store that its backups use. */
export interface BackedUpStore {
  readonly plan: StorePlan;
  /** Returns the volumes that the containers of the store and of its Jobs mount. */
  volumes(): JsonObject[];
}
