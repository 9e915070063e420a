import { type JsonObject, listAt, objectAt } from './json';
import { merge } from './merge';

/** https://velero.io/docs/main/backup-reference/ */
const LABEL = 'velero.io/exclude-from-backup';

/**
 * Returns an object or a template that backups of the cluster leave out, because its controller makes it again. Keeps a label
 * that is set already.
 */
export function leftOut(object: JsonObject): JsonObject {
  const labels = objectAt(object, 'metadata', 'labels');
  return merge(object, { metadata: { labels: { [LABEL]: 'true', ...labels } } });
}

/** True if a backup needs the pods: Velero copies the files of a claim through its pod, and runs hooks in pods. */
export function isNeeded(template: JsonObject): boolean {
  const claims = listAt(template, 'spec', 'volumes').some((volume) => volume['persistentVolumeClaim'] !== undefined);
  const annotations = Object.keys(objectAt(template, 'metadata', 'annotations'));
  return claims || annotations.some((key) => key.includes('velero.io/'));
}
