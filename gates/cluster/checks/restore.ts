/** Pods that a backup tool brings back. */
import assert from 'node:assert/strict';
import type { Cluster } from '../cluster';
import { asList, type Manifest } from '../manifests';
import { list } from './rollout';

const LEFT_OUT = 'velero.io/exclude-from-backup';
const SUFFIX = '-restored';

/** Returns a pod as Velero creates it: what was read, with a name, a namespace, labels and annotations, and without a status. */
function restoredPod({ apiVersion, kind, metadata, spec }: Manifest): Manifest {
  const { name, namespace, labels, annotations } = metadata;
  const { nodeName: _node, ...rest } = spec;
  return { apiVersion, kind, metadata: { name: `${name}${SUFFIX}`, namespace, labels, annotations }, spec: rest };
}

/** Creates every pod that a backup has anew, as a dry run. @throws with what the server refuses, and when all are left out */
export async function restorable(cluster: Cluster, namespaces: readonly string[]): Promise<string> {
  const all = (await Promise.all(namespaces.map((namespace) => list(cluster, 'pods', namespace)))).flat();
  const stored = all.filter(({ metadata }) => metadata.labels?.[LEFT_OUT] !== 'true');
  const unowned = all.filter(({ metadata }) => metadata.labels?.[LEFT_OUT] === 'true' && !metadata.ownerReferences);
  assert.deepEqual(unowned, [], 'pods that are left out and that no controller makes again');
  if (stored.length === 0) return `${all.length} pods are left out`;
  const pods = asList(stored.map(restoredPod));
  const { status, stderr } = await cluster.tryKubectl(['create', '--dry-run=server', '-f', '-'], pods);
  assert.equal(status, 0, stderr);
  return `${stored.length} pods come back, ${all.length - stored.length} are made again`;
}
