import type { JsonObject } from '../internal/json';
import type { ContainerDescription, ProbeDescription } from './description';

/** The probes and the hook of a container: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
export function observed({ startup, alive, ready, preStop }: ContainerDescription): JsonObject {
  return {
    lifecycle: preStop && { preStop: { exec: { command: [...preStop] } } },
    livenessProbe: alive && probe(alive),
    readinessProbe: ready && probe(ready),
    startupProbe: startup && probe(startup),
  };
}

function probe({ exec, http, tcp, period = 10, timeout = 5, failures = 3 }: ProbeDescription): JsonObject {
  return {
    exec: exec && { command: [...exec] },
    failureThreshold: failures,
    httpGet: http && { path: http.path, port: http.port, scheme: 'HTTP' },
    periodSeconds: period,
    tcpSocket: tcp === undefined ? undefined : { port: tcp },
    timeoutSeconds: timeout,
  };
}
