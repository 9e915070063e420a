import type { ApiObject } from 'cdk8s';
import { Deployment, DeploymentStrategy, type HorizontalPodAutoscaler } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { type Kinds, NUMBER, object } from '../checks/kinds';
import type { IPeer } from '../network/peer';
import { autoscalers } from '../scaling/autoscaler';
import { RIGHTSIZING, type Rightsizing, SCALING, type Scaling } from '../scaling/props';
import { verticalAutoscaler } from '../scaling/rightsizing';
import { stableWorkload } from './complete-workload';
import { allowanceOf, disruptionBudget } from './disruption-budget';
import { ROLLOUT, type RolloutProps } from './rollout-props';
import type { Workload } from './workload';
import { WORKLOAD, type WorkloadProps } from './workload-props';

/** The props of a workload with replicas. */
export interface ReplicaProps extends WorkloadProps, RolloutProps {
  /** The number of pods; not together with `scaling`. @default 3 */
  readonly replicas?: number;
  /** Lets load decide how many pods there are. @default - a fixed number of replicas */
  readonly scaling?: Scaling;
  /** The reaction to requests that are too high or too low. It needs the Vertical Pod Autoscaler. @default - none */
  readonly rightsizing?: Rightsizing;
}

export const REPLICAS: Kinds<ReplicaProps> = {
  ...WORKLOAD,
  ...ROLLOUT,
  replicas: NUMBER,
  scaling: object(SCALING, 'use a form such as { min: 2, max: 10 }'),
  rightsizing: RIGHTSIZING,
};

/** How many pods are wanted; `undefined` where an autoscaler decides. */
export function wanted(scope: Construct, { replicas, scaling }: ReplicaProps, usual: number): number | undefined {
  return scaling ? undefined : wholeNumber(scope, 'replicas', replicas ?? usual, 0, 1000);
}

/** What acts on the number and size of pods. */
export interface Scalers {
  readonly autoscaler: HorizontalPodAutoscaler | undefined;
  readonly scaledObject: ApiObject | undefined;
  readonly verticalAutoscaler: ApiObject | undefined;
  readonly budget: ApiObject | undefined;
}

/** The Deployment of a program; its pods are completed later. */
export function deployment(workload: Workload, props: ReplicaProps, usual: number): Deployment {
  const { replicas, scaling, strategy } = props;
  const { construct, pods } = workload;
  if (replicas !== undefined && scaling !== undefined) {
    const fix = 'drop replicas; scaling.min is the floor';
    fail(construct, 'either replicas or scaling may be given', `replicas ${replicas} and scaling`, fix);
  }
  return new Deployment(construct, 'Deployment', {
    ...stableWorkload(pods),
    replicas: wanted(construct, props, usual),
    strategy: strategy === 'recreate' ? DeploymentStrategy.recreate() : DeploymentStrategy.rollingUpdate(),
  });
}

/** Makes the autoscalers and the budget of a program. */
export function scalers<Self extends Construct & IPeer>(
  scope: Self,
  { pods }: Workload,
  target: Deployment,
  props: ReplicaProps,
  usual: number,
): Scalers {
  const { scaling, rightsizing } = props;
  const scaled = { scope, target, labels: pods.labels, scaling, requests: props };
  const { autoscaler, scaledObject } = autoscalers(scaled);
  const fewest = scaling ? (scaling.min ?? 3) : (props.replicas ?? usual);
  const vertical = verticalAutoscaler(scaled, rightsizing, fewest);
  const allowance = allowanceOf(scope, props.budget, fewest, scaling ? scaling.max : fewest);
  const budget = allowance && disruptionBudget(pods, allowance).resource;
  return { autoscaler, scaledObject, verticalAutoscaler: vertical, budget };
}
