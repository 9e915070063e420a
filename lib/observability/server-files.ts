import { quantity } from '../checks/quantity';
import { Cluster } from '../cluster/cluster';
import { lateConfigMap } from '../manifest/config-map';
import { contentHash } from '../manifest/content-hash';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import type { Port } from '../network/port';
import { reserveName } from '../registry/names';
import type { PodSet } from '../workload/pod-set';
import type { ServerMount, ServerPlan } from '../workload/server-plan';
import type { ObservabilityProps } from './props';
import { type LateFiles, type ObservabilityServerDescription, secretDirectory } from './server-model';

interface Volume {
  readonly mount: ServerMount;
  /** `undefined` for the claim of a StatefulSet. */
  readonly source: JsonObject | undefined;
}

/** The plan of a server with one pod: its volumes, and where they are mounted. */
export function serverPlan(
  pods: PodSet,
  description: ObservabilityServerDescription,
  port: Port,
  container: string,
  mountsClaim: boolean,
): ServerPlan {
  const { usual, secretFiles = {}, lateFiles = [], data } = description;
  const claimed = mountsClaim ? { persistentVolumeClaim: { claimName: pods.name } } : undefined;
  const volumes: readonly Volume[] = [
    { mount: { name: 'tmp', path: '/tmp' }, source: { emptyDir: { sizeLimit: quantity(usual.ephemeralStorage) } } },
    ...Object.entries(secretFiles).map(([directory, { secret, key }]): Volume => {
      const mount = { name: `secret-${directory}`, path: secretDirectory(directory), readOnly: true };
      return { mount, source: { secret: { defaultMode: 0o440, items: [file(key)], secretName: secret } } };
    }),
    ...lateFiles.flatMap((late) => lateVolumes(pods.name, late)),
    { mount: { name: 'data', path: data.path }, source: claimed },
  ];
  return {
    pods,
    description,
    port,
    container,
    replicas: 1,
    parallel: false,
    env: [],
    volumes: volumes.flatMap(({ mount, source }) => (source ? [{ name: mount.name, ...source }] : [])),
    mounts: volumes.map(({ mount }) => mount),
    resources: description.resources ?? {},
    usual,
    spread: { spread: false },
  };
}

function lateVolumes(server: string, late: LateFiles): readonly Volume[] {
  return Object.entries(late.volumes).map(([name, { path, file: only }]) => ({
    mount: { name, path, readOnly: true },
    source: { configMap: { name: nameOf(server, late), items: only === undefined ? undefined : [file(only)] } },
  }));
}

function file(key: string): JsonObject {
  return { key, path: key };
}

function nameOf(server: string, { suffix }: LateFiles): string {
  return suffix === undefined ? server : `${server}-${suffix}`;
}

/** Makes the ConfigMap of late files. */
export function createFiles({ scope, name, labels }: PodSet, late: LateFiles): void {
  lateConfigMap(scope, late.id, {
    name: reserveName(scope, 'ConfigMap', nameOf(name, late)),
    labels,
    data: late.files,
    tooLarge: 'spread what is watched over several Observability constructs',
  });
}

/** Returns annotations that change with the files that the server reads only when it starts. */
export function fingerprints(all: readonly LateFiles[]): Labels {
  const once = all.filter(({ readOnce }) => readOnce);
  return Object.fromEntries(
    once.map(({ id, files }) => [`mainstay/${id.toLowerCase()}`, contentHash(JSON.stringify(files()), 16)]),
  );
}

/** The claim that each pod of a StatefulSet gets. The labels must not change: claim templates are immutable. */
export function claimTemplate(
  pods: PodSet,
  description: ObservabilityServerDescription,
  props: ObservabilityProps,
): JsonObject {
  return { metadata: { labels: pods.selector, name: 'data' }, spec: claimSpec(pods, description, props) };
}

/** Makes the claim that the pod of a Deployment mounts. */
export function createClaim(
  pods: PodSet,
  description: ObservabilityServerDescription,
  props: ObservabilityProps,
): void {
  const { scope, name, labels } = pods;
  new PlainObject(scope, 'Claim', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name: reserveName(scope, 'PersistentVolumeClaim', name),
    labels,
    fields: () => ({ spec: claimSpec(pods, description, props) }),
  });
}

function claimSpec(
  { scope }: PodSet,
  { data }: ObservabilityServerDescription,
  { storageClass }: ObservabilityProps,
): JsonObject {
  return {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: quantity(data.size) } },
    storageClassName: storageClass ?? Cluster.of(scope).storageClass,
  };
}
