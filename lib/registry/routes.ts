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
  readonly kind: RouteKind;
}

const routes = new ClusterRecord<Route[]>(() => []);

/**
 * Reserves a host and path. Of two routes with both the same, one would never receive a request. Of an HTTPRoute and a GRPCRoute
 * for one host, a Gateway must reject the newer one.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/grpcroute/#cross-serving
 */
export function reserveRoute(scope: Construct, kind: RouteKind, host: string, wanted: string): void {
  const path = wanted === '/' ? '/' : wanted.replace(/\/$/, '');
  const others = routes.of(scope).filter(({ owner }) => owner !== scope);
  const rival = others.find((other) => other.kind !== kind && meet(other.host, host));
  if (rival) {
    const [grpc, http] = kind === 'GRPCRoute' ? [scope, rival.owner] : [rival.owner, scope];
    const got = `${host} for ${grpc.node.path}, which speaks gRPC, and ${http.node.path}, which does not`;
    const fix = `give ${grpc.node.path} a host of its own, or a path such as /package.Service, which makes an HTTPRoute`;
    fail(scope, 'a host of a Gateway must have either GRPCRoutes or HTTPRoutes', got, fix);
  }
  const same = others.find((other) => other.host === host && other.path === path);
  if (same) {
    const fix = `${same.owner.node.path} has it; set another host or path`;
    fail(scope, 'a host and path must lead to one app', `${host}${path}`, fix);
  }
  routes.of(scope).push({ owner: scope, host, path, kind });
}

/** Returns the other apps that have a host. */
export function othersOn(scope: Construct, host: string): readonly Construct[] {
  const others = routes.of(scope).filter((route) => route.host === host && route.owner !== scope);
  return [...new Set(others.map(({ owner }) => owner))];
}

/** True if one of two hosts is the other, or a wildcard for it. */
function meet(one: string, other: string): boolean {
  const covers = (wildcard: string, host: string): boolean =>
    wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1));
  return one === other || covers(one, other) || covers(other, one);
}
