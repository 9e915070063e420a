import type { Service } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { BACKEND_CONFIG, HEALTH_CHECK_POLICY } from '../cluster/google';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import { reserveName } from '../registry/names';
import type { HealthRequest } from './health-request';

/** The fields of a check by protocol: https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources#configure_health_check */
const FIELDS = { HTTP: 'httpHealthCheck', HTTPS: 'httpsHealthCheck', TCP: 'tcpHealthCheck', GRPC: 'grpcHealthCheck' };

/**
 * Makes the HealthCheckPolicy of a Service behind a Gateway of GKE. Without one, Google asks for `/`, and sends no request to an app
 * that does not answer with 200.
 */
export function healthCheckPolicy(
  scope: Construct,
  { name: target }: Service,
  labels: Labels,
  health: HealthRequest,
  port: number,
): void {
  const { type, path, host, service } = health;
  const place = health.port === port ? { portSpecification: 'USE_SERVING_PORT' } : fixedPort(health);
  const check = { ...place, requestPath: path, host, grpcServiceName: service };
  new PlainObject(scope, 'HealthCheckPolicy', {
    ...HEALTH_CHECK_POLICY,
    name: reserveName(scope, HEALTH_CHECK_POLICY.kind, target),
    labels,
    fields: () => ({
      spec: {
        default: { ...times(health), config: { type, [FIELDS[type]]: check } },
        targetRef: { group: '', kind: 'Service', name: target },
      },
    }),
  });
}

/**
 * Makes the BackendConfig of a Service behind GKE Ingress, which the Service names in an annotation. Throws when the readiness is not
 * known by HTTP.
 *
 * @param more the fields of the routing of the app
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration#direct_health
 */
export function backendConfig(
  scope: Construct,
  { name: target }: Service,
  labels: Labels,
  health: HealthRequest,
  more: JsonObject,
): void {
  const { type, path, port } = health;
  if (type !== 'HTTP' && type !== 'HTTPS') {
    const fix = "say health: '/healthz', with a path that the app answers with 200";
    fail(scope, 'an app behind GKE Ingress must be asked for its health by HTTP', `a probe by ${type}`, fix);
  }
  new PlainObject(scope, 'BackendConfig', {
    ...BACKEND_CONFIG,
    name: reserveName(scope, BACKEND_CONFIG.kind, target),
    labels,
    fields: () => ({ spec: { healthCheck: { ...times(health), type, requestPath: path, port }, ...more } }),
  });
}

function fixedPort({ port }: HealthRequest): JsonObject {
  return { portSpecification: 'USE_FIXED_PORT', port };
}

function times({ period, timeout, failures }: HealthRequest): JsonObject {
  return { checkIntervalSec: period, timeoutSec: timeout, healthyThreshold: 1, unhealthyThreshold: failures };
}
