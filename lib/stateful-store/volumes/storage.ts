import { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail, together } from '../../checks/errors';
import { absolutePath, dnsLabel, dnsName, positiveSize } from '../../checks/formats';
import { bytes, quantity } from '../../checks/quantity';
import { Cluster } from '../../cluster/cluster';
import type { EngineModel } from '../engine-model';
import type { VolumeProps, VolumeRetention } from './volume-props';

/** The settled volumes of a store. */
export interface StoreVolumes {
  /** The name of the volume in the pod; claims are `NAME-STORE-0`. */
  readonly name: string;
  /** The size in the StatefulSet, which cannot be changed. */
  readonly first: Size;
  /** The size to which the claims grow. */
  readonly now: Size;
  /** `undefined` for the cluster's default class. */
  readonly storageClass: string | undefined;
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteOncePod';
  readonly retention: Required<VolumeRetention>;
  /** The VolumeSnapshots that the first pods start with. */
  readonly fromSnapshot: readonly string[];
}

/** Settles the volumes of a store. Throws when they are too small for the memory, or cannot grow to their size. */
export function settleVolumes(scope: Construct, model: EngineModel, memory: number, props: VolumeProps): StoreVolumes {
  const { sizes, ...checked } = together({
    name: () => dataVolume(scope, props),
    sizes: () => volumeSizes(scope, model, memory, props),
    storageClass: () => storageClassOf(scope, props),
    fromSnapshot: () =>
      [props.fromSnapshot ?? []].flat().map((name) => dnsName(scope, 'the name of a VolumeSnapshot', name)),
  });
  const { accessMode = 'ReadWriteOnce' } = props;
  return { ...checked, ...sizes, accessMode, retention: retention(props.volumeRetention) };
}

/**
 * Returns the first and the present size. Without `storage`, the present size is the least for the memory, in whole GiB, and at
 * least the first size, as less memory does not shrink a volume. Throws when `storage` is too small or below `grownFrom`.
 */
function volumeSizes(
  scope: Construct,
  model: EngineModel,
  memory: number,
  props: VolumeProps,
): Pick<StoreVolumes, 'first' | 'now'> {
  if (props.grownFrom) positiveSize(scope, 'grownFrom', props.grownFrom);
  const least = model.volume(model.capacity(memory));
  if (!(least >= 0 && least < Number.MAX_SAFE_INTEGER)) {
    fail(
      scope,
      `the volume of engine ${model.name} must be a number of bytes`,
      least,
      'correct its capacity or volume',
    );
  }
  const now = enough(scope, least, props);
  const first = props.grownFrom ?? now;
  if (bytes(first) > bytes(now)) {
    const fix = 'leave storage as it is, or restore a backup into a smaller store of another name';
    fail(scope, 'volumes cannot shrink', `storage ${quantity(now)} grown from ${quantity(first)}`, fix);
  }
  if (bytes(first) < bytes(now)) growable(scope, props, `storage ${quantity(now)} grown from ${quantity(first)}`);
  return { first, now };
}

function enough(scope: Construct, least: number, { storage: asked, grownFrom }: VolumeProps): Size {
  if (asked === undefined) {
    const derived = Size.gibibytes(Math.max(1, Math.ceil(least / 1024 ** 3)));
    return grownFrom && bytes(grownFrom) > bytes(derived) ? grownFrom : derived;
  }
  positiveSize(scope, 'storage', asked);
  if (bytes(asked) < least) {
    const fix = `use at least ${quantity(Size.mebibytes(Math.ceil(least / 1024 ** 2)))}, or less memory`;
    fail(scope, 'storage must be enough for what the engine writes for so much memory', quantity(asked), fix);
  }
  return asked;
}

/** Throws when volumes cannot grow. A StorageClass with a name passes: only the cluster knows if its volumes can. */
function growable(scope: Construct, props: VolumeProps, got: string): void {
  const cluster = Cluster.of(scope);
  if ((props.storageClass ?? cluster.storageClass) !== undefined || cluster.volumeExpansion) return;
  const fix = 'set storageClass to one with allowVolumeExpansion: true, or volumeExpansion of the cluster to true';
  fail(scope, `volumes of the default class of ${cluster.preset} cannot grow`, got, fix);
}

function storageClassOf(scope: Construct, props: VolumeProps): string | undefined {
  const name = props.storageClass ?? Cluster.of(scope).storageClass;
  return name === undefined ? undefined : dnsName(scope, 'storageClass', name);
}

const OWN_PATHS = ['/tmp', '/etc', '/run', '/proc', '/sys', '/dev', '/usr', '/bin', '/lib', '/var/run'];
const OWN_VOLUMES = [
  'backup',
  'certificate',
  'config',
  'object-store',
  'object-store-ca',
  'password',
  'restore-from',
  'restore-from-ca',
  'run',
  'shm',
  'tmp',
];

/** Returns the path of the volume. Throws when it hides files that the image or the store needs. */
export function dataDirectory(scope: Construct, path: string): string {
  absolutePath(scope, 'mountPath', path);
  if (OWN_PATHS.some((own) => path === own || path.startsWith(`${own}/`))) {
    fail(scope, 'mountPath must not hide what the server needs', path, 'use a directory such as /data');
  }
  return path;
}

/** Returns the name of the volume. Throws when another volume of the pod has it. */
function dataVolume(scope: Construct, { volumeName = 'data' }: VolumeProps): string {
  dnsLabel(scope, 'the name of a volume', volumeName);
  if (OWN_VOLUMES.includes(volumeName)) {
    fail(scope, 'volumeName must be free in the pod', volumeName, 'use a name such as data');
  }
  return volumeName;
}

function retention(wanted: VolumeProps['volumeRetention'] = 'retain'): Required<VolumeRetention> {
  const { whenDeleted = 'retain', whenScaled = 'retain' } =
    typeof wanted === 'string' ? { whenDeleted: wanted } : wanted;
  return { whenDeleted, whenScaled };
}
