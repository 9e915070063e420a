/** Counts the pods that serve an app while it changes. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, openApi } from '../api';
import { eventually } from '../checks/rollout';
import type { Cluster } from '../cluster';
import type { Manifest } from '../manifests';

const INTERVAL_MS = 100;

/** What an app has at one moment. */
interface Sample {
  /** Its ready pods, whatever object runs them. */
  readonly ready: number;
  /** The pods that its Service sends requests to. */
  readonly serving: number;
  /** ConfigMaps that are gone while one of its pods mounts them. */
  readonly lost: readonly string[];
}

async function sample(api: Api, namespace: string, app: string): Promise<Sample> {
  const within = (group: string, resource: string, selector = '') =>
    api.list(
      `${group}/namespaces/${namespace}/${resource}${selector && `?labelSelector=${encodeURIComponent(selector)}`}`,
    );
  const [pods, slices, configMaps] = await Promise.all([
    within('/api/v1', 'pods', `app.kubernetes.io/name=${app}`),
    within('/apis/discovery.k8s.io/v1', 'endpointslices', `kubernetes.io/service-name=${app}`),
    within('/api/v1', 'configmaps'),
  ]);
  const there = new Set(configMaps.map(({ metadata }) => metadata.name));
  const living = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const mounted = living.flatMap(({ spec }) =>
    (spec.volumes ?? []).map((volume: Manifest) => volume['configMap']?.name),
  );
  return {
    ready: living.filter(isReady).length,
    serving: slices.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions.ready).length,
    lost: [...new Set(mounted)].filter((name) => name !== undefined && !there.has(name)),
  };
}

function isReady({ status }: Manifest): boolean {
  return status.conditions?.some(({ type, status: is }: Manifest) => type === 'Ready' && is === 'True') ?? false;
}

/** The least that an app has had while something happened to it. */
export interface Least {
  readonly ready: number;
  readonly serving: number;
  readonly samples: number;
}

/** Counts while `work` goes on. @throws if a ConfigMap is gone while a pod mounts it */
export async function least(
  cluster: Cluster,
  namespace: string,
  app: string,
  work: () => Promise<void>,
): Promise<Least> {
  const api = await openApi(cluster);
  let [ready, serving, samples, going] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, true];
  const lost = new Set<string>();
  const counting = (async () => {
    while (going) {
      const now = await sample(api, namespace, app);
      ready = Math.min(ready, now.ready);
      serving = Math.min(serving, now.serving);
      samples += 1;
      for (const name of now.lost) lost.add(name);
      await sleep(INTERVAL_MS);
    }
  })();
  try {
    await work();
  } finally {
    going = false;
    await counting.finally(() => api.close());
  }
  assert.deepEqual([...lost], [], 'ConfigMaps that are gone while a pod mounts them');
  return { ready, serving, samples };
}

/** Waits until the Service of an app sends requests to so many pods, and no other pod is left. */
export async function serves(cluster: Cluster, namespace: string, app: string, pods: number): Promise<void> {
  const api = await openApi(cluster);
  try {
    await eventually(`${namespace}/${app}`, async () => {
      const { ready, serving } = await sample(api, namespace, app);
      return ready === pods && serving === pods ? undefined : `${ready} ready and ${serving} serving pods, not ${pods}`;
    });
  } finally {
    await api.close();
  }
}
