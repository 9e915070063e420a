import { canonicalQuantity } from '../checks/quantity';
import { isOfKubernetes } from './api-group';
import {
  type FieldOrder,
  fieldOrder,
  isObject,
  type JsonObject,
  type JsonValue,
  type Manifest,
  setField,
  tidy,
} from './json';

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
 * where they can be said. So a second apply, another field manager and a tool that compares the two find no difference. Its fields
 * are in the order of {@link tidy}.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 */
export function asStored(manifest: Manifest): JsonObject {
  const fieldsOf = fieldOrder();
  const { apiVersion } = manifest;
  if (!isOfKubernetes(apiVersion)) return tidy(manifest, fieldsOf) as JsonObject;
  const isOfGateways = apiVersion.startsWith('gateway.networking.k8s.io/');
  const form = isOfGateways ? { added: ADDED_TO_ROUTES, leftOut: {} } : { added: ADDED, leftOut: LEFT_OUT };
  return storedObject('', manifest, { ...form, fieldsOf });
}

interface Form {
  readonly added: ByField;
  readonly leftOut: ByField;
  readonly fieldsOf: FieldOrder;
}

function stored(field: string, value: JsonValue, form: Form): JsonValue {
  if (Array.isArray(value)) return value.map((element) => stored(field, element, form));
  if (!isObject(value)) return AMOUNT.has(field) ? amount(value) : value;
  if (FREE.has(field)) return tidy(value, form.fieldsOf);
  if (field === 'metadata') return tidy(withoutEmpty(value), form.fieldsOf);
  if (AMOUNTS.has(field)) return tidy(mapped(value, amount), form.fieldsOf);
  return storedObject(field, value, form);
}

function storedObject(field: string, value: JsonObject, form: Form): JsonObject {
  const absent = form.leftOut[field];
  const added = form.added[field];
  const whole = added ? { ...added, ...value } : value;
  const copy: Record<string, JsonValue> = {};
  for (const name of form.fieldsOf(whole)) {
    const inner = whole[name] ?? (whole[name] === null ? null : added?.[name]);
    if (inner === undefined || (absent && name in absent && absent[name] === inner)) continue;
    setField(copy, name, stored(name, inner, form));
  }
  return copy;
}

function mapped(value: JsonObject, change: (inner: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}

/** The API server keeps no empty annotations or labels. */
function withoutEmpty(metadata: JsonObject): JsonObject {
  const isEmpty = (value: JsonValue): boolean => isObject(value) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => !isEmpty(value)));
}

function amount(value: JsonValue): JsonValue {
  return typeof value === 'string' ? canonicalQuantity(value) : value;
}
