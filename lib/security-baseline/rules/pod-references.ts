import { misspelled } from '../../checks/closest';
import { isObject, type JsonObject, listAt, type Manifest, objectAt, textAt } from '../../manifest/json';
import { findClaim } from '../claims';
import type { Inventory, Workload } from '../inventory';
import { madeSecrets } from '../makers';
import type { CrossRule, Violation } from './rule';

interface Use {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key?: string;
  readonly where?: string;
}

/** Returns every reference of a pod to a ConfigMap or Secret, except for optional ones. */
function usesOf({ pod, containers }: Workload): Use[] {
  const inContainers = containers.flatMap((container) => {
    const where = `container ${container['name']}`;
    const env = listAt(container, 'env').map((variable) => objectAt(variable, 'valueFrom'));
    return [
      ...env.flatMap((from) => [
        ...use('Secret', objectAt(from, 'secretKeyRef'), 'name'),
        ...use('ConfigMap', objectAt(from, 'configMapKeyRef'), 'name'),
      ]),
      ...listAt(container, 'envFrom').flatMap((from) => [
        ...use('Secret', objectAt(from, 'secretRef'), 'name'),
        ...use('ConfigMap', objectAt(from, 'configMapRef'), 'name'),
      ]),
    ].map((found) => ({ ...found, where }));
  });
  const volumes = listAt(pod, 'volumes').flatMap((volume) => [
    ...use('Secret', objectAt(volume, 'secret'), 'secretName'),
    ...use('ConfigMap', objectAt(volume, 'configMap'), 'name'),
    ...listAt(volume, 'projected', 'sources').flatMap((source) => [
      ...use('Secret', objectAt(source, 'secret'), 'name'),
      ...use('ConfigMap', objectAt(source, 'configMap'), 'name'),
    ]),
  ]);
  const pull = listAt(pod, 'imagePullSecrets').flatMap((secret) => use('Secret', secret, 'name'));
  return [...inContainers, ...volumes, ...pull];
}

function use(kind: Use['kind'], reference: JsonObject, nameField: string): readonly Use[] {
  const name = textAt(reference, nameField);
  if (name === undefined || reference['optional'] === true) return [];
  const items = listAt(reference, 'items').map((item) => textAt(item, 'key'));
  const keys = items.length > 0 ? items : [textAt(reference, 'key')];
  return keys.map((key) => ({ kind, name, key }));
}

const WAITS = 'the pod waits forever, or the API server refuses it';
const DECLARE = 'create it in the app, correct the name, or list it as external in the SecurityBaseline';
/** The methods of ExternalObject for the kinds that pods refer to. */
const DECLARATIONS = {
  ConfigMap: 'configMap',
  Secret: 'secret',
  PersistentVolumeClaim: 'persistentVolumeClaim',
  Service: 'service',
} as const;

/** Says how a missing object is declared, or the name that is meant. */
export function declare(kind: keyof typeof DECLARATIONS, name: string, meant?: string): string {
  const external = `external: [ExternalObject.${DECLARATIONS[kind]}('${name}')]`;
  if (meant !== undefined) return `did you mean ${meant}; if not, pass ${external} to the SecurityBaseline`;
  return `create it in the app, correct the name, or pass ${external} to the SecurityBaseline`;
}

function missing(kind: Use['kind']): CrossRule['check'] {
  return function* check(inventory: Inventory): Iterable<Violation> {
    const secrets = madeSecrets(inventory);
    const known = (namespace: string, name: string): boolean =>
      inventory.has(kind, namespace, name) ||
      (kind === 'Secret' && secrets.get(namespace)?.has(name) === true) ||
      name === 'kube-root-ca.crt';
    for (const workload of inventory.workloads) {
      const { manifest, namespace } = workload;
      const said = new Set<string>();
      for (const { kind: of, name, key, where } of usesOf(workload)) {
        if (of !== kind) continue;
        const made = kind === 'Secret' ? [...(secrets.get(namespace) ?? [])] : [];
        const meant = made.includes(name) ? undefined : nearName(inventory, kind, namespace, name, made);
        const isMissing = meant !== undefined || !known(namespace, name);
        const got = isMissing ? name : withoutKey(inventory, kind, namespace, name, key);
        if (got === undefined || said.has(`${where}${got}`)) continue;
        said.add(`${where}${got}`);
        yield isMissing ? { manifest, where, got, fix: declare(kind, name, meant) } : { manifest, where, got };
      }
    }
  };
}

/** Returns the name that a reference to an object outside the app misspells. */
export function nearName(
  inventory: Inventory,
  kind: Use['kind'] | 'PersistentVolumeClaim',
  namespace: string,
  name: string,
  made: readonly string[],
): string | undefined {
  if (!inventory.isOnlyNamed(kind, namespace, name)) return undefined;
  return misspelled(name, [...inventory.namesOf(kind, namespace), ...made]);
}

function withoutKey(
  inventory: Inventory,
  kind: string,
  namespace: string,
  name: string,
  key: string | undefined,
): string | undefined {
  const there = inventory.find(kind, namespace, name);
  const added = inventory.externalKeys(kind, namespace, name);
  const grows = inventory.isDeclared(kind, namespace, name) && added === undefined;
  const keys = there && !grows ? [...keysOf(there), ...(added ?? [])] : added;
  return key === undefined || !keys || keys.includes(key) ? undefined : `${name} without key ${key}`;
}

function keysOf(manifest: Manifest): string[] {
  return ['data', 'stringData', 'binaryData'].flatMap((field) => {
    const values = manifest[field];
    return isObject(values) ? Object.keys(values) : [];
  });
}

function* claims(inventory: Inventory): Iterable<Violation> {
  for (const { manifest, namespace, pod } of inventory.workloads) {
    for (const volume of listAt(pod, 'volumes')) {
      const name = textAt(volume, 'persistentVolumeClaim', 'claimName');
      if (name === undefined || findClaim(inventory, namespace, name)) continue;
      const meant = nearName(inventory, 'PersistentVolumeClaim', namespace, name, []);
      if (meant === undefined && inventory.isExternal('PersistentVolumeClaim', namespace, name)) continue;
      yield { manifest, got: name, fix: declare('PersistentVolumeClaim', name, meant) };
    }
  }
}

export const podReferences: readonly CrossRule[] = [
  {
    id: 'missing-config-map',
    what: 'must use a ConfigMap that exists, with its key',
    why: WAITS,
    fix: DECLARE,
    check: missing('ConfigMap'),
  },
  {
    id: 'missing-secret',
    what: 'must use a Secret that exists, with its key',
    why: WAITS,
    fix: DECLARE,
    check: missing('Secret'),
  },
  {
    id: 'missing-claim',
    what: 'must use a PersistentVolumeClaim that exists',
    why: WAITS,
    fix: DECLARE,
    check: claims,
  },
];
