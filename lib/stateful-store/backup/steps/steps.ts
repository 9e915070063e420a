import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { imageFor } from '../../../cluster/images';
import type { JsonObject } from '../../../manifest/json';
import type { Access } from '../../../object-store/access';
import { resources } from '../../../workload/resources';
import { literals, mounted } from '../../../workload/server-containers';
import { PATHS } from '../../../workload/server-description';
import type { ServerMount } from '../../../workload/server-plan';
import type { BackupDescription } from '../../description';
import type { StorePlan } from '../../plan';
import { storeEnv, storeMounts } from '../../pods/containers';
import { scriptsMount } from './backup-scripts';

const TMP: JsonObject = { name: 'tmp', mountPath: '/tmp' };

/** One container of those that make, restore or test a backup. */
export interface Step {
  readonly name: string;
  /** A script of Mainstay. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly JsonObject[];
  /** Memory, requested and limited, in bytes. @default 256 MiB */
  readonly memory?: number;
  /** Space for files in scratch volumes, in bytes. @default 64 MiB */
  readonly scratch?: number;
  /** CPU, requested. @default a tenth */
  readonly cpu?: Cpu;
}

/** Returns a step in the image of the engine: a script that runs a command of the engine. */
export function engineStep(
  plan: StorePlan,
  backup: BackupDescription,
  step: Step & {
    /** The image, when it is that of another store of the engine. @default - that of the store */
    readonly image?: string;
    /** The command that the script runs. */
    readonly command: readonly string[];
    /** True if it connects to the servers of the store. */
    readonly secrets: boolean;
  },
): JsonObject {
  const secret = ({ name }: ServerMount): boolean => ['password', 'certificate'].includes(name);
  const mounts = storeMounts(plan).filter((mount) => mount.seenBy !== 'data' && (step.secrets || !secret(mount)));
  return {
    ...fields(plan, step),
    image: step.image ?? plan.description.image,
    command: ['sh', `${PATHS.backup}/${step.script}`, ...step.command],
    env: [...storeEnv(plan), ...literals({ ...backup.env, ...step.env })],
    volumeMounts: [...mounts.map(mounted), scriptsMount, ...step.mounts],
  };
}

/** Returns a step in rclone's image, which has a shell too. */
export function rcloneStep(plan: StorePlan, access: Access | undefined, step: Step): JsonObject {
  return {
    ...fields(plan, step),
    image: imageFor(plan.scope, 'rclone'),
    command: ['sh', `${PATHS.backup}/${step.script}`],
    env: [...(access?.env ?? []), ...literals(step.env)],
    volumeMounts: [scriptsMount, TMP, ...step.mounts, ...(access?.mounts ?? [])],
  };
}

function fields(
  { scope }: StorePlan,
  { name, memory, scratch = 64 * 1024 ** 2, cpu = Cpu.millis(100) }: Step,
): JsonObject {
  const amounts = {
    memory: memory === undefined ? Size.mebibytes(256) : size(memory),
    cpu,
    ephemeralStorage: size(scratch),
  };
  return { name, resources: resources(scope, {}, amounts) };
}

/** Returns a size in whole MiB, rounded up. */
export function size(bytes: number): Size {
  return Size.mebibytes(Math.ceil(bytes / 1024 ** 2));
}
