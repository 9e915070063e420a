import { type JsonObject, type JsonValue, listAt, objectAt } from '../manifest/json';

/** Returns the ports that the probes of a container ask, by the field of the probe. */
export function probedPorts(container: JsonObject): readonly { readonly probe: string; readonly port: JsonValue }[] {
  return ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) =>
    ['httpGet', 'tcpSocket', 'grpc'].flatMap((handler) => {
      const { port } = objectAt(container, probe, handler);
      return port === undefined ? [] : [{ probe, port }];
    }),
  );
}

/** Adds the ports that only probes ask. No policy has to open them: NetworkPolicies let the kubelet in. */
export function withProbePorts(container: JsonObject): JsonObject {
  const asked = probedPorts(container).map(({ port }) => port);
  const there = listAt(container, 'ports');
  const missing = [...new Set(asked)].filter(
    (port) => typeof port === 'number' && !there.some(({ containerPort }) => containerPort === port),
  );
  const added = missing.map((port) => ({ containerPort: port, name: `probe-${port}`, protocol: 'TCP' }));
  return added.length > 0 ? { ...container, ports: [...there, ...added] } : container;
}
