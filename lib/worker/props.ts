import type { Duration } from 'cdk8s';
import { DURATION, either, type Kinds, listOf, object } from '../checks/kinds';
import { METRICS, type MetricsEndpoint, SIGNAL, type Signal } from '../relations/signal';
import { HEALTH, type Health } from '../workload/health';
import { PROBE, type Probe } from '../workload/probe';
import { REPLICAS, type ReplicaProps } from '../workload/replica-props';

export interface WorkerProps extends ReplicaProps {
  /**
   * The probes of the worker. A Probe alone is used for readiness and liveness: a worker gets no requests, so only a restart
   * helps one that is stuck. A probe on a port must name the port.
   * https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
   * @default - no probes
   */
  readonly health?: Probe | Health;
  /** The time that the worker may take to start. @default Duration.minutes(2) */
  readonly startup?: Duration;
  /** The port and path of the worker's Prometheus metrics. @default - none */
  readonly metrics?: MetricsEndpoint;
  /** Signals of the worker, for dashboards and alerts. @default - none */
  readonly signals?: readonly Signal[];
}

export const WORKER: Kinds<WorkerProps> = {
  ...REPLICAS,
  health: either(PROBE, HEALTH),
  startup: DURATION,
  metrics: object(METRICS, 'use { port: 9090 }, for example'),
  signals: listOf(SIGNAL),
};
