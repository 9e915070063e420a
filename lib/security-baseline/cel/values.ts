import { isObject, type JsonValue } from '../../manifest/json';

/** The result of an expression that cannot be evaluated, for example because a field is absent or has the wrong type. */
export const WRONG = Symbol('wrong');

/** A value of an expression: JSON, or {@link WRONG}. */
export type Value = JsonValue | typeof WRONG;

/** Returns the field of an object. */
export function fieldOf(of: JsonValue, field: string): Value {
  if (!isObject(of) || !Object.hasOwn(of, field)) return WRONG;
  const value = of[field];
  return value === undefined ? WRONG : value;
}

/** Returns an element of a list, or the value of a key. */
export function elementOf(of: JsonValue, key: JsonValue): Value {
  if (Array.isArray(of)) return typeof key === 'number' && key in of ? of[key] : WRONG;
  return typeof key === 'string' ? fieldOf(of, key) : WRONG;
}

/** Returns true if a value is an object that has a field. */
export function hasField(of: JsonValue, field: string): boolean {
  return fieldOf(of, field) !== WRONG;
}

/** Returns true if a list has an element, or an object a key. */
export function contains(item: JsonValue, of: JsonValue): Value {
  if (Array.isArray(of)) return of.some((element) => equals(element, item));
  if (!isObject(of)) return WRONG;
  return typeof item === 'string' && fieldOf(of, item) !== WRONG;
}

export function equals(one: JsonValue, other: JsonValue): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, at) => equals(item, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && equals(one[key], other[key]))
  );
}

/** Returns the length of a text in characters of Unicode, of a list or of an object. */
export function sizeOf(value: JsonValue): Value {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : WRONG;
}

/** Returns the order of two values of one scalar type, as a negative number, zero or a positive one. */
export function order(one: JsonValue, other: JsonValue): number | typeof WRONG {
  if (typeof one === 'string' && typeof other === 'string') return one === other ? 0 : one < other ? -1 : 1;
  const isNumeric = typeof one === 'number' || typeof one === 'boolean';
  return isNumeric && typeof one === typeof other ? Number(one) - Number(other) : WRONG;
}

/** Returns a sum, or two texts or lists as one. */
export function sum(one: JsonValue, other: JsonValue): Value {
  if (typeof one === 'number' && typeof other === 'number') return one + other;
  if (typeof one === 'string' && typeof other === 'string') return one + other;
  return Array.isArray(one) && Array.isArray(other) ? [...one, ...other] : WRONG;
}

/** Returns values of which none is wrong. */
export function right(values: readonly Value[]): readonly JsonValue[] | typeof WRONG {
  return values.includes(WRONG) ? WRONG : (values as readonly JsonValue[]);
}
