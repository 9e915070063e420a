import type { Service } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { Cluster } from '../cluster/cluster';
import { GOOGLE_RANGES } from '../cluster/presets';
import { letRequestsIn } from '../network/fence';
import { Port } from '../network/port';
import type { PodSet } from '../workload/pod-set';
import { healthCheckPolicy } from './google-health';
import type { HealthRequest } from './health-request';

/** Throws when requests for hosts come from addresses that are not known. */
export function checkEntrance(scope: Construct): void {
  const { entrance } = Cluster.of(scope);
  const { controller, ranges } = entrance;
  if (controller?.sources === undefined || ranges.some((range) => !GOOGLE_RANGES.includes(range))) return;
  const fix = "say loadBalancerRanges: ['10.0.0.0/16'], with your addresses, in the Cluster";
  fail(scope, `${controller.title} reaches pods from ${controller.sources}, so its range must be known`, 'none', fix);
}

/**
 * Opens the network of pods to the requests for their hosts, and to the health checks of a load balancer of the cloud. A Gateway of
 * GKE learns how to ask.
 */
export function openForHosts(pods: PodSet, target: Service, port: Port, health: HealthRequest): void {
  const { scope, labels } = pods;
  const { controller } = Cluster.of(scope).entrance;
  const asked = controller?.place === 'cloud' && health.port !== port.number ? [Port.tcp(health.port, 'health')] : [];
  letRequestsIn(pods, [port, ...asked]);
  if (controller?.readsHealthCheckPolicy) healthCheckPolicy(scope, target, labels, health, port.number);
}
