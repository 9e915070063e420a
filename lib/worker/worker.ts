import type { Construct } from 'constructs';
import { ReplicatedWorkload } from '../workload/replicated-workload';
import type { WorkerProps } from './props';
import { settleWorker } from './settle';

/**
 * A workload without a port, such as one that empties a queue: Deployment, ServiceAccount without token, disruption budget,
 * NetworkPolicy that lets no connection in and only DNS and declared traffic out, and, if you set `scaling`, an autoscaler.
 * It has no Service, and no probe unless one is given.
 *
 * Throws when Kubernetes would not take a prop, or when two props contradict each other.
 *
 * @example
 * const mailer = new Worker(this, 'mailer', { image: 'ghcr.io/acme/mailer:2.1.0' });
 * mailer.uses(queue);
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export class Worker extends ReplicatedWorkload {
  /** No other object has this type. */
  declare private readonly nominal: never;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id, 'worker', (self) => settleWorker(self, props));
    this.scale();
    this.completePods();
  }
}
