import type { Duration } from 'cdk8s';
import type { MetricsEndpoint, Signal } from '../relations/signal';
import type { Health } from '../workload/health';
import type { Probe } from '../workload/probe';
import type { ReplicaProps } from '../workload/replicas';

export interface WorkerProps extends ReplicaProps {
  /** How many pods; not together with `scaling`. @default 3 */
  readonly replicas?: number;
  /**
   * How Kubernetes asks the worker how it is. A check by port needs to name the port.
   * https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
   * @default - it is not asked
   */
  readonly health?: Probe | Health;
  /** How long the worker may take to start. @default Duration.minutes(2) */
  readonly startup?: Duration;
  /** Where the worker answers with Prometheus metrics. @default - nowhere */
  readonly metrics?: MetricsEndpoint;
  /** What an operator asks about it. @default - nothing */
  readonly signals?: readonly Signal[];
}
