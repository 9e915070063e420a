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
  const { json, own } = applied(manifest);
  if (MOST_OF_CHARACTER * json.length + own <= MOST_ANNOTATIONS) return undefined;
  const bytes = escapedBytes(json) + own;
  return bytes > MOST_ANNOTATIONS ? bytes : undefined;
}

/** Returns the bytes of the annotations of an object after `kubectl apply`, which keeps the whole object in one of them. */
export function annotationBytes(manifest: JsonObject): number {
  const { json, own } = applied(manifest);
  return escapedBytes(json) + own;
}

/** Returns the object as JSON, and the bytes of its own annotations with the name of the one that keeps it. */
function applied(manifest: JsonObject): { readonly json: string; readonly own: number } {
  const metadata = objectAt(manifest, 'metadata');
  const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  const json = JSON.stringify({ ...manifest, metadata: { ...metadata, annotations } });
  const own = Object.entries(annotations).reduce((sum, [key, value]) => sum + utf8(key) + utf8(`${value}`), 0);
  return { json, own: LAST_APPLIED.length + '\n'.length + own };
}

function escapedBytes(json: string): number {
  return utf8(json.replace(ESCAPED, '......'));
}

function utf8(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
