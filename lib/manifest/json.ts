/** A value of a manifest. `undefined` means "leave this field out". */
export type JsonValue = string | number | boolean | null | undefined | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [field: string]: JsonValue;
}

/** A rendered Kubernetes object. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(value: JsonValue, path: readonly string[]): JsonValue {
  let at = value;
  for (const field of path) at = isObject(at) ? at[field] : undefined;
  return at;
}

/** Returns the object at a path of fields, or an empty one. */
export function objectAt(value: JsonValue, ...path: string[]): JsonObject {
  const at = valueAt(value, path);
  return isObject(at) ? at : {};
}

/** Returns the list of objects at a path of fields, or an empty one. */
export function listAt(value: JsonValue, ...path: string[]): readonly JsonObject[] {
  const list = valueAt(value, path);
  if (!Array.isArray(list)) return [];
  return list.every(isObject) ? list : list.filter(isObject);
}

/** Returns the text at a path of fields, or `undefined`. */
export function textAt(value: JsonValue, ...path: string[]): string | undefined {
  const text = valueAt(value, path);
  return typeof text === 'string' ? text : undefined;
}

/** Returns the names of the fields of an object in an order. */
export type FieldOrder = (value: JsonObject) => readonly string[];

/** Returns the order in which cdk8s renders fields: that of the alphabet, unless the user disables it. */
export function fieldOrder(): FieldOrder {
  return process.env.CDK8S_DISABLE_SORT ? Object.keys : sortedFields;
}

/** Most objects are sorted already: cdk8s has rendered them. */
function sortedFields(value: JsonObject): readonly string[] {
  const fields = Object.keys(value);
  for (let at = 1; at < fields.length; at++) {
    if ((fields[at - 1] as string) > (fields[at] as string)) return fields.sort();
  }
  return fields;
}

/** Copies a value without `undefined` fields, and with fields in alphabetical order as cdk8s renders objects. */
export function tidy(value: JsonValue, fieldsOf: FieldOrder = fieldOrder()): JsonValue {
  if (Array.isArray(value)) return value.map((element) => tidy(element, fieldsOf));
  if (!isObject(value)) return value;
  const copy: Record<string, JsonValue> = {};
  for (const field of fieldsOf(value)) {
    const inner = value[field];
    if (inner !== undefined) setField(copy, field, tidy(inner, fieldsOf));
  }
  return copy;
}

/** Sets a field of a copy. Assigning to `__proto__` would set no field. */
export function setField(copy: Record<string, JsonValue>, field: string, value: JsonValue): void {
  if (field !== '__proto__') copy[field] = value;
  else Object.defineProperty(copy, field, { value, configurable: true, enumerable: true, writable: true });
}
