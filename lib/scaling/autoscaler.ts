import type { ApiObject } from 'cdk8s';
import { Duration } from 'cdk8s';
import { type Deployment, HorizontalPodAutoscaler, Metric, MetricTarget } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { seconds } from '../checks/quantity';
import { keda } from '../cluster/add-ons/keda';
import { complete } from '../manifest/complete';
import { type JsonObject, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import type { IPeer } from '../network/peer';
import type { Scaling } from './props';
import { letKedaIn } from './source';

/** The object that sets the number of pods: one of the two. */
export interface Autoscalers {
  readonly autoscaler?: HorizontalPodAutoscaler;
  readonly scaledObject?: ApiObject;
}

/** The requests of the pods; `'none'` for a request that is left out. */
export interface RequestProps {
  readonly cpu?: unknown;
  readonly memory?: unknown;
  readonly sidecars?: readonly { readonly name: string; readonly cpu?: unknown; readonly memory?: unknown }[];
}

/** Pods that an autoscaler acts on, and the Deployment that runs them. */
export interface ScaledPods<Self extends Construct & IPeer = Construct & IPeer> {
  readonly scope: Self;
  readonly target: Deployment;
  readonly labels: Labels;
  readonly scaling: Scaling | undefined;
  readonly requests: RequestProps;
}

/** A resource whose use, in percent of the request, decides the number of pods. */
export type Axis = 'cpu' | 'memory';

interface Plan {
  readonly min: number;
  readonly max: number;
  readonly behavior: JsonObject;
  readonly hpa: readonly JsonObject[];
  readonly keda: readonly JsonObject[];
}

/** Returns the resources that scaling measures, with the percentages to aim at. */
export function axes(scaling: Scaling | undefined): Partial<Record<Axis, number>> {
  if (!scaling) return {};
  const { cpu, memory, metrics = [] } = scaling;
  const alone = memory === undefined && metrics.length === 0;
  return {
    ...((cpu ?? (alone ? 70 : undefined)) !== undefined && { cpu: cpu ?? 70 }),
    ...(memory !== undefined && { memory }),
  };
}

/**
 * Makes the object that sets the number of pods, which leaves `replicas` out of the workload: a HorizontalPodAutoscaler, or a
 * ScaledObject of KEDA when a metric or a minimum of 0 needs one.
 */
export function autoscalers<Self extends Construct & IPeer>(scaled: ScaledPods<Self>): Autoscalers {
  const { scaling } = scaled;
  if (!scaling) return {};
  const plan = planOf(scaled, scaling);
  return plan.keda.length > 0 ? { scaledObject: scaledObject(scaled, plan) } : { autoscaler: horizontal(scaled, plan) };
}

function planOf<Self extends Construct & IPeer>(
  { scope, target: { name }, labels, requests }: ScaledPods<Self>,
  scaling: Scaling,
): Plan {
  const min = wholeNumber(scope, 'scaling.min', scaling.min ?? 3, 0, 1000);
  const max = wholeNumber(scope, 'scaling.max', scaling.max, 1, 1000);
  if (min > max)
    fail(scope, 'scaling.min must not be above scaling.max', `${min} and ${max}`, 'lower min or raise max');
  const behavior = behaviorOf(scope, scaling.stabilizationWindow);
  const resources = Object.entries(axes(scaling)).map(([name, percent]) =>
    resource(scope, name as Axis, percent, requests),
  );
  const metrics = (scaling.metrics ?? []).map((metric) => ({ metric, ...metric.render(scope, scope) }));
  const viaKeda = metrics.filter(({ keda }) => keda !== undefined).map(({ metric }) => metric);
  if (min === 0 && !metrics.some(({ wakes }) => wakes)) {
    const fix = 'add a metric that is known without pods, such as ScalingMetric.redisList, or set min to 1';
    fail(scope, 'scaling.min 0 needs a metric that wakes the app', 'none', fix);
  }
  if (viaKeda.length === 0) {
    return {
      min,
      max,
      behavior,
      hpa: [...resources.map(({ hpa }) => hpa), ...metrics.map(({ hpa }) => hpa ?? {})],
      keda: [],
    };
  }
  for (const { metric, keda } of metrics) {
    if (!keda) {
      const fix = 'give KEDA a trigger for it with ScalingMetric.signal or ScalingMetric.trigger';
      fail(
        scope,
        `${metric.title} cannot stand beside a metric that KEDA serves`,
        viaKeda.map(({ title }) => title),
        fix,
      );
    }
  }
  return {
    min,
    max,
    behavior,
    hpa: [],
    keda: [
      ...resources.map(({ keda }) => keda),
      ...metrics.map(({ keda, source }) => ({ ...keda, ...(source && letKedaIn(scope, name, source, labels)) })),
    ],
  };
}

function resource(
  scope: Construct,
  name: Axis,
  percent: number,
  requests: RequestProps,
): { hpa: JsonObject; keda: JsonObject } {
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

function horizontal({ scope, target, labels }: ScaledPods, plan: Plan): HorizontalPodAutoscaler {
  const made = new HorizontalPodAutoscaler(scope, 'Autoscaler', {
    metadata: { name: target.name, labels: { ...labels } },
    target,
    minReplicas: plan.min,
    maxReplicas: plan.max,
    metrics: [Metric.resourceCpu(MetricTarget.averageUtilization(70))],
  });
  const { behavior, hpa: metrics } = plan;
  complete(made, (manifest) => ({ ...manifest, spec: { ...objectAt(manifest, 'spec'), behavior, metrics } }));
  return made;
}

/** https://keda.sh/docs/latest/reference/scaledobject-spec/ */
function scaledObject({ scope, target, labels }: ScaledPods, plan: Plan): ApiObject {
  target.markHasAutoscaler();
  return new PlainObject(scope, 'ScaledObject', {
    apiVersion: keda.apiVersion,
    kind: 'ScaledObject',
    name: target.name,
    labels,
    fields: () => ({
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target.name },
        minReplicaCount: plan.min,
        maxReplicaCount: plan.max,
        triggers: plan.keda,
        advanced: { horizontalPodAutoscalerConfig: { name: target.name, behavior: plan.behavior } },
      },
    }),
  }).resource;
}
