import type { Duration } from 'cdk8s';
import { numberFix } from '../checks/fixes';
import { DURATION, type Kind, type Kinds, listOf, made, NUMBER, needed, oneOf } from '../checks/kinds';
import { ScalingMetric } from './metric';

/**
 * The limits of the number of pods, and the load that sets it. Of several measures, the one for the most pods wins.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export interface Scaling {
  /** The fewest pods. 0 needs KEDA on the cluster, and a metric that wakes the app. @default 3 */
  readonly min?: number;
  /** The most pods. */
  readonly max: number;
  /**
   * The number of pods that runs today, for the one release in which an app changes from a fixed number of `replicas` to
   * `scaling`, or begins to scale again. The manifests still set this number, and the autoscaler adds one pod and so becomes
   * the owner of the number. Remove it in the release after. Only server-side apply knows owners: before the first release by
   * client-side apply, run the command of the guide instead.
   * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
   * @default - the manifests set no number
   */
  readonly from?: number;
  /** The mean CPU use to aim at, in percent of the request. @default 70, or none with `memory` or `metrics` */
  readonly cpu?: number;
  /** The mean memory use to aim at, in percent of the request. @default - memory is not measured */
  readonly memory?: number;
  /** Other measures of load: of the pods, of other objects, of queues, of the clock. @default - none */
  readonly metrics?: readonly ScalingMetric[];
  /** The time for which fewer pods must have been enough before pods are removed, at most an hour. @default Duration.minutes(5) */
  readonly stabilizationWindow?: Duration;
}

/**
 * The way to correct requests that are too high or too low: `recommend` only writes to the status of a VerticalPodAutoscaler,
 * `auto` changes the pods one after the other.
 */
export type Rightsizing = 'recommend' | 'auto';

/** A percentage; a share below 1 is no number of percent. */
const PERCENT: Kind = {
  ...NUMBER,
  is: (value) => NUMBER.is(value) && !(Number(value) > 0 && Number(value) < 1),
  what: 'a number of percent',
  fix: (value) => (typeof value === 'number' && value < 1 ? `use ${Math.round(value * 100)}` : numberFix(value, 80)),
};

export const SCALING: Kinds<Scaling> = {
  min: NUMBER,
  max: needed(NUMBER),
  from: NUMBER,
  cpu: PERCENT,
  memory: PERCENT,
  metrics: listOf(made(ScalingMetric, 'a ScalingMetric', "use ScalingMetric.pods('in_flight', 20), for example")),
  stabilizationWindow: DURATION,
};

export const RIGHTSIZING = oneOf('recommend', 'auto');
