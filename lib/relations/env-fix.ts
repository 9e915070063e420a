import { literal } from '../checks/fixes';

/** The fields of the pod by which manifests name them, and the methods of `PodField`. */
const POD_FIELDS: Readonly<Record<string, string>> = {
  'metadata.name': 'name',
  'metadata.namespace': 'namespace',
  'metadata.uid': 'uid',
  'status.podIP': 'ip',
  'status.hostIP': 'nodeIp',
  'spec.nodeName': 'node',
  'spec.serviceAccountName': 'serviceAccount',
};

const USUAL = "use a text in quotes, SecretKey.of('name', 'key') or ConfigKey.of('name', 'key')";

/** Returns the fix for the value of a variable that is no text: what `valueFrom` of a manifest says, as a program says it. */
export function envFix(value: unknown): string {
  const text = literal(value);
  if (text !== undefined) return `use '${text}'`;
  if (value === null) return "use '' for an empty variable, or leave it out";
  if (Array.isArray(value)) return "join its values to one text: value.join(','), for example";
  const { valueFrom = value } = Object(value) as Readonly<Record<string, unknown>>;
  const { secretKeyRef, configMapKeyRef, fieldRef } = Object(valueFrom ?? {}) as Readonly<Record<string, unknown>>;
  const { fieldPath } = Object(fieldRef ?? {}) as Readonly<Record<string, unknown>>;
  const field = typeof fieldPath === 'string' ? POD_FIELDS[fieldPath] : undefined;
  if (field !== undefined) return `use PodField.${field}()`;
  return keyFix('SecretKey', secretKeyRef) ?? keyFix('ConfigKey', configMapKeyRef) ?? USUAL;
}

function keyFix(by: string, reference: unknown): string | undefined {
  const { name, key } = Object(reference ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof key !== 'string') return undefined;
  return `use ${by}.of(${literal(name)}, ${literal(key)})`;
}
