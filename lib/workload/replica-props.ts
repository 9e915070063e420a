import { type Kinds, NUMBER, object } from '../checks/kinds';
import { RIGHTSIZING, type Rightsizing, SCALING, type Scaling } from '../scaling/props';
import { ROLLOUT, type RolloutProps } from './rollout-props';
import { WORKLOAD, type WorkloadProps } from './workload-props';

/** The props of a workload with replicas. */
export interface ReplicaProps extends WorkloadProps, RolloutProps {
  /** The number of pods; not together with `scaling`. @default 3 */
  readonly replicas?: number;
  /** Scales the number of pods with the load. @default - a fixed number of replicas */
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
