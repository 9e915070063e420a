import { canonicalQuantity } from '../checks/quantity';
import { isOfKubernetes } from './api-group';
import { isObject, type JsonObject, type JsonValue, type Manifest, setField } from './json';

type ByField = Readonly<Record<string, JsonObject>>;

/** Values that the API server does not keep, in the object or in the elements of the list of each field. */
const LEFT_OUT: ByField = {
  env: { value: '' },
  spec: { hostIPC: false, hostNetwork: false, hostPID: false, minReadySeconds: 0, publishNotReadyAddresses: false },
  subjects: { apiGroup: '' },
  volumeMounts: { readOnly: false, subPath: '' },
};

/** Fields that the API server adds to objects and lists that belong to one manager as a whole, or that identify an element. */
const ADDED: ByField = {
  fieldRef: { apiVersion: 'v1' },
  ports: { protocol: 'TCP' },
  resourceFieldRef: { divisor: '0' },
  serviceAccountToken: { expirationSeconds: 3600 },
};

/** Fields that the definitions of the Gateway API add: https://gateway-api.sigs.k8s.io/reference/spec/ */
const ADDED_TO_ROUTES: ByField = {
  backendRefs: { group: '', kind: 'Service', weight: 1 },
  parentRefs: { group: 'gateway.networking.k8s.io', kind: 'Gateway' },
};

/** The fields whose values are quantities, which the API server writes in its own way. */
const AMOUNTS = new Set(['default', 'defaultRequest', 'hard', 'limits', 'requests']);
const AMOUNT = new Set(['averageValue', 'divisor', 'sizeLimit']);

/** The fields whose keys are the user's. */
const FREE = new Set(['binaryData', 'data', 'matchLabels', 'nodeSelector', 'selector']);

/**
 * Returns a manifest in the form in which the API server stores it: without fields that it leaves out, and with those that it adds
 * where they can be said. So a second apply, another field manager and a tool that compares the two find no difference.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 */
export function asStored(manifest: Manifest): JsonValue {
  if (manifest.apiVersion.startsWith('gateway.networking.k8s.io/')) return stored('', manifest, ADDED_TO_ROUTES, {});
  return isOfKubernetes(manifest.apiVersion) ? stored('', manifest, ADDED, LEFT_OUT) : manifest;
}

function stored(field: string, value: JsonValue, added: ByField, leftOut: ByField): JsonValue {
  if (Array.isArray(value)) return value.map((element) => stored(field, element, added, leftOut));
  if (!isObject(value)) return AMOUNT.has(field) ? amount(value) : value;
  if (FREE.has(field)) return value;
  if (field === 'metadata') return withoutEmpty(value);
  if (AMOUNTS.has(field)) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, amount(inner)]));
  }
  const absent = leftOut[field];
  const copy: Record<string, JsonValue> = { ...added[field] };
  for (const name of Object.keys(value)) {
    const inner = value[name];
    if (inner === undefined || (absent && name in absent && absent[name] === inner)) continue;
    setField(copy, name, stored(name, inner, added, leftOut));
  }
  return copy;
}

/** The API server keeps no empty annotations or labels. */
function withoutEmpty(metadata: JsonObject): JsonObject {
  const isEmpty = (value: JsonValue): boolean => isObject(value) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => !isEmpty(value)));
}

function amount(value: JsonValue): JsonValue {
  return typeof value === 'string' ? canonicalQuantity(value) : value;
}
