import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { seconds } from '../checks/quantity';
import type { JsonObject } from '../manifest/json';
import type { ScalingMetric } from './metric';
import type { Scaling } from './props';

/** The requests of the pods; `'none'` for a request that is left out. */
export interface RequestProps {
  readonly cpu?: unknown;
  readonly memory?: unknown;
  readonly sidecars?: readonly { readonly name: string; readonly cpu?: unknown; readonly memory?: unknown }[];
}

/** A resource whose use, in percent of the request, decides the number of pods. */
export type Axis = 'cpu' | 'memory';

/** A resource that decides the number of pods, as each autoscaler asks for it. */
export interface ScalingResource {
  readonly hpa: JsonObject;
  readonly keda: JsonObject;
}

/** The settled value of {@link Scaling}. */
export interface SettledScaling {
  readonly min: number;
  readonly max: number;
  /** The number of pods that the manifests set; `undefined` where only the autoscaler sets it. */
  readonly from: number | undefined;
  readonly behavior: JsonObject;
  /** The resources that scaling measures, with the percentage to aim at. */
  readonly axes: Partial<Record<Axis, number>>;
  readonly resources: readonly ScalingResource[];
  readonly metrics: readonly ScalingMetric[];
}

/** Settles bounds, behavior and resources. What a metric needs is known when it is bound to the pods. */
export function settleScaling(scope: Construct, scaling: Scaling, requests: RequestProps): SettledScaling {
  const min = wholeNumber(scope, 'scaling.min', scaling.min ?? 3, 0, 1000);
  const max = wholeNumber(scope, 'scaling.max', scaling.max, 1, 1000);
  if (min > max)
    fail(scope, 'scaling.min must not be above scaling.max', `${min} and ${max}`, 'lower min or raise max');
  const from = scaling.from === undefined ? undefined : wholeNumber(scope, 'scaling.from', scaling.from, 1, 999);
  // The first change of the number makes the autoscaler its owner.
  const least = from === undefined ? min : Math.max(min, from + 1);
  const behavior = behaviorOf(scope, scaling.stabilizationWindow);
  const axes = axesOf(scaling);
  const resources = Object.entries(axes).map(([name, percent]) => resource(scope, name as Axis, percent, requests));
  return { min: least, max: Math.max(max, least), from, behavior, axes, resources, metrics: scaling.metrics ?? [] };
}

/** Returns the resources that scaling measures, with the percentages to aim at. */
function axesOf({ cpu, memory, metrics = [] }: Scaling): Partial<Record<Axis, number>> {
  const alone = memory === undefined && metrics.length === 0;
  return {
    ...((cpu ?? (alone ? 70 : undefined)) !== undefined && { cpu: cpu ?? 70 }),
    ...(memory !== undefined && { memory }),
  };
}

function resource(scope: Construct, name: Axis, percent: number, requests: RequestProps): ScalingResource {
  const highest = name === 'memory' ? 100 : 1000;
  const averageUtilization = wholeNumber(scope, `scaling.${name}`, percent, 1, highest);
  const containers = [{ ...requests, name: 'the app' }, ...(requests.sidecars ?? [])];
  const without = containers.find((container) => container[name] === 'none');
  if (without) {
    const fix = `request ${name}, or scale by metrics only`;
    const got = `${name} 'none' of ${without.name}`;
    fail(scope, `scaling.${name} is in percent of the request, so every container needs one`, got, fix);
  }
  const target = { type: 'Utilization', averageUtilization };
  return {
    hpa: { type: 'Resource', resource: { name, target } },
    keda: { type: name, metricType: 'Utilization', metadata: { value: `${averageUtilization}` } },
  };
}

/** Adds pods quickly, removes them slowly: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior */
function behaviorOf(scope: Construct, window = Duration.minutes(5)): JsonObject {
  return {
    scaleUp: {
      policies: [
        { periodSeconds: 60, type: 'Percent', value: 100 },
        { periodSeconds: 60, type: 'Pods', value: 4 },
      ],
      selectPolicy: 'Max',
      stabilizationWindowSeconds: 0,
    },
    scaleDown: {
      policies: [{ periodSeconds: 60, type: 'Percent', value: 25 }],
      selectPolicy: 'Max',
      stabilizationWindowSeconds: wholeNumber(
        scope,
        'scaling.stabilizationWindow in seconds',
        seconds(window),
        0,
        3600,
      ),
    },
  };
}
