/** All that a control plane can say about a set of apps, check by check. */
import { apply, kept, shared, unchanged } from './checks/apply';
import { drainEveryNode } from './checks/drain';
import { restorable } from './checks/restore';
import { admitted, endpoints, ready, scaleTargets, spread } from './checks/rollout';
import type { Cluster } from './cluster';
import { type AppManifests, ofKind } from './manifests';
import { ZONES } from './nodes';
import { check } from './runner';

/** Applies the apps to an empty cluster, waits until they are ready and spread, and lets their nodes be drained. Needs nodes in three zones. */
export async function judge(cluster: Cluster, apps: readonly AppManifests[]): Promise<void> {
  const on = `on Kubernetes 1.${cluster.minor}`;
  await run(cluster, apps);
  for (const { name, manifests } of apps) {
    await check(`${name} is scaled to its least and spread over zones ${on}`, () =>
      spread(cluster, manifests, ZONES.length),
    );
  }
  const all = apps.flatMap((app) => app.manifests);
  const namespaces = [...new Set(all.map((m) => m['metadata'].namespace).filter(Boolean))] as string[];
  await check(`quota, limits and Pod Security admit every pod ${on}`, () => admitted(cluster, namespaces));
  await check(`pods that a backup has can be created again ${on}`, () => restorable(cluster, namespaces));
  await check(`every node can be drained, and budgets hold, ${on}`, () => drainEveryNode(cluster, all));
}

/** Applies the apps and waits until they are ready. Pods that may share a zone share it where other apps have filled the rest. */
export async function run(cluster: Cluster, apps: readonly AppManifests[]): Promise<void> {
  const on = `on Kubernetes 1.${cluster.minor}`;
  for (const { name, manifests } of apps) {
    await check(`${name} applies strictly, without a warning, ${on}`, () => apply(cluster, manifests));
  }
  for (const { name, manifests } of apps) {
    await check(`${name} is kept with every field ${on}`, () => kept(cluster, manifests));
    await check(`${name} has no conflict with a second field manager ${on}`, () => shared(cluster, manifests));
  }
  for (const { name, manifests } of apps) {
    await check(`${name} gets ready ${on}`, () => ready(cluster, manifests));
    await check(`${name} has an endpoint behind every Service ${on}`, () => endpoints(cluster, manifests));
    if (ofKind(manifests, 'HorizontalPodAutoscaler').length > 0) {
      await check(`${name} is found by its autoscaler ${on}`, () => scaleTargets(cluster, manifests));
    }
    await check(`${name} is not changed by a second apply ${on}`, () => unchanged(cluster, manifests));
  }
}
