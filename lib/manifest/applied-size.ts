import { isObject, type JsonObject, type JsonValue, objectAt } from './json';

/**
 * The limit of the API server on the annotations of an object together, in bytes.
 *
 * @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/
 */
export const MOST_ANNOTATIONS = 256 * 1024;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Go writes these six bytes long into JSON: `\u003c`. */
const ESCAPED = /[<>&\u2028\u2029]/g;

/** The most bytes that a character of JSON takes there. */
const MOST_OF_CHARACTER = '\\u003c'.length;

/** The most bytes of a number, a boolean or `null`, or of the marks around another value. */
const MOST_OF_SCALAR = 25;

/** Returns the bytes of the annotations of an object after `kubectl apply` if they are above the limit of the API server. */
export function excessiveBytes(manifest: JsonObject): number | undefined {
  if (isSmall(manifest)) return undefined;
  const bytes = annotationBytes(manifest);
  return bytes > MOST_ANNOTATIONS ? bytes : undefined;
}

/** True for a manifest, or some of its fields, with less than half of the bytes that the annotations may have. */
export function isFarBelowLimit(manifest: JsonObject): boolean {
  return isSmall(manifest) || annotationBytes(manifest) <= MOST_ANNOTATIONS / 2;
}

/** Nearly all objects are so small that this needs no JSON of them. */
function isSmall(manifest: JsonObject): boolean {
  return mostBytes(manifest) <= MOST_ANNOTATIONS / 2;
}

/** Returns a number of bytes which the JSON of a value does not exceed. */
function mostBytes(value: JsonValue): number {
  if (typeof value === 'string') return MOST_OF_SCALAR + MOST_OF_CHARACTER * value.length;
  if (typeof value !== 'object' || value === null) return MOST_OF_SCALAR;
  let most = MOST_OF_SCALAR;
  if (Array.isArray(value)) for (const element of value) most += mostBytes(element);
  else for (const field of Object.keys(value)) most += mostBytes(field) + mostBytes((value as JsonObject)[field]);
  return most;
}

/** Returns the bytes of the annotations of an object after `kubectl apply`, which keeps the whole object in one of them. */
export function annotationBytes(manifest: JsonObject): number {
  const metadata = objectAt(manifest, 'metadata');
  const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const json = JSON.stringify({ ...manifest, metadata: { ...metadata, annotations } });
  const own = Object.entries(annotations).reduce((sum, [key, value]) => sum + utf8(key) + utf8(`${value}`), 0);
  return LAST_APPLIED.length + '\n'.length + own + escapedBytes(json);
}

function escapedBytes(json: string): number {
  return utf8(json.replace(ESCAPED, '......'));
}

function utf8(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
