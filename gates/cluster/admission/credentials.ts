/** The Jobs that make credentials, where policies deny. */
import assert from 'node:assert/strict';
import { apply } from '../checks/apply';
import { admitted, ready } from '../checks/rollout';
import type { Cluster } from '../cluster';
import { type Manifest, ofKind } from '../manifests';
import { NAMESPACE } from './program';

/** Applies a store. @throws when one of its pods is refused, or a Job or the store does not get ready; @returns the Jobs */
export async function credentialsRun(cluster: Cluster, store: readonly Manifest[]): Promise<string> {
  const jobs = ofKind(store, 'Job');
  assert.notEqual(jobs.length, 0, 'the store makes no Job');
  await apply(cluster, store);
  await ready(cluster, store);
  await admitted(cluster, [NAMESPACE]);
  return jobs.map(({ metadata }) => metadata.name).join(', ');
}
