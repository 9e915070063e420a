import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { urlPath } from '../checks/formats';
import type { MetricsEndpoint } from '../relations/signal';
import type { Scaling } from '../scaling/props';

/** Checks where a program answers with metrics: Prometheus asks by HTTP. A program that scales to nought sleeps at times. */
export function metricsOf<Endpoint extends MetricsEndpoint>(
  scope: Construct,
  metrics: Endpoint | undefined,
  scaling: Pick<Scaling, 'min'> | undefined,
): Endpoint | undefined {
  if (!metrics) return undefined;
  if (metrics.port?.protocol !== 'TCP') {
    const got = metrics.port && `${metrics.port}`;
    fail(scope, 'metrics need a TCP port', got, "use { port: Port.tcp(9090, 'metrics') }, for example");
  }
  if (metrics.path !== undefined) urlPath(scope, 'metrics.path', metrics.path);
  return scaling?.min === 0 ? { mayBeAbsent: true, ...metrics } : metrics;
}
