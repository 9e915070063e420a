/** Counts the pods of workloads while something happens to them. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, openApi } from '../api';
import type { Cluster } from '../cluster';
import { type Manifest, nameOf, ofKind, replicasOf } from '../manifests';
import { eventually } from './rollout';

/** Number of pods that a workload must keep. */
export interface Floor {
  /** `Kind/namespace/name` */
  readonly workload: string;
  readonly fewest: number;
}

/** Status field to count: a ready pod takes requests, an available one has been ready for as long as its workload asks. */
export type Counted = 'readyReplicas' | 'availableReplicas';

const INTERVAL_MS = 200;

function withBudget(manifests: readonly Manifest[]): { readonly workload: Manifest; readonly away: number }[] {
  return ofKind(manifests, 'PodDisruptionBudget').map((budget) => {
    const wanted = JSON.stringify(budget['spec'].selector.matchLabels);
    const workload = ofKind(manifests, 'Deployment', 'StatefulSet').find(
      (w) =>
        w['metadata'].namespace === budget['metadata'].namespace &&
        JSON.stringify(w['spec'].selector.matchLabels) === wanted,
    );
    assert.ok(workload, `${nameOf(budget)} is for no workload`);
    return { workload, away: budget['spec'].maxUnavailable };
  });
}

/** @returns for each workload under a budget of `maxUnavailable`, the number of pods that it leaves */
export function budgetFloors(manifests: readonly Manifest[]): Floor[] {
  return withBudget(manifests).map(({ workload, away }) => ({
    workload: nameOf(workload),
    fewest: replicasOf(workload, manifests) - away,
  }));
}

/** @returns for each Deployment that starts new pods before it ends old ones, all that it wants. */
export function rolloutFloors(manifests: readonly Manifest[]): Floor[] {
  return ofKind(manifests, 'Deployment')
    .filter((workload) => workload['spec'].strategy.rollingUpdate?.maxUnavailable === 0)
    .map((workload) => ({ workload: nameOf(workload), fewest: replicasOf(workload, manifests) }));
}

const WORKLOADS = ['/apis/apps/v1/deployments', '/apis/apps/v1/statefulsets'];

/** @returns how many pods each workload has, by `Kind/namespace/name`. */
async function count(api: Api, counted: Counted): Promise<Map<string, number>> {
  const workloads = (await Promise.all(WORKLOADS.map((url) => api.list(url)))).flat();
  return new Map(workloads.map((workload) => [nameOf(workload), workload['status'][counted] ?? 0]));
}

/** Waits until every workload has enough pods: those that it must keep, and `more`. */
async function enough(api: Api, counted: Counted, floors: readonly Floor[], more: number): Promise<void> {
  await eventually('enough pods', async () => {
    const now = await count(api, counted);
    const short = floors.filter(({ workload, fewest }) => (now.get(workload) ?? 0) < fewest + more);
    return short.length === 0 ? undefined : `too few of ${short.map(({ workload }) => workload).join(', ')}`;
  });
}

/** Counts pods again and again. */
export interface Watch {
  /** Stops counting. @returns a summary @throws if a workload has had fewer pods than it must keep */
  kept(): Promise<string>;
  /** Stops counting, whatever was counted. */
  stop(): Promise<void>;
}

/** Begins to count, once every workload has what it must keep. One of its methods must be called. */
export async function watch(cluster: Cluster, counted: Counted, floors: readonly Floor[]): Promise<Watch> {
  const api = await openApi(cluster);
  await enough(api, counted, floors, 0).catch(async (error: unknown) => {
    await api.close();
    throw error;
  });
  const lowest = new Map<string, number>();
  let counts = 0;
  let going = true;
  const counting = (async () => {
    while (going) {
      for (const [workload, pods] of await count(api, counted)) {
        lowest.set(workload, Math.min(pods, lowest.get(workload) ?? pods));
      }
      counts += 1;
      await sleep(INTERVAL_MS);
    }
  })();
  const stop = async (): Promise<void> => {
    going = false;
    await counting.finally(() => api.close());
  };
  const kept = async (): Promise<string> => {
    await stop();
    const fallen = floors
      .map(({ workload, fewest }) => ({ workload, fewest, seen: lowest.get(workload) ?? 0 }))
      .filter(({ fewest, seen }) => seen < fewest)
      .map(({ workload, fewest, seen }) => `${workload} fell to ${seen} of ${fewest} pods that it must keep`);
    assert.deepEqual(fallen, []);
    return `${floors.length} workloads, counted ${counts} times`;
  };
  return { kept, stop };
}

/** Counts while `work` goes on. @throws what it throws, or that a workload has had fewer pods than it must keep */
export async function keeping(
  cluster: Cluster,
  counted: Counted,
  floors: readonly Floor[],
  work: () => Promise<void>,
): Promise<string> {
  const watching = await watch(cluster, counted, floors);
  try {
    await work();
  } catch (error) {
    await watching.stop();
    throw error;
  }
  return watching.kept();
}

/** Waits until workloads have all pods again, which is one more than they must keep. */
export async function restored(cluster: Cluster, floors: readonly Floor[]): Promise<void> {
  const api = await openApi(cluster);
  await enough(api, 'readyReplicas', floors, 1).finally(() => api.close());
}
