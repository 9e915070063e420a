/** Faults of the primary for several scenarios. Each returns the time at which it began. */
import type { Store } from '../store/store';

/** Deletes its pod, with the grace period that it has. */
export async function deletePrimary(store: Store): Promise<number> {
  const primary = await store.primary();
  const since = Date.now();
  void primary.delete();
  return since;
}

/** Kills its server for the `crashes` + first time in ten minutes: the first time it is started again at once, the next one after 10 s. */
export async function killPrimaryServer(store: Store, crashes: number): Promise<number> {
  const server = (await store.primary()).container(store.container);
  server.backOff.set(crashes);
  const since = Date.now();
  server.kill();
  return since;
}
