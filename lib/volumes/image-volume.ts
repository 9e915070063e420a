import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { imageReference } from '../checks/formats';
import { Cluster } from '../cluster/cluster';
import { pullPolicyOf } from '../cluster/pulls';
import type { AttachedVolume, VolumeModel, VolumeUser } from './volume-model';

/** The files of an image: https://kubernetes.io/docs/concepts/storage/volumes/#image */
export class ImageVolume implements VolumeModel {
  readonly access = undefined;
  readonly readOnly = true;

  constructor(private readonly image: string) {}

  check(scope: Construct): void {
    imageReference(scope, this.image);
    const cluster = Cluster.of(scope);
    if (cluster.has('imageVolumes')) return;
    const fix = 'target 1.35 or newer, or copy the files in an init container to a path of writable';
    fail(scope, 'Volume.image needs Kubernetes 1.35', cluster.version, fix);
  }

  attach({ scope }: VolumeUser): AttachedVolume {
    const { image: reference } = this;
    return { source: { image: { reference, pullPolicy: pullPolicyOf(scope, reference) } } };
  }
}
