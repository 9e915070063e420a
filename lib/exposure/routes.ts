import type { ApiObject } from 'cdk8s';
import type { Ingress, Service } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { hostName } from '../checks/formats';
import { Cluster } from '../cluster/cluster';
import { Port } from '../network/port';
import { reserveRoute } from '../registry/routes';
import type { PodSet } from '../workload/pod-set';
import type { ExposureProps } from './exposure-props';
import { checkGatewayHosts, gatewayRoutes, type Split } from './gateway-routes';
import type { HealthRequest } from './health-request';
import { checkIngress, ingress } from './ingress';
import { checkEntrance } from './open-for-hosts';
import { routePath } from './route-path';
import { isGrpc } from './service';
import type { SettledHosts } from './settled-hosts';

/** The objects that lead requests for hosts to an app: an Ingress, or routes of a Gateway. */
export interface Routes {
  readonly ingress?: Ingress;
  readonly gatewayRoutes: readonly ApiObject[];
}

/** Settles the hosts of an app that answers on `port`. */
export function settleHosts(scope: Construct, props: ExposureProps, port: Port = Port.tcp(80)): SettledHosts {
  const hosts = hostsOf(scope, props);
  if (hosts.length === 0) {
    if (props.tls) fail(scope, 'tls needs a host', 'tls without host', 'give the host that the certificate is for');
    if (props.path !== undefined) fail(scope, 'path needs a host', `path ${props.path} without host`, 'give the host');
  } else if (port.protocol !== 'TCP') {
    fail(scope, 'a host needs an app that answers by HTTP', `${port}`, "use a TCP port, or expose: 'loadBalancer'");
  }
  const gateway = Cluster.of(scope).addOn('gateway') !== undefined;
  // Only an HTTPRoute matches paths.
  const inGateway = isGrpc(port) && props.path === undefined ? 'GRPCRoute' : 'HTTPRoute';
  const path = routePath(scope, props.path ?? '/');
  const settled = { hosts, path, tls: props.tls, port, kind: gateway ? inGateway : 'Ingress' } as const;
  if (hosts.length > 0) {
    checkEntrance(scope);
    if (gateway) checkGatewayHosts(scope, settled);
    else checkIngress(scope, settled);
  }
  return settled;
}

/** Makes the routes of the hosts of an app; none without a host. */
export function routes(
  { scope, labels }: PodSet,
  target: Service,
  settled: SettledHosts,
  health: HealthRequest,
  split?: Split,
): Routes {
  const { hosts, path, kind } = settled;
  if (hosts.length === 0) return { gatewayRoutes: [] };
  for (const name of hosts) reserveRoute(scope, kind, name, path);
  if (kind !== 'Ingress') return { gatewayRoutes: gatewayRoutes(scope, { ...settled, target, split, labels }) };
  return { ingress: ingress(scope, target, settled, health, labels), gatewayRoutes: [] };
}

function hostsOf(scope: Construct, { host, hosts = [] }: ExposureProps): readonly string[] {
  const all = host === undefined ? hosts : [host, ...hosts];
  for (const name of all) hostName(scope, 'host', name);
  const twice = all.find((name, at) => all.indexOf(name) !== at);
  if (twice !== undefined) fail(scope, 'a host must be given once', twice, 'remove it from hosts');
  return all;
}
