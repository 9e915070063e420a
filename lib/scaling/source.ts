import { isIP } from 'node:net';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { keda } from '../cluster/add-ons/keda';
import { requires } from '../cluster/add-ons/requires';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import { Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { IBindable } from '../relations/binding';
import { BINDABLE } from '../relations/binding-kinds';
import { allow } from '../relations/connect';
import { SecretKey } from '../relations/secret-key';
import { readableKey } from '../relations/set-variables';
import type { RedisListOptions } from './trigger';

/** The server that KEDA reads, and the credentials for it. */
export interface MetricSource {
  readonly peer: Peer;
  readonly ports: readonly Port[];
  /** The keys of Secrets, by parameter of the trigger. */
  readonly secrets: Readonly<Record<string, SecretKey>>;
}

/** A server of lists, as a trigger names it. */
export interface ListServer {
  /** The type of the trigger: a Sentinel names the server where there are Sentinels. */
  readonly type: 'redis' | 'redis-sentinel';
  /** The metadata by which the trigger finds it: https://keda.sh/docs/latest/scalers/redis-sentinel-lists/ */
  readonly where: Readonly<Record<string, string>>;
  /** `undefined` for a server that is only known by its address. */
  readonly source: MetricSource | undefined;
}

/** Returns the facts by which KEDA, in its own namespace, reaches a server of lists. */
export function listServer(
  scope: Construct,
  server: IBindable | string,
  { authentication, secret }: RedisListOptions,
): ListServer {
  if (typeof server === 'string') {
    return { type: 'redis', where: { address: wholeAddress(scope, server) }, source: undefined };
  }
  if (!BINDABLE.is(server)) {
    const fix = "pass a StatefulStore, or a form such as 'db.example.com:6379'";
    fail(scope, 'the server of ScalingMetric.redisList must be a store or an address', server, fix);
  }
  const { namespace } = requires(scope, 'keda', 'ScalingMetric.redisList');
  const { env, files, port, morePorts = [], via } = server.bind({ prefix: 'LIST', credentials: 'env', namespace });
  const { LIST_HOST: host, LIST_PORT: number = `${port.number}`, LIST_PASSWORD: password, LIST_URL: url } = env;
  const { LIST_SENTINELS: addresses, LIST_MASTER_NAME: sentinelMaster } = env;
  if (typeof host !== 'string' || typeof number !== 'string') {
    fail(scope, `${server.peer.name} must say by which host it is reached`, host, 'pass its address as text');
  }
  const encrypted = (typeof url === 'string' && url.startsWith('rediss')) || files?.['LIST_CA_FILE'] !== undefined;
  const tls: Record<string, string> = encrypted ? { enableTLS: 'true' } : {};
  const key =
    authentication === undefined && password instanceof SecretKey
      ? readableKey(scope, server, password, secret)
      : undefined;
  const source = (secrets: MetricSource['secrets']): MetricSource => ({
    peer: via ?? server.peer,
    ports: [port, ...morePorts],
    secrets,
  });
  if (typeof addresses === 'string' && typeof sentinelMaster === 'string') {
    const both = key && { password: key, sentinelPassword: key };
    return { type: 'redis-sentinel', where: { addresses, sentinelMaster, ...tls }, source: source(both ?? {}) };
  }
  return {
    type: 'redis',
    where: { address: `${host}:${number}`, ...tls },
    source: source(key ? { password: key } : {}),
  };
}

/** Throws when KEDA cannot resolve an address from its own namespace. */
export function wholeAddress(scope: Construct, address: string): string {
  const [, host = ''] = /^\[?([^[\]]+)\]?:\d{1,5}$/.exec(address) ?? [];
  if (host === '')
    fail(scope, 'an address must be a host and a port', address, 'use a form such as db.example.com:6379');
  if (!host.includes('.') && isIP(host) === 0) {
    const fix = `pass what it belongs to, or the whole name, such as ${host}.shop.svc.cluster.local`;
    fail(scope, 'KEDA is in another namespace, so it needs the whole name of a host', address, fix);
  }
  return address;
}

/** The pods of KEDA that ask for metrics. */
export function kedaIn(namespace: string): Peer {
  return Peer.foreignPods({ name: 'keda', namespaces: [namespace], labels: keda.labels });
}

/** Lets KEDA reach the source of a metric, with its credentials. Returns the fields of the trigger for them. */
export function letKedaIn(scope: Construct, name: string, source: MetricSource, labels: Labels): JsonObject {
  const { namespace } = requires(scope, 'keda', `scaling by ${source.peer.name}`);
  allow(kedaIn(namespace), source.peer, source.ports);
  if (Object.keys(source.secrets).length === 0) return {};
  const id = `Authentication-${source.peer.name}`;
  const authentication = `${name}-${source.peer.name}`.slice(0, 253);
  const secretTargetRef = Object.entries(source.secrets).map(([parameter, { secret, key }]) => ({
    parameter,
    name: secret,
    key,
  }));
  if (!scope.node.tryFindChild(id)) {
    new PlainObject(scope, id, {
      apiVersion: keda.apiVersion,
      kind: 'TriggerAuthentication',
      name: authentication,
      labels,
      fields: () => ({ spec: { secretTargetRef } }),
    });
  }
  return { authenticationRef: { name: authentication } };
}
