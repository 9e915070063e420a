import { checkArguments, checkProps, type Kind, made, needed, TEXT, tableOf } from '../checks/kinds';
import { CLAIM, Claim, type ClaimProps } from './claim';
import { EPHEMERAL, Ephemeral, type EphemeralProps } from './ephemeral';
import { EXISTING_CLAIM, ExistingClaim, type ExistingClaimOptions } from './existing-claim';
import { ImageVolume } from './image-volume';
import type { VolumeModel } from './volume-model';

/**
 * A volume of a program, by the path at which its pods mount it.
 *
 * @example
 * const media = Volume.claim({ name: 'media', size: Size.gibibytes(20), access: 'ReadWriteMany', storageClass: 'efs' });
 * new WebApp(this, 'web', { image, volumes: { '/srv/media': media.readOnly() } });
 * new Worker(this, 'thumbnails', { image, volumes: { '/srv/media': media } });
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export class Volume {
  /**
   * A PersistentVolumeClaim, which is made with the first program that mounts it, and kept when the app is deleted. Programs of one
   * namespace share it when they get the same value.
   */
  static claim(props: ClaimProps): Volume {
    return new Volume(new Claim({ ...checkProps(undefined, props, CLAIM, 'Volume.claim') }));
  }

  /**
   * A PersistentVolumeClaim of the same namespace that is made outside of the app.
   *
   * @example Volume.existing('media', { access: 'ReadWriteMany' })
   */
  static existing(name: string, options: ExistingClaimOptions = {}): Volume {
    checkArguments('Volume.existing', { name }, { name: needed(TEXT) });
    return new Volume(new ExistingClaim(name, checkProps(undefined, options, EXISTING_CLAIM, 'Volume.existing')));
  }

  /**
   * A volume for each pod, which is deleted with it: space that does not count for `ephemeralStorage` and does not fill the disk of the
   * node. At `/tmp` it takes the place of the usual directory.
   */
  static ephemeral(props: EphemeralProps): Volume {
    return new Volume(new Ephemeral({ ...checkProps(undefined, props, EPHEMERAL, 'Volume.ephemeral') }));
  }

  /** The files of an image, which can only be read, and of which none can be run. Needs Kubernetes 1.35. */
  static image(image: string): Volume {
    checkArguments('Volume.image', { image }, { image: needed(TEXT) });
    return new Volume(new ImageVolume(image));
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** @internal */
    readonly model: VolumeModel,
    /** True if it is mounted so that it can only be read. @internal */
    readonly isReadOnly: boolean = model.readOnly,
  ) {}

  /** Returns the same volume, mounted so that it can only be read. */
  readOnly(): Volume {
    return new Volume(this.model, true);
  }
}

const ONE: Kind = made(Volume, 'a Volume', 'use Volume.claim({ size: Size.gibibytes(10) }), for example');

/** Volumes by their paths. */
export const VOLUMES: Kind = {
  ...tableOf(ONE, 'paths with a Volume each'),
  fix: "use { '/srv/media': Volume.claim({ size: Size.gibibytes(10) }) }, for example",
};
