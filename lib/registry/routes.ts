import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { ClusterRecord } from './registry';

/** The kind of the object that leads requests for a host to an app. */
export type RouteKind = 'Ingress' | 'HTTPRoute' | 'GRPCRoute';

/** A host and path that lead to the app of `owner`. */
interface Route {
  readonly owner: Construct;
  readonly host: string;
  readonly path: string;
}

/** The routes of a cluster, by their kinds and by their hosts, so that a new one is not compared with all of them. */
class Routes {
  readonly byKind = new Map<RouteKind, Route[]>();
  readonly byHost = new Map<string, Route[]>();

  add(kind: RouteKind, route: Route): void {
    push(this.byKind, kind, route);
    push(this.byHost, route.host, route);
  }
}

const routes = new ClusterRecord(() => new Routes());

/**
 * Reserves a host and path. Of two routes with both the same, one would never receive a request. Of an HTTPRoute and a GRPCRoute
 * for one host, a Gateway must reject the newer one.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/grpcroute/#cross-serving
 */
export function reserveRoute(scope: Construct, kind: RouteKind, host: string, wanted: string): void {
  const path = wanted === '/' ? '/' : wanted.replace(/\/$/, '');
  const known = routes.of(scope);
  const others = [...known.byKind].flatMap(([other, all]) => (other === kind ? [] : all));
  const rival = others.find(({ owner, host: other }) => owner !== scope && meet(other, host));
  if (rival) {
    const [grpc, http] = kind === 'GRPCRoute' ? [scope, rival.owner] : [rival.owner, scope];
    const got = `${host} for ${grpc.node.path}, which speaks gRPC, and ${http.node.path}, which does not`;
    const fix = `give ${grpc.node.path} a host of its own, or a path such as /package.Service, which makes an HTTPRoute`;
    fail(scope, 'a host of a Gateway must have either GRPCRoutes or HTTPRoutes', got, fix);
  }
  const same = known.byHost.get(host)?.find((other) => other.owner !== scope && other.path === path);
  if (same) {
    const fix = `${same.owner.node.path} has it; set another host or path`;
    fail(scope, 'a host and path must lead to one app', `${host}${path}`, fix);
  }
  known.add(kind, { owner: scope, host, path });
}

/** Returns the other apps that have a host. */
export function othersOn(scope: Construct, host: string): readonly Construct[] {
  const all = routes.of(scope).byHost.get(host) ?? [];
  return [...new Set(all.map(({ owner }) => owner))].filter((owner) => owner !== scope);
}

function push<Key>(groups: Map<Key, Route[]>, key: Key, route: Route): void {
  const group = groups.get(key);
  if (group) group.push(route);
  else groups.set(key, [route]);
}

/** True if one of two hosts is the other, or a wildcard for it. */
function meet(one: string, other: string): boolean {
  const covers = (wildcard: string, host: string): boolean =>
    wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1));
  return one === other || covers(one, other) || covers(other, one);
}
