import type { Construct } from 'constructs';
import { settleProps } from '../checks/mended';
import { metricsOf } from '../workload/metrics';
import { Probe } from '../workload/probe';
import { type SettledReplicas, settleReplicas } from '../workload/settle-replicas';
import { STAND_IN } from '../workload/settle-workload';
import { WORKER, type WorkerProps } from './props';

const UNASKED = {
  readiness: 'nobody connects to a worker, so nobody waits until it is ready',
  liveness: 'how a worker is asked is not known unless its program says it',
};

/** Settles the props of a Worker: it has no port but that of its metrics, and nothing to drain. */
export function settleWorker(scope: Construct, props: WorkerProps): SettledReplicas {
  return settleProps(scope, props, WORKER, { image: STAND_IN }, (right) => settled(scope, right));
}

function settled(scope: Construct, props: WorkerProps): SettledReplicas {
  const metrics = metricsOf(scope, props.metrics, props.scaling);
  const { health } = props;
  const asked = health instanceof Probe ? { readiness: health, liveness: health } : health;
  return settleReplicas(scope, asked ? { ...props, health: asked } : props, {
    port: undefined,
    listened: metrics ? [metrics.port] : [],
    metrics,
    signals: props.signals ?? [],
    drain: 0,
    unasked: UNASKED,
  });
}
