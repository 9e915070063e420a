import type { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { urlPath } from '../internal/validate';
import type { MetricsEndpoint } from '../signal';

/** Checks where a program answers with metrics: Prometheus asks by HTTP. */
export function metricsOf<Endpoint extends MetricsEndpoint>(
  scope: Construct,
  metrics: Endpoint | undefined,
): Endpoint | undefined {
  if (!metrics) return undefined;
  if (metrics.port?.protocol !== 'TCP') {
    const got = metrics.port && `${metrics.port}`;
    fail(scope, 'metrics need a TCP port', got, "use { port: Port.tcp(9090, 'metrics') }, for example");
  }
  if (metrics.path !== undefined) urlPath(scope, 'metrics.path', metrics.path);
  return metrics;
}
