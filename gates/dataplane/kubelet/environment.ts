/** A container's variables, as the kubelet makes them. */
import type { Container, DownwardItem, EnvVar, KeyReference, Manifest, ResourceField } from './spec';
import { quantity } from './spec';

/** Facts that a pod knows of itself and may read. */
export interface PodFacts {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly containers: readonly Container[];
  /** An object of the same namespace. */
  readonly find: (kind: 'ConfigMap' | 'Secret', name: string) => Manifest | undefined;
}

/** Reason why a container cannot be made yet; the kubelet tries again. */
export class NotYet extends Error {}

/** The files or values of a ConfigMap or Secret. @throws NotYet when it is missing and not optional */
export function dataOf(
  pod: PodFacts,
  kind: 'ConfigMap' | 'Secret',
  name: string,
  optional = false,
): Record<string, Buffer> | undefined {
  const manifest = pod.find(kind, name);
  if (!manifest) {
    if (optional) return undefined;
    throw new NotYet(`${kind.toLowerCase()} "${name}" not found`);
  }
  const plain = Object.entries({ ...manifest['data'], ...manifest['stringData'] } as Record<string, string>);
  const encoded = Object.entries((manifest['binaryData'] ?? {}) as Record<string, string>);
  const isEncoded = (key: string): boolean => kind === 'Secret' && !(key in (manifest['stringData'] ?? {}));
  return Object.fromEntries([
    ...plain.map(([key, text]) => [key, Buffer.from(text, isEncoded(key) ? 'base64' : 'utf8')] as const),
    ...encoded.map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
  ]);
}

function keyOf(pod: PodFacts, kind: 'ConfigMap' | 'Secret', { name, key, optional }: KeyReference): string | undefined {
  const value = dataOf(pod, kind, name, optional)?.[key];
  if (value === undefined && !optional)
    throw new NotYet(`couldn't find key ${key} in ${kind} ${pod.namespace}/${name}`);
  return value?.toString();
}

/** https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#available-fields */
export function fieldOf(pod: PodFacts, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return pod[keyed[1] as 'labels' | 'annotations'][keyed[2] ?? ''] ?? '';
  const fields: Record<string, string> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'metadata.uid': pod.uid,
    'status.podIP': pod.address,
    'status.podIPs': pod.address,
    'status.hostIP': '10.88.0.1',
    'spec.nodeName': 'node',
    'spec.serviceAccountName': pod.serviceAccount,
  };
  const value = fields[path];
  if (value === undefined) throw new Error(`the field ${path} is not known here; add it to kubelet/environment.ts`);
  return value;
}

export function resourceOf(pod: PodFacts, self: string, { containerName, resource, divisor }: ResourceField): string {
  const container = pod.containers.find(({ name }) => name === (containerName ?? self));
  const [list, name = ''] = resource.split('.') as ['limits' | 'requests', string];
  const text = container?.resources?.[list]?.[name] ?? (name === 'memory' ? '8Gi' : '2');
  const divided = quantity(text) / quantity(divisor === undefined || divisor === '0' ? '1' : divisor);
  return `${Math.ceil(divided)}`;
}

export function downward(pod: PodFacts, self: string, item: Omit<DownwardItem, 'path'>): string {
  if (item.fieldRef) return fieldOf(pod, item.fieldRef.fieldPath);
  if (item.resourceFieldRef) return resourceOf(pod, self, item.resourceFieldRef);
  return '';
}

/** Replaces `$(NAME)` by a variable; `$$(NAME)` stays `$(NAME)`. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    return env[name] ?? whole;
  });
}

function variableOf(pod: PodFacts, self: string, { value, valueFrom }: EnvVar): string | undefined {
  if (valueFrom?.secretKeyRef) return keyOf(pod, 'Secret', valueFrom.secretKeyRef);
  if (valueFrom?.configMapKeyRef) return keyOf(pod, 'ConfigMap', valueFrom.configMapKeyRef);
  if (valueFrom) return downward(pod, self, valueFrom);
  return value ?? '';
}

/** @returns every variable of `container`, beginning with those of its image and of Services. @throws NotYet */
export function environment(
  pod: PodFacts,
  container: Container,
  inherited: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = { ...inherited };
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    const from = configMapRef ?? secretRef;
    if (!from) continue;
    const data = dataOf(pod, kind, from.name, from.optional) ?? {};
    for (const [key, value] of Object.entries(data)) env[`${prefix}${key}`] = value.toString();
  }
  for (const variable of container.env ?? []) {
    const value = variableOf(pod, container.name, variable);
    if (value !== undefined) env[variable.name] = variable.value === undefined ? value : expand(value, env);
  }
  return env;
}
