import { type JsonObject, listAt, objectAt } from '../manifest/json';

/** Adds the ports that only probes ask. No policy has to open them: NetworkPolicies let the kubelet in. */
export function withProbePorts(container: JsonObject): JsonObject {
  const asked = ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) =>
    ['httpGet', 'tcpSocket', 'grpc'].map((handler) => objectAt(container, probe, handler)['port']),
  );
  const there = listAt(container, 'ports');
  const missing = [...new Set(asked)].filter(
    (port) => typeof port === 'number' && !there.some(({ containerPort }) => containerPort === port),
  );
  const added = missing.map((port) => ({ containerPort: port, name: `probe-${port}`, protocol: 'TCP' }));
  return added.length > 0 ? { ...container, ports: [...there, ...added] } : container;
}
