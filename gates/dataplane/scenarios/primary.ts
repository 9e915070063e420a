/** Faults of the primary, or of all pods, for several scenarios. Each returns the time at which it began. */
import type { Store } from '../store/store';

/** Deletes its pod, with the grace period that it has. */
export async function deletePrimary(store: Store): Promise<number> {
  const primary = await store.primary();
  const since = Date.now();
  void primary.delete();
  return since;
}

/**
 * Kills the server and the Sentinel of every pod in the same moment, as if ten minutes had passed since they crashed; the server of the
 * primary has crashed `crashes` times since.
 */
export async function killAll(store: Store, crashes = 0): Promise<number> {
  const primary = crashes > 0 ? (await store.primary()).container(store.container) : undefined;
  forgetCrashes(store);
  primary?.backOff.set(crashes);
  const since = Date.now();
  for (const pod of store.pods) pod.crash();
  return since;
}

/** Lets the kubelet start every container again at once. */
export function forgetCrashes(store: Store): void {
  for (const pod of store.pods) for (const container of pod.containers) container.backOff.set(0);
}

/** Kills its server for the `crashes` + first time in ten minutes: the first time it is started again at once, the next one after 10 s. */
export async function killPrimaryServer(store: Store, crashes: number): Promise<number> {
  const server = (await store.primary()).container(store.container);
  server.backOff.set(crashes);
  const since = Date.now();
  server.kill();
  return since;
}
