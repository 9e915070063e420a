import type { ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail, together } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import type { JsonObject } from '../manifest/json';
import type { Port } from '../network/port';
import type { MetricsEndpoint, Signal } from '../relations/signal';
import { type SettledRightsizing, settleRightsizing } from '../scaling/rightsizing';
import { type SettledScaling, settleScaling } from '../scaling/settle-scaling';
import { allowanceOf } from './disruption-budget';
import { type HealthProps, probes, startupWindow } from './health';
import { fewerThanThree, missingProbes, type Reasons } from './linter-reasons';
import type { ReplicaProps } from './replica-props';
import { rollout } from './rollout';
import { RolloutStrategy } from './rollout-strategy';
import { checkReplicas } from './settle-volumes';
import { type SettledWorkload, settleWorkload } from './settle-workload';
import { type TerminationProps, termination } from './termination';

const USUAL = 3;

/** The endpoint of a workload's metrics. */
export type SettledMetrics = MetricsEndpoint & { readonly port: Port };

/** The values that a WebApp and a Worker each settle in a way of their own. */
export interface OwnReplicas {
  /** The port that probes ask by default; `undefined` for none. */
  readonly port: Port | undefined;
  /** The ports that the container listens on. */
  readonly listened: readonly Port[];
  readonly metrics: SettledMetrics | undefined;
  readonly signals: readonly Signal[];
  /** The usual drain, in seconds. */
  readonly drain: number;
  /** The seconds for which load balancers go on sending requests; `undefined` for none. */
  readonly deregistration?: number | undefined;
  /** The reasons for probes that are missing. */
  readonly unasked: { readonly readiness: string; readonly liveness: string };
  readonly account?: ServiceAccount | undefined;
  /** The reason for fewer than three replicas. @default - the least that an autoscaler keeps */
  readonly few?: string | undefined;
}

/** The settled value of the props of a workload with replicas. */
export interface SettledReplicas extends SettledWorkload, Pick<OwnReplicas, 'listened' | 'metrics' | 'signals'> {
  /** `undefined` where an autoscaler decides. */
  readonly replicas: number | undefined;
  readonly scaling: SettledScaling | undefined;
  readonly rightsizing: SettledRightsizing | undefined;
  /** The pods that the disruption budget lets be unavailable; `undefined` for no budget. */
  readonly allowance: JsonObject | undefined;
  readonly recreates: boolean;
  /** True if new values of Secrets replace the pods. */
  readonly rotates: boolean;
  /** True if an Observability may have its traces. */
  readonly traces: boolean;
  /** `undefined` where the Deployment itself replaces its pods. */
  readonly strategy: RolloutStrategy | undefined;
  /** The part of a Deployment that says how it changes. */
  readonly change: JsonObject;
  readonly gracePeriod: number;
  /** The lifecycle and the probes of the main container. */
  readonly life: JsonObject;
  readonly reasons: Reasons;
}

/** Settles the props that a WebApp and a Worker have in common. */
export function settleReplicas(
  scope: Construct,
  props: ReplicaProps & HealthProps & TerminationProps,
  own: OwnReplicas,
): SettledReplicas {
  const { strategy } = props;
  const { workload, scaling, replicas, ending, asked, change } = together({
    workload: () => settleWorkload(scope, props, own.account),
    scaling: () => props.scaling && settleScaling(scope, props.scaling, props),
    replicas: () => replicasOf(scope, props),
    ending: () => termination(scope, props, own.drain, own.deregistration),
    asked: () => probes(scope, props, own.port),
    change: () => rollout(scope, props, startupWindow(scope, props)),
  });
  const [fewest, most] = scaling ? [scaling.min, scaling.max] : [replicas, replicas];
  checkReplicas(scope, workload.volumes, most, strategy);
  const { gracePeriod, lifecycle } = ending;
  return {
    ...workload,
    listened: own.listened,
    metrics: own.metrics,
    signals: own.signals,
    replicas: scaling ? undefined : replicas,
    scaling,
    rightsizing: props.rightsizing && settleRightsizing(scope, props.rightsizing, scaling, props, fewest),
    allowance: allowanceOf(scope, props.budget, fewest, most),
    recreates: strategy === 'recreate',
    rotates: props.rotation === 'restart',
    traces: props.traces ?? true,
    strategy: strategy instanceof RolloutStrategy ? strategy : undefined,
    change,
    gracePeriod,
    life: { lifecycle, ...asked },
    reasons: {
      ...missingProbes(props, asked, own.unasked),
      'minimum-three-replicas': own.few ?? fewerThanThree(scaling?.min),
    },
  };
}

function replicasOf(scope: Construct, { replicas, scaling }: ReplicaProps): number {
  if (replicas !== undefined && scaling !== undefined) {
    const fix = 'drop replicas; scaling.min is the floor';
    fail(scope, 'either replicas or scaling may be given', `replicas ${replicas} and scaling`, fix);
  }
  return wholeNumber(scope, 'replicas', replicas ?? USUAL, 0, 1000);
}
