/** Counts the pods that serve an app while it changes. */
import assert from 'node:assert/strict';
import { type Api, openApi } from '../api';
import { eventually } from '../checks/rollout';
import type { Cluster } from '../cluster';
import type { Manifest } from '../manifests';

/** Numbers of pods of an app. */
export interface Pods {
  /** Its ready pods, whatever object runs them. */
  readonly ready: number;
  /** The pods that its Service sends requests to. */
  readonly serving: number;
}

/** The least that an app has had while something happened to it. */
export interface Least extends Pods {
  /** The number of times that something has changed, and was counted. */
  readonly counts: number;
}

/** The objects of an app, as the API server reports them. */
class State {
  private readonly pods = new Map<string, Manifest>();
  private readonly slices = new Map<string, Manifest>();
  private readonly configMaps = new Map<string, Manifest>();
  private ends: (() => void)[] = [];
  /** Runs after each change. */
  changed = () => {};

  async follow(api: Api, namespace: string, app: string): Promise<void> {
    const follow = async (kind: Map<string, Manifest>, group: string, resource: string, selector: string) => {
      const url = `${group}/namespaces/${namespace}/${resource}?labelSelector=${encodeURIComponent(selector)}`;
      const end = await api.follow(url, (object, gone) => {
        if (gone) kind.delete(object['metadata'].name);
        else kind.set(object['metadata'].name, object);
        this.changed();
      });
      this.ends.push(end);
    };
    await follow(this.configMaps, '/api/v1', 'configmaps', '');
    await follow(this.pods, '/api/v1', 'pods', `app.kubernetes.io/name=${app}`);
    await follow(this.slices, '/apis/discovery.k8s.io/v1', 'endpointslices', `kubernetes.io/service-name=${app}`);
  }

  stop(): void {
    for (const end of this.ends) end();
  }

  get now(): Pods {
    const endpoints = [...this.slices.values()].flatMap((slice) => slice['endpoints'] ?? []);
    return {
      ready: this.living.filter(isReady).length,
      serving: endpoints.filter(({ conditions }) => conditions.ready).length,
    };
  }

  /** The ConfigMaps that are gone while a pod mounts them. */
  get lost(): string[] {
    const mounted = this.living.flatMap(({ spec }) => spec.volumes ?? []).map((volume) => volume.configMap?.name);
    return mounted.filter((name) => name !== undefined && !this.configMaps.has(name));
  }

  private get living(): Manifest[] {
    return [...this.pods.values()].filter(({ metadata }) => !metadata.deletionTimestamp);
  }
}

function isReady({ status }: Manifest): boolean {
  return status.conditions?.some(({ type, status: is }: Manifest) => type === 'Ready' && is === 'True') ?? false;
}

async function withState<T>(
  cluster: Cluster,
  namespace: string,
  app: string,
  use: (state: State) => Promise<T>,
): Promise<T> {
  const api = await openApi(cluster);
  const state = new State();
  try {
    await state.follow(api, namespace, app);
    return await use(state);
  } finally {
    try {
      state.stop();
    } finally {
      await api.close();
    }
  }
}

/** Counts at each change while `work` goes on. @throws if a ConfigMap is gone while a pod mounts it */
export function least(cluster: Cluster, namespace: string, app: string, work: () => Promise<void>): Promise<Least> {
  return withState(cluster, namespace, app, async (state) => {
    let { ready, serving } = state.now;
    let counts = 0;
    const lost = new Set<string>();
    state.changed = () => {
      const { now } = state;
      ready = Math.min(ready, now.ready);
      serving = Math.min(serving, now.serving);
      counts += 1;
      for (const name of state.lost) lost.add(name);
    };
    await work();
    assert.deepEqual([...lost], [], 'ConfigMaps that are gone while a pod mounts them');
    return { ready, serving, counts };
  });
}

/** Waits until the Service of an app sends requests to so many pods, and no other pod is ready. */
export function serves(cluster: Cluster, namespace: string, app: string, pods: number): Promise<void> {
  return withState(cluster, namespace, app, (state) =>
    eventually(`${namespace}/${app}`, async () => {
      const { ready, serving } = state.now;
      return ready === pods && serving === pods ? undefined : `${ready} ready and ${serving} serving pods, not ${pods}`;
    }),
  );
}
