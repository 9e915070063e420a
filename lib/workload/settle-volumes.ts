import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { absolutePath } from '../checks/formats';
import { Cluster } from '../cluster/cluster';
import { exclusive, WAYS_OUT } from '../volumes/access';
import type { Volume } from '../volumes/volume';
import type { PodUserProps } from './pod-user';
import type { RolloutStrategy } from './rollout-strategy';
import type { WorkloadProps } from './workload-props';

/** A volume and the path at which the pods mount it. */
export interface MountedVolume {
  readonly path: string;
  readonly volume: Volume;
}

const ONE_POD = 'a volume for one node must be in one pod at a time';

/** Directories of the kernel and of the container runtime, which take no mounts. */
const KERNEL = ['/proc', '/sys', '/dev', '/run/secrets', '/var/run/secrets'];
/** Directories that hold what programs of an image need. */
const SYSTEM = ['/bin', '/etc', '/lib', '/lib64', '/run', '/sbin', '/usr', '/usr/bin', '/usr/lib', '/var', '/var/run'];

/** Settles the volumes of a workload. Throws when a path, a volume or the group of its files is wrong. */
export function settleVolumes(
  scope: Construct,
  { volumes = {}, user, group }: Pick<WorkloadProps, 'volumes'> & PodUserProps,
): readonly MountedVolume[] {
  return Object.entries(volumes).map(([path, volume]) => {
    absolutePath(scope, 'the path of a volume', path);
    const isReserved = KERNEL.some((own) => path === own || path.startsWith(`${own}/`)) || SYSTEM.includes(path);
    if (isReserved) {
      fail(scope, 'a volume must not hide what the container needs', path, 'use a directory such as /srv/media');
    }
    volume.model.check(scope);
    const isOwned = group !== undefined || user !== 'none' || Cluster.of(scope).podUsers === 'assigned';
    if (!volume.isReadOnly && !isOwned) {
      const fix = 'set group to that of the image, such as 1000';
      fail(scope, 'a volume must belong to a group of the program', `${path} with user 'none'`, fix);
    }
    return { path, volume };
  });
}

/** Throws when a volume for one node would be in several pods: of several replicas, or of a rollout. */
export function checkReplicas(
  scope: Construct,
  volumes: readonly MountedVolume[],
  most: number,
  strategy: 'rolling' | 'recreate' | RolloutStrategy = 'rolling',
): void {
  for (const { path, volume } of volumes) {
    const mode = exclusive(volume.model.access);
    if (!mode) continue;
    if (most > 1) fail(scope, ONE_POD, `${path} (${mode}) in ${most} replicas`, WAYS_OUT);
    if (strategy === 'recreate') continue;
    const title = strategy === 'rolling' ? strategy : strategy.title;
    fail(scope, ONE_POD, `${path} (${mode}) with strategy ${title}, which starts a pod before it ends one`, WAYS_OUT);
  }
}

/** Throws when a volume for one node would be in several runs. */
export function checkRuns(scope: Construct, volumes: readonly MountedVolume[], concurrencyPolicy = 'Forbid'): void {
  if (concurrencyPolicy === 'Forbid') return;
  for (const { path, volume } of volumes) {
    const mode = exclusive(volume.model.access);
    if (!mode) continue;
    const fix = "use concurrencyPolicy 'Forbid', or access 'ReadWriteMany' with a storageClass that has it";
    fail(scope, ONE_POD, `${path} (${mode}) with concurrencyPolicy ${concurrencyPolicy}`, fix);
  }
}
