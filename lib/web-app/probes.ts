import type { JsonObject } from '../internal/json';
import type { Port } from '../port';

export interface ProbePlan {
  readonly port: Port;
  readonly path: string | undefined;
  /** How long the start may take, in seconds. */
  readonly startup: number;
}

const STARTUP_PERIOD = 5;

/** https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/ */
export function probes({ port, path, startup }: ProbePlan): JsonObject {
  if (port.protocol !== 'TCP') return {};
  const connects: JsonObject = { tcpSocket: { port: port.name } };
  const serves: JsonObject = path === undefined ? connects : { httpGet: { path, port: port.name, scheme: 'HTTP' } };
  return {
    startupProbe: {
      ...serves,
      failureThreshold: Math.ceil(startup / STARTUP_PERIOD),
      periodSeconds: STARTUP_PERIOD,
      timeoutSeconds: 3,
    },
    readinessProbe: { ...serves, failureThreshold: 3, periodSeconds: 5, timeoutSeconds: 3 },
    livenessProbe:
      path === undefined ? undefined : { ...connects, failureThreshold: 6, periodSeconds: 10, timeoutSeconds: 3 },
  };
}
