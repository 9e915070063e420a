import type { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { dnsName, positiveSize } from '../checks/formats';
import { type Kinds, needed, SIZE, TEXT } from '../checks/kinds';
import { quantity } from '../checks/quantity';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import { leftOut } from '../manifest/left-out';
import type { AttachedVolume, VolumeModel, VolumeUser } from './volume-model';

/** A volume that is made for each pod and deleted with it. */
export interface EphemeralProps {
  /** The size of the volume of each pod. */
  readonly size: Size;
  /** The StorageClass. @default - the cluster's */
  readonly storageClass?: string;
}

export const EPHEMERAL: Kinds<EphemeralProps> = { size: needed(SIZE), storageClass: TEXT };

/**
 * Returns the source of a volume that lives as long as its pod. Backups of the cluster leave its claim out: one that a backup brings
 * back belongs to no pod, and nothing would delete it.
 *
 * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
 */
export function ephemeralVolume(size: Size, storageClassName: string | undefined): JsonObject {
  const resources = { requests: { storage: quantity(size) } };
  const spec = { accessModes: ['ReadWriteOnce'], resources, storageClassName };
  return { ephemeral: { volumeClaimTemplate: leftOut({ spec }) } };
}

/** A volume that is made for each pod. */
export class Ephemeral implements VolumeModel {
  readonly access = undefined;
  readonly readOnly = false;

  constructor(private readonly props: EphemeralProps) {}

  check(scope: Construct): void {
    const { size, storageClass } = this.props;
    positiveSize(scope, 'the size of an ephemeral volume', size);
    if (storageClass !== undefined) dnsName(scope, 'storageClass', storageClass);
  }

  attach({ scope }: VolumeUser): AttachedVolume {
    const { size, storageClass = Cluster.of(scope).storageClass } = this.props;
    return { source: ephemeralVolume(size, storageClass) };
  }
}
