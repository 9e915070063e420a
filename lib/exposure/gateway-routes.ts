import type { ApiObject } from 'cdk8s';
import type { Service } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { requires } from '../cluster/add-ons/requires';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import { reserveName } from '../registry/names';
import type { Translation } from './routing/translation';
import type { SettledHosts } from './settled-hosts';

/** Another Service that gets a percentage of the requests. */
export interface Split {
  readonly target: Service;
  readonly weight: number;
}

/** The settings of a route of a Gateway. */
export interface RoutePlan extends SettledHosts {
  readonly target: Service;
  readonly split: Split | undefined;
  readonly labels: Labels;
  readonly parts: Required<Translation>;
}

/** The limit of the API. */
const MOST_HOSTS = 16;

/**
 * An HTTPRoute or GRPCRoute to the app, and one that redirects plain HTTP to HTTPS where the names of the listeners are known.
 *
 * @see https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/
 */
export function gatewayRoutes(scope: Construct, plan: RoutePlan): readonly ApiObject[] {
  const { http, https } = Cluster.of(scope).addOn('gateway') ?? {};
  const main = plan.kind === 'GRPCRoute' ? grpcRoute(scope, plan, https) : httpRoute(scope, plan, https);
  return http === undefined ? [main] : [main, redirect(scope, plan, http)];
}

/** Throws when routes of a Gateway cannot lead requests for the hosts. */
export function checkGatewayHosts(scope: Construct, { hosts, tls }: Pick<RoutePlan, 'hosts' | 'tls'>): void {
  if (hosts.length > MOST_HOSTS) {
    fail(scope, `a route takes at most ${MOST_HOSTS} hosts`, hosts.length, 'use a wildcard such as *.example.com');
  }
  if (tls && !tls.isOfController) {
    fail(
      scope,
      'the certificate of a host behind a Gateway is at its listener',
      `${tls}`,
      'set it there, and remove tls',
    );
  }
}

function httpRoute(scope: Construct, plan: RoutePlan, listener: string | undefined): ApiObject {
  const { target, paths, parts } = plan;
  const filters = parts.filters.length > 0 ? parts.filters : undefined;
  const rule = { backendRefs: backends(plan), filters, matches: paths.map(pathMatch), ...parts.rule };
  return route(scope, 'Route', 'HTTPRoute', target.name, plan, listener, [rule, ...parts.rules]);
}

function grpcRoute(scope: Construct, plan: RoutePlan, listener: string | undefined): ApiObject {
  return route(scope, 'Route', 'GRPCRoute', plan.target.name, plan, listener, [{ backendRefs: backends(plan) }]);
}

function backends({ target, split }: RoutePlan): readonly JsonObject[] {
  const own = { name: target.name, port: target.port };
  if (!split) return [own];
  const other = { name: split.target.name, port: split.target.port };
  return [
    { ...own, weight: 100 - split.weight },
    { ...other, weight: split.weight },
  ];
}

function redirect(scope: Construct, plan: RoutePlan, listener: string): ApiObject {
  const requestRedirect = { scheme: 'https', statusCode: 301 };
  const rule = { filters: [{ type: 'RequestRedirect', requestRedirect }], matches: ledPaths(plan).map(pathMatch) };
  return route(scope, 'Redirect', 'HTTPRoute', `${plan.target.name}-to-https`, plan, listener, [rule]);
}

/** The paths of the app and of its redirects. */
function ledPaths({ paths, routing }: RoutePlan): readonly string[] {
  return [...paths, ...(routing.redirects ?? []).map(({ path }) => path)];
}

function route(
  scope: Construct,
  id: string,
  kind: 'HTTPRoute' | 'GRPCRoute',
  name: string,
  { hosts, labels }: RoutePlan,
  sectionName: string | undefined,
  rules: readonly JsonObject[],
): ApiObject {
  const { name: parentName, namespace } = requires(scope, 'gateway', 'a route');
  const parent = { name: parentName, namespace, sectionName };
  return new PlainObject(scope, id, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    name: reserveName(scope, kind, name),
    labels,
    fields: () => ({ spec: { parentRefs: [parent], hostnames: [...hosts], rules } }),
  }).resource;
}

function pathMatch(value: string): JsonObject {
  return { path: { type: 'PathPrefix', value } };
}
