import { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { fail, problem } from '../checks/errors';
import { positiveSize, wholeNumber } from '../checks/formats';
import { bytes, cpuQuantity, millicpu, quantity } from '../checks/quantity';
import type { JsonObject } from '../manifest/json';
import type { Amounts } from './peak';
import type { Quota } from './props';

const GI = 1024 ** 3;
const LEAST: Amounts = { cpu: 10, memory: 20 * GI, storage: 100 * GI, pods: 100, claims: 20 };
/** Factors for what no manifest shows: pods by hand and drained pods that are ending, and the copies of a restore. */
const HEADROOM: Amounts = { cpu: 1.25, memory: 1.25, storage: 2, pods: 1.25, claims: 2 };

type Known = { readonly [field in keyof Amounts]?: number };

/** Converts the amounts given in props to numbers. Throws on amounts that Kubernetes does not take. */
export function givenAmounts(scope: IConstruct, { cpu, memory, storage, pods, claims }: Quota): Known {
  const millis = cpu === undefined ? undefined : millicpu(cpu);
  if (millis !== undefined && !(millis >= 1)) {
    fail(scope, 'quota.cpu must be at least 1m', `${millis}m`, 'use Cpu.units(10), for example');
  }
  const size = (field: string, value: Size | undefined): number | undefined =>
    value && bytes(positiveSize(scope, `quota.${field}`, value));
  const count = (field: string, value: number | undefined): number | undefined =>
    value === undefined ? undefined : wholeNumber(scope, `quota.${field}`, value, 0, 1_000_000);
  return {
    cpu: millis === undefined ? undefined : millis / 1000,
    memory: size('memory', memory),
    storage: size('storage', storage),
    pods: count('pods', pods),
    claims: count('claims', claims),
  };
}

/** https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function resourceQuota(known: Known, peak: Amounts): JsonObject {
  const derived = (field: keyof Amounts, step: number): number =>
    known[field] ?? Math.max(LEAST[field], Math.ceil((HEADROOM[field] * peak[field]) / step - 1e-6) * step);
  return {
    spec: {
      hard: {
        persistentvolumeclaims: `${derived('claims', 1)}`,
        pods: `${derived('pods', 1)}`,
        'requests.cpu': format('cpu', derived('cpu', 1)),
        'requests.memory': format('memory', derived('memory', GI)),
        'requests.storage': format('storage', derived('storage', GI)),
      },
    },
  };
}

/** Returns the amounts given in props that are too small for the app itself. */
export function shortfalls(known: Known, peak: Amounts): string[] {
  const fields = Object.keys(LEAST) as (keyof Amounts)[];
  return fields.flatMap((field) => {
    const value = known[field];
    if (value === undefined || value >= peak[field] - 1e-6) return [];
    const what = `quota.${field} must admit the app at its peak, rollouts, autoscaling and ending pods included`;
    return [problem(what, format(field, value), `raise it to ${format(field, peak[field])} or more`)];
  });
}

function format(field: keyof Amounts, value: number): string {
  if (field === 'cpu') return cpuQuantity(Math.ceil(value * 1000 - 1e-6));
  const size = field === 'memory' || field === 'storage';
  return size ? quantity(Size.kibibytes(Math.ceil(value / 1024))) : `${value}`;
}
