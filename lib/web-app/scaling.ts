import { type Deployment, HorizontalPodAutoscaler, Metric, MetricTarget } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { complete } from '../internal/complete';
import { fail } from '../internal/errors';
import { objectAt } from '../internal/json';
import type { Labels } from '../internal/labels';
import { wholeNumber } from '../internal/validate';
import type { Scaling } from './props';

/** Quick to grow, slow to shrink: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior */
const BEHAVIOR = {
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
    stabilizationWindowSeconds: 300,
  },
};

/** Makes the HorizontalPodAutoscaler, and thereby leaves `replicas` out of the Deployment. */
export function autoscaler(
  scope: Construct,
  target: Deployment,
  scaling: Scaling | undefined,
  labels: Labels,
): HorizontalPodAutoscaler | undefined {
  if (!scaling) return undefined;
  const min = wholeNumber(scope, 'scaling.min', scaling.min ?? 3, 1, 1000);
  const max = wholeNumber(scope, 'scaling.max', scaling.max, 1, 1000);
  if (min > max)
    fail(scope, 'scaling.min must not be above scaling.max', `${min} and ${max}`, 'lower min or raise max');
  const cpu = wholeNumber(scope, 'scaling.cpu', scaling.cpu ?? 70, 1, 100);
  const made = new HorizontalPodAutoscaler(scope, 'Autoscaler', {
    metadata: { name: target.name, labels: { ...labels } },
    target,
    minReplicas: min,
    maxReplicas: max,
    metrics: [Metric.resourceCpu(MetricTarget.averageUtilization(cpu))],
  });
  complete(made, (manifest) => ({ ...manifest, spec: { ...objectAt(manifest, 'spec'), behavior: BEHAVIOR } }));
  return made;
}
