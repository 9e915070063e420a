import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { type CpuQuantity, cpuOf, type SizeQuantity, sizeOf } from '../checks/amounts';
import { fail, together } from '../checks/errors';
import { positiveSize, wholeNumber } from '../checks/formats';
import { VENDOR_NAME } from '../checks/patterns';
import { bytes, cpuQuantity, millicpu, quantity } from '../checks/quantity';
import type { JsonObject } from '../manifest/json';

/** The resources of a container; `'none'` leaves one out. */
export interface ResourceProps {
  readonly memory?: Size | SizeQuantity | 'none';
  readonly cpu?: Cpu | CpuQuantity | 'none';
  readonly cpuLimit?: Cpu | CpuQuantity;
  readonly ephemeralStorage?: Size | SizeQuantity | 'none';
  readonly devices?: Readonly<Record<string, number>>;
}

export interface ResourceDefaults {
  readonly memory: Size;
  /** The limit of memory as a multiple of its request, for a server that needs more for a while. @default 1 */
  readonly memoryBurst?: number | undefined;
  readonly cpu: Cpu;
  readonly ephemeralStorage: Size;
}

/** The resources of another container, as defaults: it may leave some out, and its CPU may have a limit. */
export interface ResourcesOfAnother {
  readonly memory: Size | SizeQuantity | 'none';
  readonly memoryBurst?: number | undefined;
  readonly cpu: Cpu | CpuQuantity | 'none';
  readonly ephemeralStorage: Size | SizeQuantity | 'none';
  readonly cpuLimit?: Cpu | CpuQuantity | undefined;
}

/**
 * Renders requests and limits. The request of memory is its limit, because memory cannot be taken back; CPU has a request and no
 * limit, because it can: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export function resources(scope: Construct, props: ResourceProps, defaults: ResourcesOfAnother): JsonObject {
  const most = props.cpuLimit ?? (props.cpu === undefined ? defaults.cpuLimit : undefined);
  const { memoryBurst = 1 } = defaults;
  const { storage, bytesOfMemory, mostMemory, others, limit, request } = together({
    storage: () => amount(scope, 'ephemeralStorage', props.ephemeralStorage ?? defaults.ephemeralStorage),
    bytesOfMemory: () => memory(scope, props.memory ?? defaults.memory),
    mostMemory: () => burst(props.memory ?? defaults.memory, memoryBurst),
    others: () => devices(scope, props.devices ?? {}),
    limit: () => most && cpu(scope, 'cpuLimit', most),
    request: () => cpu(scope, 'cpu', props.cpu ?? (most === undefined ? defaults.cpu : smaller(most, defaults))),
  });
  const both = { 'ephemeral-storage': storage, ...others };
  if (limit !== undefined && request !== undefined && request > limit) {
    const got = `${cpuQuantity(request)} and ${cpuQuantity(limit)}`;
    fail(scope, 'cpu must not be above cpuLimit', got, 'lower cpu or raise cpuLimit');
  }
  return {
    limits: filled({
      cpu: limit === undefined ? undefined : cpuQuantity(limit),
      ...both,
      memory: mostMemory ?? bytesOfMemory,
    }),
    requests: filled({ cpu: request === undefined ? undefined : cpuQuantity(request), ...both, memory: bytesOfMemory }),
  };
}

/** The resources of a container that sets none. */
export const SMALL: ResourceDefaults = {
  memory: Size.mebibytes(64),
  cpu: Cpu.millis(10),
  ephemeralStorage: Size.mebibytes(64),
};

type Limit = Cpu | CpuQuantity;

function smaller(limit: Limit, { cpu: usual }: ResourcesOfAnother): Limit | 'none' {
  return usual !== 'none' && millicpu(cpuOf(limit)) < millicpu(cpuOf(usual)) ? limit : usual;
}

function amount(scope: Construct, what: string, value: Size | SizeQuantity | 'none'): string | undefined {
  return value === 'none' ? undefined : quantity(positiveSize(scope, what, sizeOf(value)));
}

function memory(scope: Construct, value: Size | SizeQuantity | 'none'): string | undefined {
  const text = amount(scope, 'memory', value);
  if (value !== 'none' && bytes(sizeOf(value)) < 4 * 1024 ** 2)
    fail(scope, 'memory must be at least 4Mi', text, 'raise it');
  return text;
}

function burst(value: Size | SizeQuantity | 'none', factor: number): string | undefined {
  return value === 'none' || factor === 1
    ? undefined
    : quantity(Size.kibibytes(Math.ceil((bytes(sizeOf(value)) * factor) / 1024)));
}

function cpu(scope: Construct, what: string, value: Limit | 'none'): number | undefined {
  if (value === 'none') return undefined;
  const millis = millicpu(cpuOf(value));
  if (!(millis >= 1)) fail(scope, `${what} must be at least 1m`, `${millis}m`, 'use Cpu.millis(100), for example');
  if (!Number.isInteger(millis)) fail(scope, `${what} must be in whole thousandths`, `${millis}m`, 'round it');
  return millis;
}

/** https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/ */
function devices(scope: Construct, wanted: Readonly<Record<string, number>>): JsonObject {
  for (const [name, count] of Object.entries(wanted)) {
    if (!VENDOR_NAME.test(name) || /(^|\.)kubernetes\.io\//.test(name)) {
      fail(
        scope,
        'a device must be a resource name with the domain of its vendor',
        name,
        'use nvidia.com/gpu, for example',
      );
    }
    wholeNumber(scope, `the number of ${name}`, count, 1, 1000);
  }
  return Object.fromEntries(Object.entries(wanted).map(([name, count]) => [name, `${count}`]));
}

function filled(amounts: JsonObject): JsonObject | undefined {
  return Object.values(amounts).some((value) => value !== undefined) ? amounts : undefined;
}
