import { parseQuantity } from '../checks/quantity';
import { type JsonObject, listAt, objectAt } from '../manifest/json';
import { CONTAINER_DEFAULTS } from './limits';

export type Requested = 'cpu' | 'memory';

/** Returns the amount that a VerticalPodAutoscaler may give a container; `undefined` when it gives none. */
export type Ceiling = (container: string, resource: Requested) => number | undefined;

/**
 * Returns the request of a pod, which a quota counts: that of its containers and sidecars together, or that of an init container
 * with the sidecars before it, if it is higher.
 *
 * @see https://kubernetes.io/docs/concepts/resource-management/effective-pod-requests-limits/
 */
export function podRequest(pod: JsonObject, resource: Requested, ceiling: Ceiling = () => undefined): number {
  const amount = (container: JsonObject): number =>
    Math.max(requested(container, resource), ceiling(`${container['name']}`, resource) ?? 0);
  let sidecars = 0;
  let starting = 0;
  for (const container of listAt(pod, 'initContainers')) {
    starting = Math.max(starting, sidecars + amount(container));
    if (container['restartPolicy'] === 'Always') sidecars += amount(container);
  }
  const running = listAt(pod, 'containers').reduce((total, container) => total + amount(container), sidecars);
  const whole = given(pod, resource);
  const overhead = objectAt(pod, 'overhead')[resource];
  return (whole ?? Math.max(running, starting)) + (overhead === undefined ? 0 : parseQuantity(`${overhead}`));
}

/** Returns the request of a container: its own, its limit, or the default of the namespace. */
export function requested(container: JsonObject, resource: Requested): number {
  return given(container, resource) ?? parseQuantity(CONTAINER_DEFAULTS[resource]);
}

function given(of: JsonObject, resource: Requested): number | undefined {
  const { requests, limits } = objectAt(of, 'resources');
  const said = objectAt(requests)[resource] ?? objectAt(limits)[resource];
  return said === undefined ? undefined : parseQuantity(`${said}`);
}
