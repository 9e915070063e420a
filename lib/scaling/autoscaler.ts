import type { ApiObject } from 'cdk8s';
import { type Deployment, HorizontalPodAutoscaler, Metric, MetricTarget } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { keda } from '../cluster/add-ons/keda';
import { complete } from '../manifest/complete';
import { type JsonObject, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import type { IPeer } from '../network/peer';
import type { SettledScaling } from './settle-scaling';
import { letKedaIn } from './source';

/** The object that sets the number of pods: one of the two. */
export interface Autoscalers {
  readonly autoscaler?: HorizontalPodAutoscaler;
  readonly scaledObject?: ApiObject;
}

/** The object whose number of pods an autoscaler sets. */
export interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** Pods that an autoscaler acts on, the object that runs them, and the Deployment that describes them. */
export interface ScaledPods<Self extends Construct & IPeer = Construct & IPeer> {
  readonly scope: Self;
  readonly deployment: Deployment;
  readonly target: ScaleTarget;
  readonly labels: Labels;
  readonly scaling: SettledScaling | undefined;
}

/** The metrics of an autoscaler: those of the one that is made. */
interface Plan {
  readonly hpa: readonly JsonObject[];
  readonly keda: readonly JsonObject[];
}

/**
 * Makes the object that sets the number of pods, which leaves `replicas` out of the workload: a HorizontalPodAutoscaler, or a
 * ScaledObject of KEDA when a metric or a minimum of 0 needs one.
 */
export function autoscalers<Self extends Construct & IPeer>(scaled: ScaledPods<Self>): Autoscalers {
  const { scaling } = scaled;
  if (!scaling) return {};
  const { hpa, keda } = planOf(scaled, scaling);
  return keda.length > 0
    ? { scaledObject: scaledObject(scaled, scaling, keda) }
    : { autoscaler: horizontal(scaled, scaling, hpa) };
}

function planOf<Self extends Construct & IPeer>(
  { scope, target: { name }, labels }: ScaledPods<Self>,
  { min, resources, metrics: measures }: SettledScaling,
): Plan {
  const metrics = measures.map((metric) => ({ metric, ...metric.render(scope, scope) }));
  const viaKeda = metrics.filter(({ keda }) => keda !== undefined).map(({ metric }) => metric);
  if (min === 0 && !metrics.some(({ wakes }) => wakes)) {
    const fix = 'add a metric that is known without pods, such as ScalingMetric.redisList, or set min to 1';
    fail(scope, 'scaling.min 0 needs a metric that wakes the app', 'none', fix);
  }
  if (viaKeda.length === 0) {
    return { hpa: [...resources.map(({ hpa }) => hpa), ...metrics.map(({ hpa }) => hpa ?? {})], keda: [] };
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
    hpa: [],
    keda: [
      ...resources.map(({ keda }) => keda),
      ...metrics.map(({ keda, source }) => ({ ...keda, ...(source && letKedaIn(scope, name, source, labels)) })),
    ],
  };
}

function horizontal(
  { scope, deployment, target, labels }: ScaledPods,
  { min, max, behavior }: SettledScaling,
  metrics: readonly JsonObject[],
): HorizontalPodAutoscaler {
  const made = new HorizontalPodAutoscaler(scope, 'Autoscaler', {
    metadata: { name: target.name, labels: { ...labels } },
    target: deployment,
    minReplicas: min,
    maxReplicas: max,
    metrics: [Metric.resourceCpu(MetricTarget.averageUtilization(70))],
  });
  complete(made, (manifest) => ({
    ...manifest,
    spec: { ...objectAt(manifest, 'spec'), scaleTargetRef: { ...target }, behavior, metrics },
  }));
  return made;
}

/**
 * The ScaledObject takes over a HorizontalPodAutoscaler of the same name, which is that of the app before it scaled by KEDA:
 * https://keda.sh/docs/latest/reference/scaledobject-spec/
 */
function scaledObject(
  { scope, deployment, target, labels }: ScaledPods,
  { min, max, behavior }: SettledScaling,
  triggers: readonly JsonObject[],
): ApiObject {
  deployment.markHasAutoscaler();
  return new PlainObject(scope, 'ScaledObject', {
    apiVersion: keda.apiVersion,
    kind: 'ScaledObject',
    name: target.name,
    labels,
    annotations: { 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' },
    fields: () => ({
      spec: {
        scaleTargetRef: { ...target },
        minReplicaCount: min,
        maxReplicaCount: max,
        triggers,
        advanced: { horizontalPodAutoscalerConfig: { name: target.name, behavior } },
      },
    }),
  }).resource;
}
