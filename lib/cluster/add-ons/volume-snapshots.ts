import { type AddOnFacts, noOptions } from './facts';

/** The API group of VolumeSnapshots, as claims and Roles name it. */
export const SNAPSHOT_GROUP = 'snapshot.storage.k8s.io';

/** The CSI snapshot controller, and a CSI driver that takes snapshots: https://kubernetes.io/docs/concepts/storage/volume-snapshots/ */
export const volumeSnapshots = {
  title: 'a snapshot controller and a CSI driver that takes snapshots',
  call: 'AddOn.volumeSnapshots()',
  apiVersion: 'snapshot.storage.k8s.io/v1',
  kinds: ['VolumeSnapshot'],
  settle: noOptions,
} as const satisfies AddOnFacts;
