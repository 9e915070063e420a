/** The apps become their next versions, one after the other, while they run. */
import { becomesNext, isReadyAsNext, keepsSelectors } from './checks/next';
import { type Floor, rolloutFloors, watch } from './checks/watch';
import type { Cluster } from './cluster';
import type { AppManifests } from './manifests';
import { check } from './runner';
import type { Variant } from './variants/load';
import { NEXT } from './variants/next';

/** Applies later versions of the apps over `running`, which is the `variant` of these apps and ready. */
export async function upgrade(
  cluster: Cluster,
  running: readonly AppManifests[],
  variant: Variant = {},
): Promise<void> {
  const on = `on Kubernetes 1.${cluster.minor}`;
  await check(`a workload whose selector changes is refused ${on}`, () =>
    keepsSelectors(
      cluster,
      running.flatMap((app) => app.manifests),
    ),
  );
  let before = running;
  for (const { title, make } of NEXT) {
    const next = make(variant).filter(({ name }) => running.some((app) => app.name === name));
    const pairs = next.map((app) => [before.find(({ name }) => name === app.name) ?? app, app] as const);
    const floors = wanted(before, next);
    const watching = await watch(cluster, 'availableReplicas', floors);
    for (const [old, app] of pairs) {
      await check(`${app.name} applies ${title} ${on}`, () => becomesNext(cluster, old, app));
    }
    for (const [old, app] of pairs) {
      await check(`${app.name} gets ready ${title} ${on}`, () => isReadyAsNext(cluster, old, app));
    }
    await check(`no app has fewer pods than it wants while it changes, ${title} ${on}`, () => watching.kept());
    before = next;
  }
}

/** Returns the pods that each workload must keep: the fewer of before and after. */
function wanted(before: readonly AppManifests[], after: readonly AppManifests[]): Floor[] {
  const [old, now] = [before, after].map((apps) => rolloutFloors(apps.flatMap(({ manifests }) => manifests)));
  const later = new Map(now?.map(({ workload, fewest }) => [workload, fewest]));
  return (old ?? []).map(({ workload, fewest }) => ({
    workload,
    fewest: Math.min(fewest, later.get(workload) ?? 0),
  }));
}
