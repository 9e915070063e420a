import { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { Cluster } from '../cluster';
import { fail } from '../internal/errors';
import type { JsonObject } from '../internal/json';
import { bytes, quantity } from '../internal/quantity';
import { absolutePath, dnsLabel, positiveSize } from '../internal/validate';
import type { EngineModel } from './engine';
import type { StatefulStoreProps } from './props';

const ACCESS_MODES = ['ReadWriteOnce', 'ReadWriteOncePod'];

/** The size of a volume: what was asked for if it is enough for the memory, otherwise the least, in whole GiB. */
export function volumeSize(scope: Construct, model: EngineModel, memory: number, asked: Size | undefined): Size {
  const least = model.volume(model.capacity(memory));
  if (asked === undefined) return Size.gibibytes(Math.max(1, Math.ceil(least / 1024 ** 3)));
  positiveSize(scope, 'storage', asked);
  if (bytes(asked) < least) {
    const fix = `use at least ${quantity(Size.mebibytes(Math.ceil(least / 1024 ** 2)))}, or less memory`;
    fail(scope, 'storage must be five times the data that fits into memory', quantity(asked), fix);
  }
  return asked;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates */
export function claimTemplate(scope: Construct, name: string, props: StatefulStoreProps, storage: Size): JsonObject {
  const accessMode = props.accessMode ?? 'ReadWriteOnce';
  if (!ACCESS_MODES.includes(accessMode)) {
    fail(scope, `accessMode must be one of ${ACCESS_MODES.join(', ')}`, accessMode, 'pick one');
  }
  const storageClassName = props.storageClass ?? Cluster.of(scope).storageClass;
  if (storageClassName !== undefined) {
    for (const label of storageClassName.split('.')) dnsLabel(scope, 'storageClass', label);
  }
  return {
    metadata: { name },
    spec: { accessModes: [accessMode], resources: { requests: { storage: quantity(storage) } }, storageClassName },
  };
}

const OWN_PATHS = ['/tmp', '/etc', '/run', '/proc', '/sys', '/dev', '/usr', '/bin', '/lib', '/var/run'];
const OWN_VOLUMES = ['config', 'password', 'run', 'shm', 'tmp'];

/** Where the volume is mounted: not over what the image or the store needs. */
export function dataDirectory(scope: Construct, path: string): string {
  absolutePath(scope, 'mountPath', path);
  if (OWN_PATHS.some((own) => path === own || path.startsWith(`${own}/`))) {
    fail(scope, 'mountPath must not hide what the server needs', path, 'use a directory such as /data');
  }
  return path;
}

/** What the volume is called: not as one of the pod's other volumes. */
export function dataVolume(scope: Construct, name: string): string {
  dnsLabel(scope, 'the name of a volume', name);
  if (OWN_VOLUMES.includes(name)) fail(scope, 'volumeName must be free in the pod', name, 'use a name such as data');
  return name;
}
