import type { ApiObject } from 'cdk8s';
import { fail } from '../checks/errors';
import { requires } from '../cluster/add-ons/requires';
import { verticalPodAutoscaler } from '../cluster/add-ons/vertical-pod-autoscaler';
import { PlainObject } from '../manifest/plain-object';
import { type Axis, axes, type RequestProps, type ScaledPods } from './autoscaler';
import type { Rightsizing } from './props';

const MODES: Readonly<Record<Rightsizing, string>> = { recommend: 'Off', auto: 'Recreate' };

/**
 * Makes a VerticalPodAutoscaler. When it changes requests, it leaves alone those whose use in percent decides the number of
 * pods: a higher request lowers the percentage, so the two would work against each other.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/vertical-pod-autoscale/
 */
export function verticalAutoscaler(
  { scope, target, labels, scaling, requests }: ScaledPods,
  rightsizing: Rightsizing | undefined,
  fewest: number,
): ApiObject | undefined {
  if (rightsizing === undefined) return undefined;
  const updateMode = MODES[rightsizing];
  requires(scope, 'verticalPodAutoscaler', 'rightsizing', 'remove it');
  if (requests.cpu === 'none' && requests.memory === 'none') {
    fail(scope, 'rightsizing needs a request to be about', "cpu 'none' and memory 'none'", 'request one, or remove it');
  }
  const taken = rightsizing === 'auto' ? axes(scaling) : {};
  const controlledResources = (['cpu', 'memory'] as const).filter((axis) => free(axis, taken, requests));
  if (controlledResources.length === 0) {
    const fix = "use rightsizing 'recommend', or scale by one of the two or by metrics";
    fail(scope, "rightsizing 'auto' and scaling must not act on the same resource", Object.keys(taken), fix);
  }
  return new PlainObject(scope, 'Rightsizing', {
    apiVersion: verticalPodAutoscaler.apiVersion,
    kind: 'VerticalPodAutoscaler',
    name: target.name,
    labels,
    fields: () => ({
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: target.kind, name: target.name },
        // By default it leaves a single pod alone.
        updatePolicy: { updateMode, minReplicas: updateMode === MODES.auto && fewest <= 1 ? 1 : undefined },
        resourcePolicy: { containerPolicies: [{ containerName: '*', controlledResources }] },
      },
    }),
  }).resource;
}

function free(axis: Axis, taken: Partial<Record<Axis, number>>, requests: RequestProps): boolean {
  return taken[axis] === undefined && requests[axis] !== 'none';
}
