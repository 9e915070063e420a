import { type JsonObject, type JsonValue, listAt, type Manifest, objectAt, textAt } from '../manifest/json';
import { type Inventory, nameOf, namespaceOf } from './inventory';

/** A PersistentVolumeClaim, and the StatefulSet for one of whose pods it is. */
export interface Claim {
  /** The PersistentVolumeClaim or its template. */
  readonly source: JsonObject;
  readonly madeFor: Manifest | undefined;
}

/** Returns a claim of the app by its name; `undefined` when the app does not make it. */
export function findClaim(inventory: Inventory, namespace: string, name: string): Claim | undefined {
  const own = inventory.find('PersistentVolumeClaim', namespace, name);
  const made = madeClaim(inventory, namespace, name);
  return own ? { source: own, madeFor: made?.madeFor } : made;
}

/** Returns the claim that a StatefulSet makes by this name, unless it is there; `undefined` when none does. */
export function madeClaim(inventory: Inventory, namespace: string, name: string): Claim | undefined {
  if (!/-\d+$/.test(name)) return undefined;
  for (const set of inventory.ofKind('StatefulSet')) {
    if (namespaceOf(set) !== namespace) continue;
    const ordinal = (template: string): string | undefined => {
      const prefix = `${template}-${nameOf(set)}-`;
      return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
    };
    const source = listAt(set, 'spec', 'volumeClaimTemplates').find((template) =>
      /^(0|[1-9]\d*)$/.test(ordinal(textAt(template, 'metadata', 'name') ?? '') ?? ''),
    );
    if (source) return { source, madeFor: set };
  }
  return undefined;
}

/** Returns the access mode of a claim that one node or one pod at a time can use; `undefined` when several can. */
export function exclusiveMode({ source }: Claim): string | undefined {
  const modes = objectAt(source, 'spec')['accessModes'];
  const all: readonly JsonValue[] = Array.isArray(modes) ? modes : [];
  const one = all.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
  return all.length > 0 && one ? `${all[0]}` : undefined;
}
