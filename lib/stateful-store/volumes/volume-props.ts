import type { Size } from 'cdk8s';

/** The volumes of a store, one for each pod. */
export interface VolumeProps {
  /** The name of the volume; claims are `VOLUME-NAME-0`. It cannot be changed later. @default 'data' */
  readonly volumeName?: string;
  /** The path at which the volume is mounted. @default '/data' */
  readonly mountPath?: string;
  /**
   * The size of each pod's volume. To raise it for a store that is running, say what it was in `grownFrom`; Kubernetes refuses
   * to lower it. @default - what the engine needs for the memory, in whole GiB: more memory is then more storage, for which `grownFrom`
   * must say what it was; without it, `kubectl apply` refuses the change
   */
  readonly storage?: Size;
  /**
   * The value of `storage` when the store was first applied. The StatefulSet goes on saying so, as it cannot be changed, and a Job
   * grows the claims to `storage`: it may read and patch these claims and nothing else. Needs a StorageClass with
   * `allowVolumeExpansion: true`. Without `storage` the claims grow with the memory. @default - the volumes have their first size
   */
  readonly grownFrom?: Size;
  /** The StorageClass of the volumes. It cannot be changed later. @default - the cluster's */
  readonly storageClass?: string;
  /** https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes @default 'ReadWriteOnce' */
  readonly accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod';
  /** The fate of the volumes when the store or some of its pods are removed. @default 'retain' */
  readonly volumeRetention?: 'retain' | 'delete';
  /**
   * The VolumeSnapshot that the first pod's volume is made from, or one for each pod, in their order; the others start empty and
   * copy from their peers. Kubernetes refuses it for a claim that is there already, so nothing is overwritten. Leave it out
   * again once the store runs. Needs `AddOn.volumeSnapshots` in the cluster. @default - volumes start empty
   * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
   */
  readonly fromSnapshot?: string | readonly string[];
}
