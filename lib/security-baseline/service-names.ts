import { type Manifest, objectAt, textAt } from '../manifest/json';
import type { Inventory } from './inventory';

/** A Service that a host names. */
export interface NamedService {
  readonly name: string;
  readonly namespace: string;
  /** `undefined` when the app does not make it. */
  readonly manifest: Manifest | undefined;
  /** True for a name with `.svc`, which no host outside of the cluster has. */
  readonly isQualified: boolean;
}

/**
 * Returns the Service that a host names for a pod of a namespace: `api`, `api.shop`, `api.shop.svc`, and with the domain of the
 * cluster; before them the name of a pod.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export function serviceOf(inventory: Inventory, host: string, home: string): NamedService | undefined {
  const labels = host.split('.');
  const at = labels.indexOf('svc', 2);
  const isQualified = at >= 0;
  const domain = isQualified ? labels.slice(at + 1).join('.') : '';
  if (domain !== '' && domain !== inventory.domain) return undefined;
  const base = isQualified ? labels.slice(0, at) : labels;
  const named = (name = '', namespace = home): NamedService => {
    return { name, namespace, manifest: inventory.find('Service', namespace, name), isQualified };
  };
  const [first = '', second, third] = base;
  if (base.length === 1) return named(first);
  if (base.length === 3) {
    const governing = named(second, third);
    return isQualified && governing.manifest === undefined ? governing : headless(governing);
  }
  if (base.length !== 2) return undefined;
  const service = named(first, second);
  if (isQualified || service.manifest) return service;
  return headless(named(second));
}

/** The pods of a Service have names only if it is headless. */
function headless(service: NamedService): NamedService | undefined {
  return isHeadless(service.manifest) ? service : undefined;
}

export function isHeadless(service: Manifest | undefined): boolean {
  return textAt(objectAt(service, 'spec'), 'clusterIP') === 'None';
}
