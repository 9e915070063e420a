import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { requires } from '../cluster/add-ons/requires';
import { verticalPodAutoscaler } from '../cluster/add-ons/vertical-pod-autoscaler';
import type { JsonObject } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import type { ScaledPods } from './autoscaler';
import type { Rightsizing } from './props';
import type { Axis, RequestProps, SettledScaling } from './settle-scaling';

const MODES: Readonly<Record<Rightsizing, string>> = { recommend: 'Off', auto: 'Recreate' };

/** The settled value of {@link Rightsizing}. */
export interface SettledRightsizing {
  readonly updatePolicy: JsonObject;
  readonly controlledResources: readonly Axis[];
}

/**
 * Settles the resources that a VerticalPodAutoscaler changes. It leaves alone those whose use in percent decides the number of
 * pods: a higher request lowers the percentage, so the two would work against each other.
 */
export function settleRightsizing(
  scope: Construct,
  rightsizing: Rightsizing,
  scaling: SettledScaling | undefined,
  requests: RequestProps,
  fewest: number,
): SettledRightsizing {
  requires(scope, 'verticalPodAutoscaler', 'rightsizing', 'remove it');
  if (requests.cpu === 'none' && requests.memory === 'none') {
    fail(scope, 'rightsizing needs a request to be about', "cpu 'none' and memory 'none'", 'request one, or remove it');
  }
  const taken = rightsizing === 'auto' ? (scaling?.axes ?? {}) : {};
  const controlledResources = (['cpu', 'memory'] as const).filter((axis) => free(axis, taken, requests));
  if (controlledResources.length === 0) {
    const fix = "use rightsizing 'recommend', or scale by one of the two or by metrics";
    fail(scope, "rightsizing 'auto' and scaling must not act on the same resource", Object.keys(taken), fix);
  }
  const updateMode = MODES[rightsizing];
  // By default it leaves a single pod alone.
  const minReplicas = updateMode === MODES.auto && fewest <= 1 ? 1 : undefined;
  return { updatePolicy: { updateMode, minReplicas }, controlledResources };
}

/**
 * Makes a VerticalPodAutoscaler.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/vertical-pod-autoscale/
 */
export function verticalAutoscaler(
  { scope, target, labels }: ScaledPods,
  { updatePolicy, controlledResources }: SettledRightsizing,
): ApiObject {
  return new PlainObject(scope, 'Rightsizing', {
    apiVersion: verticalPodAutoscaler.apiVersion,
    kind: 'VerticalPodAutoscaler',
    name: target.name,
    labels,
    fields: () => ({
      spec: {
        targetRef: { ...target },
        updatePolicy,
        resourcePolicy: { containerPolicies: [{ containerName: '*', controlledResources }] },
      },
    }),
  }).resource;
}

function free(axis: Axis, taken: Partial<Record<Axis, number>>, requests: RequestProps): boolean {
  return taken[axis] === undefined && requests[axis] !== 'none';
}
