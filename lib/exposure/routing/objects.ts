import type { Labels } from '../../manifest/labels';
import { PlainObject } from '../../manifest/plain-object';
import { reserve } from '../../registry/names';
import type { RouteFacts, RouteObject } from './translation';

/** Makes the custom resources by which a controller knows the features of a route. */
export function routeObjects({ scope, name }: RouteFacts, objects: readonly RouteObject[], labels: Labels): void {
  for (const { apiVersion, kind, suffix, spec } of objects) {
    new PlainObject(scope, `${kind}-${suffix}`, {
      apiVersion,
      kind,
      name: reserve(scope, kind, `${name}-${suffix}`),
      labels,
      fields: () => ({ spec }),
    });
  }
}
