import { numberFix } from '../checks/fixes';
import { FLAG, type Kinds, NUMBER, object, oneOf } from '../checks/kinds';
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
  /**
   * `'restart'` replaces the pods when a Secret changes that variables come from, within two minutes: by Reloader where the cluster
   * has it, else by a CronJob that looks every minute. Files have a new value by themselves. @default - variables keep their values
   */
  readonly rotation?: 'restart';
  /**
   * `false` keeps an Observability that watches it from setting the variables of OpenTelemetry and opening the network for its
   * traces. An app that already uses an OtlpEndpoint keeps that. @default true
   */
  readonly traces?: boolean;
}

/** `{ min: 2, max: 6 }` → `use scaling: { min: 2, max: 6 }` */
function replicasFix(value: unknown): string {
  const { min, max } = Object(value ?? {}) as Readonly<Record<string, unknown>>;
  if (NUMBER.is(min) && NUMBER.is(max)) return `leave it out and use scaling: { min: ${min}, max: ${max} }`;
  return numberFix(value);
}

export const REPLICAS: Kinds<ReplicaProps> = {
  ...WORKLOAD,
  ...ROLLOUT,
  replicas: { ...NUMBER, fix: replicasFix },
  scaling: object(SCALING, 'use a form such as { min: 2, max: 10 }'),
  rightsizing: RIGHTSIZING,
  rotation: oneOf('restart'),
  traces: FLAG,
};
