import { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { quantity } from '../../checks/quantity';
import { requires } from '../../cluster/add-ons/requires';
import { SNAPSHOT_GROUP } from '../../cluster/add-ons/volume-snapshots';
import type { JsonObject } from '../../manifest/json';
import { PlainObject } from '../../manifest/plain-object';
import { reserve } from '../../registry/names';
import { KEPT } from '../../volumes/kept';
import { claimTemplate } from '../../workload/claim-template';
import type { CommonPlan } from '../plan';
import type { StoreVolumes } from './storage';

const RETENTION = { retain: 'Retain', delete: 'Delete' } as const;

/** Returns the names of the pods' claims, in the order of the pods: `data-sessions-0`. */
export function claimNames({ volumes, facts }: CommonPlan): readonly string[] {
  return Array.from({ length: facts.replicas }, (_, pod) => `${volumes.name}-${facts.name}-${pod}`);
}

/** Returns the volume fields of the StatefulSet: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates */
export function claimFields(plan: CommonPlan): JsonObject {
  const { scope, volumes } = plan;
  // Two stores with different names can still have the same claims: volume a of b-c, and volume a-b of c.
  for (const name of claimNames(plan)) reserve(scope, 'PersistentVolumeClaim', name);
  const { whenDeleted, whenScaled } = volumes.retention;
  return {
    persistentVolumeClaimRetentionPolicy: {
      whenDeleted: RETENTION[whenDeleted],
      whenScaled: RETENTION[whenScaled],
    },
    volumeClaimTemplates: [claimTemplate(scope, { name: volumes.name }, claimSpec(volumes, quantity(volumes.first)))],
  };
}

function claimSpec({ accessMode, storageClass }: StoreVolumes, storage: string): JsonObject {
  return { accessModes: [accessMode], resources: { requests: { storage } }, storageClassName: storageClass };
}

/** Throws when the cluster has no VolumeSnapshots, or when `fromSnapshot` names none or more than there are pods. */
export function checkSnapshots({ scope, volumes: { fromSnapshot }, facts }: CommonPlan): void {
  requires(scope, 'volumeSnapshots', 'fromSnapshot');
  if (fromSnapshot.length < 1 || fromSnapshot.length > facts.replicas) {
    fail(scope, `fromSnapshot must name 1 to ${facts.replicas} snapshots`, fromSnapshot, 'name that of the first pod');
  }
}

/**
 * Makes the claims from snapshots. They are objects of their own, which the StatefulSet finds by name: its template cannot be
 * changed and would make every later claim from the snapshot, even after its deletion.
 */
export function snapshotClaims(plan: CommonPlan): Construct | undefined {
  const { scope, labels, volumes } = plan;
  if (volumes.fromSnapshot.length === 0) return undefined;
  const claims = new Construct(scope, 'Claims');
  const names = claimNames(plan);
  volumes.fromSnapshot.forEach((name, pod) => {
    const dataSource = { apiGroup: SNAPSHOT_GROUP, kind: 'VolumeSnapshot', name };
    new PlainObject(claims, `Claim${pod}`, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      name: names[pod] ?? '',
      labels,
      annotations: KEPT,
      fields: () => ({ spec: { ...claimSpec(volumes, quantity(volumes.now)), dataSource } }),
    });
  });
  return claims;
}
