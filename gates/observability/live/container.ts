/** Runs a container of a pod as a process: its files at their paths, its variables, the token of its account, and its user. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../../cluster/manifests';
import { Server } from '../process';
import { API_SERVER } from './network';

/** The objects that the kubelet gets from the API server for a pod. */
export interface Sources {
  /** Returns the files of a ConfigMap or of a Secret. */
  readonly files: (kind: 'ConfigMap' | 'Secret', namespace: string, name: string) => Readonly<Record<string, string>>;
  /** Returns a token of the account of a pod, bound to that pod. */
  readonly token: (pod: Manifest) => string;
  /** Returns the contents of `/etc/hosts` of a pod. */
  readonly hosts: (pod: Manifest) => string;
}

/** The directories of the machine that a container has from its runtime, and from its image: kube-state-metrics reads time zones. */
const OF_IMAGE = ['/proc', '/sys', '/usr/share/zoneinfo'];

type Files = Readonly<Record<string, string>>;

interface Source {
  readonly configMap?: Manifest;
  readonly secret?: Manifest;
  readonly serviceAccountToken?: Manifest;
  readonly downwardAPI?: Manifest;
  readonly projected?: { readonly sources: readonly Source[] };
}

/** Returns the value of a field of a pod, such as `metadata.name`. */
function fieldOf(pod: Manifest, field: string): string {
  const value = field.split('.').reduce<Manifest | undefined>((object, key) => object?.[key], pod);
  if (typeof value !== 'string') throw new Error(`a pod must have ${field}, got ${value}; add the field to the gate`);
  return value;
}

function selected(files: Files, items: readonly { key: string; path: string }[] | undefined): Files {
  return items ? Object.fromEntries(items.map(({ key, path: to }) => [to, files[key] ?? ''])) : files;
}

/** Returns the files of a volume; `undefined` for a directory that is empty at first. */
function filesOf(pod: Manifest, volume: Source, sources: Sources): Files | undefined {
  const { namespace } = pod['metadata'];
  const { configMap, secret, serviceAccountToken, downwardAPI, projected } = volume;
  if (configMap) return selected(sources.files('ConfigMap', namespace, configMap['name']), configMap['items']);
  if (secret)
    return selected(sources.files('Secret', namespace, secret['secretName'] ?? secret['name']), secret['items']);
  if (serviceAccountToken) return { [serviceAccountToken['path']]: sources.token(pod) };
  if (downwardAPI) {
    return Object.fromEntries(
      downwardAPI['items'].map((item: Manifest) => [item['path'], fieldOf(pod, item['fieldRef'].fieldPath)]),
    );
  }
  if (projected) return Object.assign({}, ...projected.sources.map((one) => filesOf(pod, one, sources)));
  return undefined;
}

/** Returns the variables of a container. A value may name variables before it: `$(NAME)`. */
export function environmentOf(pod: Manifest, container: Manifest): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, value = '', valueFrom } of container['env'] ?? []) {
    found[name] = valueFrom?.fieldRef
      ? fieldOf(pod, valueFrom.fieldRef.fieldPath)
      : value.replace(/\$\((\w+)\)/g, (text: string, other: string) => found[other] ?? text);
  }
  return found;
}

/** Makes the directory that the container sees as its root. Nothing in it belongs to the container but its empty volumes. */
function makeRoot(root: string, pod: Manifest, container: Manifest, program: string, sources: Sources): void {
  const { runAsUser } = pod['spec'].securityContext;
  mkdirSync(path.join(root, 'etc'), { recursive: true });
  for (const directory of OF_IMAGE) {
    mkdirSync(path.join(root, directory), { recursive: true });
    execFileSync('mount', ['--bind', directory, path.join(root, directory)]);
  }
  writeFileSync(path.join(root, 'etc/hosts'), sources.hosts(pod));
  writeFileSync(path.join(root, 'etc/nsswitch.conf'), 'hosts: files\n');
  copyFileSync(program, path.join(root, 'program'));
  chmodSync(path.join(root, 'program'), 0o755);
  for (const { name, mountPath } of container['volumeMounts'] ?? []) {
    const directory = path.join(root, mountPath);
    mkdirSync(directory, { recursive: true });
    // The claim of a StatefulSet is not in its template.
    const volume = pod['spec'].volumes.find((one: Manifest) => one['name'] === name) ?? {};
    const files = filesOf(pod, volume, sources);
    if (files) for (const [file, text] of Object.entries(files)) writeFileSync(path.join(directory, file), text);
    else chownSync(directory, runAsUser, runAsUser);
  }
}

/** Options of {@link runningContainer}. */
export interface ContainerOptions {
  /** The directory for its root and its log. */
  readonly directory: string;
  readonly pod: Manifest;
  /** The name of the container. */
  readonly name: string;
  /** The program in the place of the entry point of its image. */
  readonly program: string;
  readonly sources: Sources;
}

/** A server in a pod, and the directory that it sees as its root. */
export interface Contained {
  readonly server: Server;
  readonly root: string;
}

/** Prepares a container with the arguments of its manifest. It is ready when its readiness probe says so. */
export function runningContainer({ directory, pod, name, program, sources }: ContainerOptions): Contained {
  const { containers, securityContext } = pod['spec'];
  const container = containers.find((one: Manifest) => one['name'] === name);
  const root = path.join(directory, `${pod['metadata'].name}.${name}`);
  makeRoot(root, pod, container, program, sources);
  const { path: url, port } = container.readinessProbe.httpGet;
  const number = container.ports.find((one: Manifest) => one['name'] === port).containerPort;
  const { runAsUser, runAsGroup } = securityContext;
  const args = [`--userspec=${runAsUser}:${runAsGroup}`, root, '/program', ...(container.args ?? [])];
  const env = {
    ...environmentOf(pod, container),
    KUBERNETES_SERVICE_HOST: API_SERVER,
    KUBERNETES_SERVICE_PORT: '443',
  };
  const ready = `http://${pod['status'].podIP}:${number}${url}`;
  return { root, server: new Server(`${root}.log`, 'chroot', args, ready, env) };
}
