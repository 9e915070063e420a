/** Checks that a running app can become its next version. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Cluster } from '../cluster';
import { type AppManifests, type Manifest, nameOf, ofKind } from '../manifests';
import { apply, refusals } from './apply';
import { ready } from './rollout';

/** Objects that never change are replaced by others, with a hash of their content in their names. */
const CONTENT_HASH = /-[0-9a-f]{8}$/;

const identities = (manifests: readonly Manifest[]): string[] =>
  [...new Set(manifests.map((manifest) => nameOf(manifest).replace(CONTENT_HASH, '')))].sort();

/** Applies the next version of an app over the one that runs. @throws if an object changes its name or may not change */
export async function becomesNext(cluster: Cluster, before: AppManifests, next: AppManifests): Promise<void> {
  assert.deepEqual(identities(next.manifests), identities(before.manifests), 'objects that are gone or new');
  await apply(cluster, next.manifests);
}

/** @throws if a workload of the next version is the same as before, or does not get ready */
export async function isReadyAsNext(cluster: Cluster, before: AppManifests, next: AppManifests): Promise<string> {
  const workloads = ofKind(next.manifests, 'Deployment', 'StatefulSet', 'DaemonSet');
  const same = workloads.filter((workload) => before.manifests.some((other) => isDeepStrictEqual(other, workload)));
  await ready(cluster, next.manifests);
  return `${workloads.length - same.length} of ${workloads.length} workloads changed`;
}

/** The control: @throws if the server lets the selector of a running workload change */
export async function keepsSelectors(cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  for (const workload of ofKind(manifests, 'Deployment', 'StatefulSet')) {
    const other = structuredClone(workload);
    const labels = { ...other['spec'].selector.matchLabels, 'path-hash': 'c8d0f5' };
    other['spec'].selector.matchLabels = labels;
    other['spec'].template.metadata.labels = { ...other['spec'].template.metadata.labels, ...labels };
    const refused = await refusals(cluster, [other]);
    assert.match(refused.join('\n'), /immutable|Forbidden: updates to statefulset spec/, nameOf(workload));
  }
}
