import { parseQuantity } from '../../checks/quantity';
import { type JsonObject, type JsonValue, listAt, objectAt } from '../../manifest/json';
import { type Inventory, namespaceOf } from '../inventory';
import type { CrossRule, Violation } from './rule';

function* bounds(inventory: Inventory): Iterable<Violation> {
  const usual = new Map<string, JsonObject>();
  for (const range of inventory.ofKind('LimitRange')) {
    for (const { type, max, default: limits = max } of listAt(range, 'spec', 'limits')) {
      const namespace = namespaceOf(range);
      if (type === 'Container') usual.set(namespace, { ...usual.get(namespace), ...objectAt(limits) });
    }
  }
  for (const { manifest, containers, namespace } of inventory.workloads) {
    for (const container of containers) {
      const { requests, limits } = objectAt(container, 'resources');
      for (const [resource, request] of Object.entries(objectAt(requests))) {
        const own = objectAt(limits)[resource];
        const limit = own ?? usual.get(namespace)?.[resource];
        if (limit === undefined || amount(request) <= amount(limit)) continue;
        const by = own === undefined ? ', the default of the LimitRange' : '';
        yield { manifest, where: `container ${container['name']}`, got: `${resource} ${request} above ${limit}${by}` };
      }
    }
  }
}

function* readable({ workloads }: Inventory): Iterable<Violation> {
  for (const { manifest, containers } of workloads) {
    for (const container of containers) {
      const { requests, limits } = objectAt(container, 'resources');
      for (const [resource, value] of [...Object.entries(objectAt(requests)), ...Object.entries(objectAt(limits))]) {
        if (amount(value) >= 0) continue;
        yield { manifest, where: `container ${container['name']}`, got: `${resource} ${value}` };
      }
    }
  }
}

function amount(value: JsonValue): number {
  return parseQuantity(`${value}`);
}

/** https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ */
export const amounts: readonly CrossRule[] = [
  {
    id: 'request-above-limit',
    what: 'must not request more than its limit',
    why: 'the API server refuses the pod',
    fix: 'lower the request, or raise the limit of the container',
    check: bounds,
  },
  {
    id: 'quantity',
    what: 'must give resources as quantities that are not negative',
    why: 'the API server refuses the pod',
    fix: 'use a form such as 250m or 512Mi',
    check: readable,
  },
];
