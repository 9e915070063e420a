import { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { dnsName } from '../../checks/formats';
import { quantity } from '../../checks/quantity';
import { requires } from '../../cluster/add-ons/requires';
import { SNAPSHOT_GROUP } from '../../cluster/add-ons/volume-snapshots';
import type { JsonObject } from '../../manifest/json';
import { PlainObject } from '../../manifest/plain-object';
import { reserve } from '../../registry/names';
import type { StoreContext } from '../context';
import { dataVolume, storageClassOf } from './storage';

const ACCESS_MODES = ['ReadWriteOnce', 'ReadWriteOncePod'];
const RETENTION = { retain: 'Retain', delete: 'Delete' } as const;

/** The claims of the pods, in their order: `data-sessions-0`. */
export function claimNames({ scope, props, facts }: StoreContext): readonly string[] {
  const volume = dataVolume(scope, props);
  return Array.from({ length: facts.replicas }, (_, pod) => `${volume}-${facts.name}-${pod}`);
}

/** What the StatefulSet says about the volumes: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates */
export function claimFields(context: StoreContext): JsonObject {
  const { scope, props, sizes } = context;
  // Two stores whose names differ can still mean the same claims: volume a-b of c, and volume a of b-c.
  for (const name of claimNames(context)) reserve(scope, 'PersistentVolumeClaim', name);
  const retention = RETENTION[props.volumeRetention ?? 'retain'];
  if (!retention) fail(scope, 'volumeRetention must be one of retain, delete', props.volumeRetention, 'pick one');
  return {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: retention, whenScaled: retention },
    volumeClaimTemplates: [
      { metadata: { name: dataVolume(scope, props) }, spec: claimSpec(context, quantity(sizes.first)) },
    ],
  };
}

function claimSpec({ scope, props }: StoreContext, storage: string): JsonObject {
  const accessMode = props.accessMode ?? 'ReadWriteOnce';
  if (!ACCESS_MODES.includes(accessMode)) {
    fail(scope, `accessMode must be one of ${ACCESS_MODES.join(', ')}`, accessMode, 'pick one');
  }
  return {
    accessModes: [accessMode],
    resources: { requests: { storage } },
    storageClassName: storageClassOf(scope, props),
  };
}

/** Keeps what deploys an app from deleting claims that are no longer part of it. */
const KEPT = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'helm.sh/resource-policy': 'keep',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/**
 * The claims that are made from snapshots. They are objects of their own, which the StatefulSet finds by their names: its
 * template is for ever and would have every claim made from the snapshot, also after that is gone.
 */
export function snapshotClaims(context: StoreContext): Construct | undefined {
  const { scope, props, facts, labels, sizes } = context;
  if (props.fromSnapshot === undefined) return undefined;
  const snapshots = [props.fromSnapshot].flat();
  requires(scope, 'volumeSnapshots', 'fromSnapshot');
  if (snapshots.length < 1 || snapshots.length > facts.replicas) {
    fail(scope, `fromSnapshot must name 1 to ${facts.replicas} snapshots`, snapshots, 'name that of the first pod');
  }
  const claims = new Construct(scope, 'Claims');
  const names = claimNames(context);
  snapshots.forEach((snapshot, pod) => {
    const name = dnsName(scope, 'the name of a VolumeSnapshot', snapshot);
    const dataSource = { apiGroup: SNAPSHOT_GROUP, kind: 'VolumeSnapshot', name };
    new PlainObject(claims, `Claim${pod}`, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      name: names[pod] ?? '',
      labels,
      annotations: KEPT,
      fields: () => ({ spec: { ...claimSpec(context, quantity(sizes.now)), dataSource } }),
    });
  });
  return claims;
}
