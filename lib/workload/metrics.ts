import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { urlPath } from '../checks/formats';
import { type Port, portOf } from '../network/port';
import type { MetricsEndpoint } from '../relations/signal';
import type { Scaling } from '../scaling/props';

/**
 * Checks the port and the path of an app's metrics, which Prometheus scrapes by HTTP. A port that the app serves on anyway
 * is used as it is. An app that scales to zero may have no pod at times.
 */
export function metricsOf<Endpoint extends MetricsEndpoint>(
  scope: Construct,
  metrics: Endpoint | undefined,
  scaling: Pick<Scaling, 'min'> | undefined,
  served: readonly Port[] = [],
): (Endpoint & { readonly port: Port }) | undefined {
  if (!metrics) return undefined;
  const wanted = portOf(scope, 'metrics.port', metrics.port, 'metrics');
  if (wanted.protocol !== 'TCP') fail(scope, 'metrics need a TCP port', `${wanted}`, 'use { port: 9090 }, for example');
  const port = served.find((other) => `${other}` === `${wanted}`) ?? wanted;
  if (metrics.path !== undefined) urlPath(scope, 'metrics.path', metrics.path);
  return { ...(scaling?.min === 0 && { mayBeAbsent: true }), ...metrics, port };
}
