import { isObject, type JsonObject, type JsonValue } from './json';

/** Key of an element in a list of objects, by field; elements of all other lists are identified by `name`. */
const KEYS: Readonly<Record<string, (element: JsonObject) => JsonValue>> = {
  volumeMounts: (mount) => mount['mountPath'],
  topologySpreadConstraints: (constraint) => constraint['topologyKey'],
  ports: (port) => `${port['protocol'] ?? 'TCP'}/${port['containerPort'] ?? port['port']}`,
  hostAliases: (alias) => alias['ip'],
};

/** Merges `overlay` into `base`: objects field by field, lists of objects by key, everything else replaced. */
export function merge(base: JsonObject, overlay: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...base };
  for (const [field, value] of Object.entries(overlay)) {
    if (value !== undefined) merged[field] = mergeField(field, base[field], value);
  }
  return merged;
}

/** Adds the `defaults` that `value` lacks; fields of `value` stay. */
export function fill(value: JsonObject, defaults: JsonObject): JsonObject {
  return merge(defaults, value);
}

function mergeField(field: string, base: JsonValue, overlay: JsonValue): JsonValue {
  if (isObject(base) && isObject(overlay)) return merge(base, overlay);
  if (isKeyed(base) && isKeyed(overlay)) return mergeLists(field, base, overlay);
  return overlay;
}

function isKeyed(value: JsonValue): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function mergeLists(field: string, base: readonly JsonObject[], overlay: readonly JsonObject[]): JsonValue {
  const key = KEYS[field] ?? ((element: JsonObject) => element['name']);
  const merged = [...base];
  for (const element of overlay) {
    const id = key(element);
    const at = id === undefined ? -1 : merged.findIndex((other) => key(other) === id);
    const there = merged[at];
    if (there === undefined) merged.push(element);
    else merged[at] = merge(there, element);
  }
  return merged;
}
