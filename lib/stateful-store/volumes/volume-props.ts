import type { Size } from 'cdk8s';
import { either, type Kinds, LIST, object, oneOf, SIZE, TEXT } from '../../checks/kinds';

/**
 * The fate of volumes.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
 */
export interface VolumeRetention {
  /** Keeps or deletes the volumes when the store is deleted. @default 'retain' */
  readonly whenDeleted?: 'retain' | 'delete';
  /**
   * Keeps or deletes the volumes of the pods that go when the store gets fewer pods. With `'delete'`, a store that is scaled to zero
   * loses all its data. @default 'retain'
   */
  readonly whenScaled?: 'retain' | 'delete';
}

/** The volumes of a store, one for each pod. */
export interface VolumeProps {
  /** The name of the volume; claims are `VOLUME-NAME-0`. It cannot be changed later. @default 'data' */
  readonly volumeName?: string;
  /** The path at which the volume is mounted. @default '/data' */
  readonly mountPath?: string;
  /**
   * The size of each pod's volume. To raise it for a running store, set `grownFrom` to the first size; Kubernetes refuses to
   * lower it. @default - the need of the engine for the memory, in whole GiB: to raise the memory then raises the storage, and
   * needs `grownFrom`, too; without it, `kubectl apply` refuses the change
   */
  readonly storage?: Size;
  /**
   * The `storage` with which the store was first applied. It stays in the StatefulSet, where it cannot be changed, and a Job
   * grows the claims to `storage`: it may read and patch these claims and nothing else. Needs a StorageClass with
   * `allowVolumeExpansion: true`. Without `storage` the claims grow with the memory. @default - the volumes have their first size
   */
  readonly grownFrom?: Size;
  /** The StorageClass of the volumes. It cannot be changed later. @default - the cluster's */
  readonly storageClass?: string;
  /** The access mode: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes @default 'ReadWriteOnce' */
  readonly accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod';
  /**
   * Keeps or deletes the volumes. A word is for the deletion of the store: volumes stay when it gets fewer pods, also when it is
   * scaled to zero. @default 'retain'
   */
  readonly volumeRetention?: 'retain' | 'delete' | VolumeRetention;
  /**
   * The VolumeSnapshot for the first pod's volume, or one for each pod, in their order; the other volumes start empty and copy
   * from their peers. Kubernetes refuses it for a claim that exists, so nothing is overwritten. Remove it once the store runs.
   * Needs `AddOn.volumeSnapshots` in the cluster. @default - volumes start empty
   * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
   */
  readonly fromSnapshot?: string | readonly string[];
}

const FATE = oneOf('retain', 'delete');

export const VOLUME: Kinds<VolumeProps> = {
  volumeName: TEXT,
  mountPath: TEXT,
  storage: SIZE,
  grownFrom: SIZE,
  storageClass: TEXT,
  accessMode: oneOf('ReadWriteOnce', 'ReadWriteOncePod'),
  volumeRetention: either(FATE, object<VolumeRetention>({ whenDeleted: FATE, whenScaled: FATE })),
  fromSnapshot: either(TEXT, LIST),
};
