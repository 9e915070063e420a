/** Whether nodes can be emptied, and what that costs the workloads. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster';
import { type Manifest, nameOf, ofKind, replicasOf } from '../manifests';
import { eventually, list } from './rollout';

interface Floor {
  readonly workload: string;
  readonly kind: string;
  readonly namespace: string;
  readonly fewest: number;
}

/** @returns for each workload under a budget of `maxUnavailable`, how many pods must stay ready. */
function floors(manifests: readonly Manifest[]): Floor[] {
  return ofKind(manifests, 'PodDisruptionBudget').flatMap((budget) => {
    const wanted = JSON.stringify(budget['spec'].selector.matchLabels);
    const workload = ofKind(manifests, 'Deployment', 'StatefulSet').find(
      (w) =>
        w['metadata'].namespace === budget['metadata'].namespace &&
        JSON.stringify(w['spec'].selector.matchLabels) === wanted,
    );
    assert.ok(workload, `${nameOf(budget)} is for no workload`);
    const { name, namespace } = workload['metadata'];
    const fewest = replicasOf(workload, manifests) - budget['spec'].maxUnavailable;
    return [{ workload: name, kind: workload['kind'], namespace, fewest }];
  });
}

async function readyPods(cluster: Cluster): Promise<Map<string, number>> {
  const workloads = [...(await list(cluster, 'deployments')), ...(await list(cluster, 'statefulsets'))];
  return new Map(workloads.map((w) => [nameOf(w), w['status'].readyReplicas ?? 0]));
}

/** Empties each node in turn while watching. @throws if a drain does not finish or a workload falls below its budget */
export async function drainEveryNode(cluster: Cluster, manifests: readonly Manifest[]): Promise<string> {
  const watched = floors(manifests);
  const nodes = (await list(cluster, 'nodes')).map((node) => node['metadata'].name as string);
  const lowest = new Map<string, number>();
  let draining = true;
  const watch = (async () => {
    while (draining) {
      for (const [workload, count] of await readyPods(cluster)) {
        lowest.set(workload, Math.min(count, lowest.get(workload) ?? count));
      }
      await sleep(300);
    }
  })();
  try {
    for (const node of nodes) {
      await restored(cluster, watched);
      const flags = [
        '--ignore-daemonsets',
        '--delete-emptydir-data',
        '--timeout=90s',
        '--skip-wait-for-delete-timeout=1',
      ];
      const { status, stderr } = await cluster.tryKubectl(['drain', node, ...flags]);
      assert.equal(status, 0, `drain of ${node}: ${stderr}`);
      await cluster.kubectl(['uncordon', node]);
    }
  } finally {
    draining = false;
    await watch;
  }
  await restored(cluster, watched);
  for (const { kind, namespace, workload, fewest } of watched) {
    const seen = lowest.get(`${kind}/${namespace}/${workload}`) ?? 0;
    assert.ok(seen >= fewest, `${namespace}/${workload} fell to ${seen} ready pods; its budget keeps ${fewest}`);
  }
  return `${nodes.length} nodes, ${watched.length} budgets kept`;
}

async function restored(cluster: Cluster, watched: readonly Floor[]): Promise<void> {
  await eventually('workloads after a drain', async () => {
    const now = await readyPods(cluster);
    const short = watched.filter((w) => (now.get(`${w.kind}/${w.namespace}/${w.workload}`) ?? 0) <= w.fewest);
    return short.length === 0
      ? undefined
      : `not all pods of ${short.map((w) => w.workload).join(', ')} are ready again`;
  });
}
