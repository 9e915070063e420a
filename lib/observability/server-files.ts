import type { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { quantity } from '../checks/quantity';
import { Cluster } from '../cluster/cluster';
import { lateConfigMap } from '../manifest/config-map';
import { contentHash } from '../manifest/content-hash';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import { Port } from '../network/port';
import { reserve, reserveName } from '../registry/names';
import { claimTemplate } from '../workload/claim-template';
import type { PodSet } from '../workload/pod-set';
import type { ServerMount, ServerPlan } from '../workload/server-plan';
import type { ObservabilityProps } from './props';
import {
  type LateFiles,
  type ObservabilityServerDescription,
  type ServerKind,
  secretDirectory,
  type WatchedFiles,
} from './server-model';
import type { Watched } from './watched';

interface Volume {
  readonly mount: ServerMount;
  /** `undefined` for the claim of a StatefulSet. */
  readonly source: JsonObject | undefined;
}

/** A pod on every node, whatever the node is for: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
const EVERY_NODE = { tolerations: [{ operator: 'Exists' }] };

/** The plan of a server: its volumes, and where they are mounted. `watched` are ConfigMaps, complete at synth. */
export function serverPlan(
  pods: PodSet,
  description: ObservabilityServerDescription,
  container: string,
  kind: ServerKind,
  watched: ReadonlySet<string>,
): ServerPlan {
  const { usual, secretFiles = {}, lateFiles, watchedFiles, data, replicas = 1 } = description;
  const claimed = kind === 'Deployment' ? { persistentVolumeClaim: { claimName: pods.name } } : undefined;
  const volumes = (): readonly Volume[] => [
    { mount: { name: 'tmp', path: '/tmp' }, source: { emptyDir: { sizeLimit: quantity(usual.ephemeralStorage) } } },
    ...Object.entries(secretFiles).map(([directory, { secret, key }]): Volume => {
      const mount = { name: `secret-${directory}`, path: secretDirectory(directory), readOnly: true };
      return { mount, source: { secret: { defaultMode: 0o440, items: [file(key)], secretName: secret } } };
    }),
    ...(lateFiles ? lateVolumes(pods.name, lateFiles) : []),
    ...(watchedFiles ? watchedVolumes(watchedFiles.path, watched) : []),
    ...Object.entries(description.volumes ?? {}).map(
      ([name, { path, source, readOnly }]): Volume => ({ mount: { name, path, readOnly }, source }),
    ),
    ...(data ? [{ mount: { name: 'data', path: data.path }, source: claimed }] : []),
  ];
  return {
    pods,
    description,
    port: Port.tcp(description.port),
    container,
    replicas,
    parallel: false,
    env: [
      ...Object.entries(description.env ?? {}).map(([name, fieldPath]) => ({
        name,
        valueFrom: { fieldRef: { fieldPath } },
      })),
      ...Object.entries(description.secretEnv ?? {}).map(([name, { secret, key }]) => ({
        name,
        valueFrom: { secretKeyRef: { name: secret, key } },
      })),
    ],
    get volumes() {
      return volumes().flatMap(({ mount, source }) => (source ? [{ name: mount.name, ...source }] : []));
    },
    get mounts() {
      return volumes().map(({ mount }) => mount);
    },
    resources: description.resources ?? {},
    usual,
    placed: { spread: replicas > 1, spec: kind === 'DaemonSet' ? EVERY_NODE : {} },
  };
}

function lateVolumes(server: string, late: LateFiles): readonly Volume[] {
  return Object.entries(late.volumes).map(([name, { path, file: only }]) => ({
    mount: { name, path, readOnly: true },
    source: { configMap: { name: server, items: only === undefined ? undefined : [file(only)] } },
  }));
}

/** The files of several ConfigMaps in one directory. */
function watchedVolumes(path: string, configMaps: ReadonlySet<string>): readonly Volume[] {
  if (configMaps.size === 0) return [];
  const sources = [...configMaps].sort().map((name) => ({ configMap: { name } }));
  return [{ mount: { name: 'watched', path, readOnly: true }, source: { projected: { sources } } }];
}

function file(key: string): JsonObject {
  return { key, path: key };
}

/** Makes the ConfigMap of late files. */
export function createFiles({ scope, name, labels }: PodSet, late: LateFiles): void {
  lateConfigMap(scope, late.id, {
    name: reserveName(scope, 'ConfigMap', name),
    labels,
    data: late.files,
    tooLarge: 'spread what is watched over several Observability constructs',
  });
}

/** Makes the ConfigMap with the files about something that is watched, if there are any. Returns its name. */
export function createWatchedFiles(
  scope: Construct,
  { name, labels }: PodSet,
  files: Readonly<Record<string, string>>,
  { file: subject, title }: Watched,
): string | undefined {
  if (Object.keys(files).length === 0) return undefined;
  const own = `${name}-${subject}`;
  return lateConfigMap(scope, subject, {
    name: reserve(scope, 'ConfigMap', own),
    labels,
    data: () => files,
    tooLarge: `give ${title} fewer signals`,
  }).name;
}

/** Makes the ConfigMaps with the files about no one thing. Returns their names. */
export function createCommonFiles(
  scope: Construct,
  { name, labels }: PodSet,
  { common = {} }: WatchedFiles,
): readonly string[] {
  return Object.entries(common).map(([end, data]) => {
    const own = reserveName(scope, 'ConfigMap', `${name}-${end}`);
    const tooLarge = 'spread what is watched over several Observability constructs';
    return lateConfigMap(scope, `_${end}`, { name: own, labels, data, tooLarge }).name;
  });
}

/** Returns an annotation that changes with the files that the server reads only when it starts. */
export function fingerprint({ id, files, readOnce }: LateFiles): Labels {
  return readOnce ? { [`mainstay/${id.toLowerCase()}`]: contentHash(JSON.stringify(files()), 16) } : {};
}

/** The claim that each pod of a StatefulSet gets. The labels must not change: claim templates are immutable. */
export function dataClaim(pods: PodSet, size: Size, props: ObservabilityProps): JsonObject {
  const metadata = { labels: pods.selector, name: 'data' };
  return claimTemplate(pods.scope, metadata, claimSpec(pods, size, props));
}

/** Makes the claim that the pod of a Deployment mounts. */
export function createClaim(pods: PodSet, size: Size, props: ObservabilityProps): void {
  const { scope, name, labels } = pods;
  new PlainObject(scope, 'Claim', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name: reserveName(scope, 'PersistentVolumeClaim', name),
    labels,
    fields: () => ({ spec: claimSpec(pods, size, props) }),
  });
}

function claimSpec({ scope }: PodSet, size: Size, { storageClass }: ObservabilityProps): JsonObject {
  return {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: quantity(size) } },
    storageClassName: storageClass ?? Cluster.of(scope).storageClass,
  };
}
