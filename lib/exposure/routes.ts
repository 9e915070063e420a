import type { ApiObject } from 'cdk8s';
import type { Ingress, Service } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { hostName } from '../checks/formats';
import { Cluster } from '../cluster/cluster';
import type { Labels } from '../manifest/labels';
import { annotate, annotationKeys } from '../manifest/notes';
import { namespaceOf } from '../manifest/plain-object';
import { Port } from '../network/port';
import { reserveRoute } from '../registry/routes';
import type { PodSet } from '../workload/pod-set';
import type { ExposureProps } from './exposure-props';
import { checkGatewayHosts, gatewayRoutes, type Split } from './gateway-routes';
import type { HealthRequest } from './health-request';
import { checkIngress, ingress } from './ingress';
import { checkEntrance } from './open-for-hosts';
import { routePath } from './route-path';
import { routeObjects } from './routing/objects';
import { openForTargets } from './routing/open-for-targets';
import { settleRouting } from './routing/settle';
import { checkRouting, translated } from './routing/translate';
import { isGrpc } from './service';
import type { SettledHosts } from './settled-hosts';
import { sideIngresses } from './side-ingresses';

/** The objects that lead requests for hosts to an app: an Ingress, or routes of a Gateway. */
export interface Routes {
  readonly ingress?: Ingress;
  readonly gatewayRoutes: readonly ApiObject[];
  /** The Ingresses of redirects, where the controller needs some of their own. */
  readonly sideIngresses: readonly Ingress[];
}

/** Settles the hosts of an app that answers on `port`. */
export function settleHosts(scope: Construct, props: ExposureProps, port: Port = Port.tcp(80)): SettledHosts {
  const hosts = hostsOf(scope, props);
  if (hosts.length === 0) {
    if (props.tls) fail(scope, 'tls needs a host', 'tls without host', 'give the host that the certificate is for');
    const lonely = (['path', 'paths', 'routing', 'ingressAnnotations'] as const).find(
      (name) => props[name] !== undefined,
    );
    if (lonely)
      fail(
        scope,
        `${lonely} needs a host`,
        `${lonely === 'path' ? `path ${props.path}` : lonely} without host`,
        'give the host',
      );
  } else if (port.protocol !== 'TCP') {
    fail(scope, 'a host needs an app that answers by HTTP', `${port}`, "use a TCP port, or expose: 'loadBalancer'");
  }
  const gateway = Cluster.of(scope).addOn('gateway') !== undefined;
  // Only an HTTPRoute matches paths.
  const inGateway = isGrpc(port) && props.path === undefined && !props.paths ? 'GRPCRoute' : 'HTTPRoute';
  const paths = pathsOf(scope, props);
  const kind = gateway ? inGateway : 'Ingress';
  const routing = settleRouting(scope, props.routing ?? {}, paths);
  const ingressAnnotations = props.ingressAnnotations ?? {};
  const settled = { hosts, paths, tls: props.tls, port, kind, routing, ingressAnnotations } as const;
  if (hosts.length > 0) {
    checkEntrance(scope);
    if (gateway) checkGatewayHosts(scope, settled);
    else checkIngress(scope, settled);
    checkRouting(scope, kind, routing);
    annotationKeys(scope, 'ingressAnnotations', ingressAnnotations);
    if (gateway && props.ingressAnnotations) failWithoutIngress(scope, props.ingressAnnotations);
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
  const { hosts, paths, kind, routing } = settled;
  if (hosts.length === 0) return { gatewayRoutes: [], sideIngresses: [] };
  const led = [...paths, ...(routing.redirects ?? []).map(({ path }) => path)];
  for (const name of hosts) for (const path of led) reserveRoute(scope, kind, name, path);
  const facts = { scope, name: target.name, namespace: namespaceOf(scope), hosts, paths };
  const parts = translated(kind, routing, facts);
  routeObjects(facts, parts.objects, labels);
  annotate(scope, 'serviceAnnotations', target, parts.service);
  openForTargets(scope, routing);
  if (kind !== 'Ingress') {
    return { gatewayRoutes: gatewayRoutes(scope, { ...settled, target, split, labels, parts }), sideIngresses: [] };
  }
  const made = ingress(scope, target, settled, { health, labels, parts });
  return {
    ingress: made,
    gatewayRoutes: [],
    sideIngresses: sideIngresses(scope, target, { hosts, labels, parts, main: made }),
  };
}

/** Returns the paths of an app, each once. */
function pathsOf(scope: Construct, { path, paths = [] }: ExposureProps): readonly [string, ...string[]] {
  const [first = '/', ...more] = path === undefined ? paths : [path, ...paths];
  const all = [first, ...more];
  for (const one of all) routePath(scope, one);
  const twice = all.find((one, at) => all.indexOf(one) !== at);
  if (twice !== undefined) fail(scope, 'a path must be given once', twice, 'remove it from paths');
  return [first, ...more];
}

function failWithoutIngress(scope: Construct, annotations: Labels): never {
  const got = Object.keys(annotations).join(', ');
  return fail(scope, 'ingressAnnotations need an Ingress', got, 'remove them: the cluster has a Gateway; use routing');
}

function hostsOf(scope: Construct, { host, hosts = [] }: ExposureProps): readonly string[] {
  const all = host === undefined ? hosts : [host, ...hosts];
  for (const name of all) hostName(scope, 'host', name);
  const twice = all.find((name, at) => all.indexOf(name) !== at);
  if (twice !== undefined) fail(scope, 'a host must be given once', twice, 'remove it from hosts');
  return all;
}
