import type { JsonObject } from '../manifest/json';
import type { ContainerDescription, ProbeDescription } from './server-description';

/** The probes and the hook of a container: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
export function observed({ startup, liveness, readiness, preStop }: ContainerDescription): JsonObject {
  return {
    lifecycle: preStop && { preStop: { exec: { command: [...preStop] } } },
    livenessProbe: liveness && probe(liveness),
    readinessProbe: readiness && probe(readiness),
    startupProbe: startup && probe(startup),
  };
}

function probe({
  exec,
  http,
  tcp,
  period = 10,
  timeout = 5,
  failureThreshold: failures = 3,
}: ProbeDescription): JsonObject {
  return {
    exec: exec && { command: [...exec] },
    failureThreshold: failures,
    httpGet: http && { path: http.path, port: http.port, scheme: 'HTTP' },
    periodSeconds: period,
    tcpSocket: tcp === undefined ? undefined : { port: tcp },
    timeoutSeconds: timeout,
  };
}
