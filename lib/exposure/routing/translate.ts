import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { Cluster } from '../../cluster/cluster';
import type { JsonObject } from '../../manifest/json';
import { merge } from '../../manifest/merge';
import { namespaceOf } from '../../manifest/plain-object';
import type { RouteKind } from '../../registry/routes';
import { FEATURES, type SettledRouting } from './settled';
import { GATEWAY_COLUMNS, INGRESS_COLUMNS } from './table';
import type { Cell, Column, Feature, Lack, RouteFacts, RouteObject, Translation } from './translation';

/** Throws when the controller of the cluster has no equal for a feature that is asked for. */
export function checkRouting(scope: Construct, kind: RouteKind, routing: SettledRouting): void {
  const asked = featuresOf(routing);
  const [first] = asked;
  if (first === undefined) return;
  if (kind === 'GRPCRoute') {
    const fix = 'set path, such as /package.Service, which makes an HTTPRoute, or remove routing';
    fail(scope, 'routing needs an HTTPRoute', `${FEATURES[first]} of an app that speaks gRPC`, fix);
  }
  const { cells, title } = columnOf(scope, kind);
  for (const feature of asked) {
    const cell = cells[feature] as Cell<unknown> | Lack;
    const fix = 'lacks' in cell ? cell.lacks : cell.refuses?.(routing[feature], namespaceOf(scope));
    if (fix !== undefined) fail(scope, `${title} must know ${FEATURES[feature]}`, 'no equal', fix);
  }
}

/** Returns the parts of the objects of a route for all features that are asked for, in their order. */
export function translated(kind: RouteKind, routing: SettledRouting, route: RouteFacts): Required<Translation> {
  const asked = featuresOf(routing);
  const column = asked.length > 0 ? columnOf(route.scope, kind) : undefined;
  const parts = column
    ? asked.map((feature) => (column.cells[feature] as Cell<unknown>).translate(routing[feature], route))
    : [];
  const objects = joined(parts.flatMap((one) => one.objects ?? []));
  return {
    ingress: Object.assign({}, ...parts.map((one) => one.ingress), column?.finds?.(objects, route)),
    service: Object.assign({}, ...parts.map((one) => one.service)),
    objects,
    filters: parts.flatMap((one) => one.filters ?? []),
    rule: Object.assign({}, ...parts.map((one) => one.rule)),
    backendConfig: Object.assign({}, ...parts.map((one) => one.backendConfig)),
    rules: parts.flatMap((one) => one.rules ?? []),
    paths: parts.flatMap((one) => one.paths ?? []),
    sideIngresses: parts.flatMap((one) => one.sideIngresses ?? []),
    pathForm: parts.find(({ pathForm }) => pathForm)?.pathForm ?? ((path) => ({ path, pathType: 'Prefix' })),
  };
}

/** Features that are parts of one object make it together. */
function joined(objects: readonly RouteObject[]): readonly RouteObject[] {
  const byName = new Map<string, RouteObject>();
  for (const object of objects) {
    const key = `${object.kind}/${object.suffix}`;
    const spec: JsonObject = merge(byName.get(key)?.spec ?? {}, object.spec);
    byName.set(key, { ...object, spec });
  }
  return [...byName.values()];
}

function featuresOf(routing: SettledRouting): readonly Feature[] {
  return (Object.keys(FEATURES) as Feature[]).filter((feature) => routing[feature] !== undefined);
}

function columnOf(scope: Construct, kind: RouteKind): Column {
  const { ingress, controller } = Cluster.of(scope).entrance;
  if (kind !== 'Ingress') return GATEWAY_COLUMNS[controller?.routes ?? 'standard'];
  const column = ingress && INGRESS_COLUMNS[ingress];
  if (column) return column;
  const known = Object.keys(INGRESS_COLUMNS).join(' or ');
  const fix = `use AddOn.gateway, or say ingressController ${known} in the Cluster if that is its controller`;
  return fail(scope, 'routing needs a controller that Mainstay can tell', ingress ?? 'none', fix);
}
