import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from './errors';
import type { JsonObject } from './json';
import { bytes, cpuQuantity, millicpu, quantity } from './quantity';
import { positiveSize } from './validate';

export interface ResourceProps {
  readonly memory?: Size;
  readonly cpu?: Cpu;
  readonly ephemeralStorage?: Size;
}

/**
 * Memory is requested as much as it may be used, because it cannot be taken back; CPU is requested without a limit, because
 * it can: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export function resources(scope: Construct, props: ResourceProps, defaults: Required<ResourceProps>): JsonObject {
  const memory = positiveSize(scope, 'memory', props.memory ?? defaults.memory);
  const storage = positiveSize(scope, 'ephemeralStorage', props.ephemeralStorage ?? defaults.ephemeralStorage);
  const cpu = millicpu(props.cpu ?? defaults.cpu);
  if (bytes(memory) < 4 * 1024 ** 2) fail(scope, 'memory must be at least 4Mi', quantity(memory), 'raise it');
  if (!(cpu >= 1)) fail(scope, 'cpu must be at least 1m', `${cpu}m`, 'use Cpu.millis(100), for example');
  return {
    limits: { 'ephemeral-storage': quantity(storage), memory: quantity(memory) },
    requests: { cpu: cpuQuantity(cpu), 'ephemeral-storage': quantity(storage), memory: quantity(memory) },
  };
}

export const SMALL: Required<ResourceProps> = {
  memory: Size.mebibytes(64),
  cpu: Cpu.millis(10),
  ephemeralStorage: Size.mebibytes(64),
};
