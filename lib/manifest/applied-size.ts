import { isObject, type JsonObject, objectAt } from './json';

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

/** Returns the bytes of the annotations of an object after `kubectl apply` if they are above the limit of the API server. */
export function excessiveBytes(manifest: JsonObject): number | undefined {
  const characters = JSON.stringify(manifest).length + LAST_APPLIED.length;
  // The own annotations stand in the object, and beside it.
  if (2 * MOST_OF_CHARACTER * characters <= MOST_ANNOTATIONS) return undefined;
  const bytes = annotationBytes(manifest);
  return bytes > MOST_ANNOTATIONS ? bytes : undefined;
}

/** Returns the bytes of the annotations of an object after `kubectl apply`, which keeps the whole object in one of them. */
export function annotationBytes(manifest: JsonObject): number {
  const metadata = objectAt(manifest, 'metadata');
  const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const json = JSON.stringify({ ...manifest, metadata: { ...metadata, annotations } });
  const own = Object.entries(annotations).reduce((sum, [key, value]) => sum + utf8(key) + utf8(`${value}`), 0);
  return LAST_APPLIED.length + utf8(json.replace(ESCAPED, '......')) + '\n'.length + own;
}

function utf8(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
