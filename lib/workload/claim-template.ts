import type { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';

/**
 * A claim template of a StatefulSet, with the fields that the API server adds: the list belongs to one manager as a whole, so
 * without them a second manager has a conflict, and kubectl a change at every apply.
 *
 * @see https://github.com/kubernetes/kubernetes/pull/130989
 */
export function claimTemplate(scope: Construct, metadata: JsonObject, spec: JsonObject): JsonObject {
  const creationTimestamp = Cluster.of(scope).has('noEmptyTimestamps') ? undefined : null;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { creationTimestamp, ...metadata },
    spec: { volumeMode: 'Filesystem', ...spec },
    status: { phase: 'Pending' },
  };
}
