import type { Service } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { Cluster } from '../cluster/cluster';
import { isGrpc, type SettledService } from '../exposure/service';
import { complete } from '../manifest/complete';
import { type JsonObject, listAt, objectAt } from '../manifest/json';
import type { Port } from '../network/port';

/** Returns the ports of a container, each once. Throws when two have the same name, or one has two names. */
export function distinctPorts(
  scope: Construct,
  all: readonly [Port, ...Port[]],
  metrics?: Port,
): readonly [Port, ...Port[]] {
  for (const port of all) {
    const other = all.find((one) => `${one}` === `${port}` && one.name !== port.name);
    if (other) fail(scope, 'a port must have one name', `${port} as ${port.name} and ${other.name}`, 'leave one out');
  }
  const ports = all.filter((port, at) => all.findIndex((other) => `${other}` === `${port}`) === at);
  const twice = ports.find((port, at) => ports.findIndex(({ name }) => name === port.name) !== at);
  if (twice) {
    const { name, number, protocol } = twice;
    const other = twice === metrics && name !== 'metrics' ? 'metrics' : `${name.slice(0, 13)}-2`;
    const fix = `name the other one, as in Port.${protocol.toLowerCase()}(${number}, '${other}')`;
    fail(scope, 'ports must have names of their own', `${twice.name} twice`, fix);
  }
  const [main] = all;
  return [main, ...ports.slice(1)];
}

/** Returns the port with the name, or the first when no name is given. Throws when there is none. */
export function portNamed(scope: Construct, ports: readonly Port[], wanted?: string): Port {
  const found = ports.find(({ name }) => wanted === undefined || name === wanted);
  if (found) return found;
  const fix = `use one of ${ports.map(({ name }) => name).join(', ')}`;
  return fail(scope, 'who uses an app must name one of its ports', wanted, fix);
}

/** The schemes of URLs by the first word of the name of a port: https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
const SCHEMES: Readonly<Record<string, string>> = {
  amqp: 'amqp',
  amqps: 'amqps',
  grpc: 'http',
  h2c: 'http',
  http: 'http',
  http2: 'http',
  https: 'https',
  ldap: 'ldap',
  ldaps: 'ldaps',
  metrics: 'http',
  mongo: 'mongodb',
  mongodb: 'mongodb',
  mqtt: 'mqtt',
  mysql: 'mysql',
  nats: 'nats',
  postgres: 'postgresql',
  postgresql: 'postgresql',
  redis: 'redis',
  rediss: 'rediss',
  smtp: 'smtp',
  smtps: 'smtps',
  tcp: 'tcp',
  ws: 'ws',
  wss: 'wss',
};

/**
 * The scheme in the URL of a port: the protocol that its name begins with, `udp` for UDP, and otherwise `http` for the main port;
 * `undefined` for others, whose protocol nothing says.
 */
export function scheme({ name, number, protocol }: Port, main: boolean): string | undefined {
  if (protocol !== 'TCP') return protocol.toLowerCase();
  const [word = ''] = name.split('-');
  const said = name === `tcp-${number}` || !Object.hasOwn(SCHEMES, word) ? undefined : SCHEMES[word];
  return said ?? (main ? 'http' : undefined);
}

/** The ports of a Service after its main one, and its traffic distribution. */
export interface MoreOfService {
  readonly ports: readonly JsonObject[];
  readonly trafficDistribution: string | undefined;
}

/** Settles the ports of a Service after its main one, and its traffic distribution. */
export function settleMore(
  scope: Construct,
  { servicePort }: SettledService,
  [main, ...ports]: readonly [Port, ...Port[]],
  distribution: 'PreferSameZone' | 'PreferSameNode' | undefined,
): MoreOfService {
  const taken = ports.find(({ number, protocol }) => number === servicePort && protocol === main.protocol);
  if (taken) {
    const fix = `set servicePort to another than ${taken}`;
    fail(scope, 'servicePort must not be that of another port', servicePort, fix);
  }
  const more = ports.map(
    (port): JsonObject => ({
      appProtocol: isGrpc(port) ? 'kubernetes.io/h2c' : undefined,
      name: port.name,
      port: port.number,
      protocol: port.protocol,
      targetPort: port.number,
    }),
  );
  return { ports: more, trafficDistribution: distribution && preference(scope, distribution) };
}

/** Adds to the Service the ports after its main one, and its traffic distribution. */
export function serveMore(service: Service, { ports, trafficDistribution }: MoreOfService): void {
  if (ports.length === 0 && trafficDistribution === undefined) return;
  complete(service, (manifest) => {
    const all = [...listAt(manifest, 'spec', 'ports'), ...ports];
    return { ...manifest, spec: { ...objectAt(manifest, 'spec'), ports: all, trafficDistribution } };
  });
}

/** The value as the API server of the cluster takes it: https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/3015-prefer-same-node */
function preference(scope: Construct, distribution: 'PreferSameZone' | 'PreferSameNode'): string | undefined {
  const cluster = Cluster.of(scope);
  if (cluster.has('preferSameZone')) return distribution;
  return cluster.has('trafficDistribution') ? 'PreferClose' : undefined;
}
