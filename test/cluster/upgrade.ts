/** The apps become their next versions, one after the other, while they run. */
import { becomesNext, isReadyAsNext, keepsSelectors } from './checks/next';
import { type Floor, rolloutFloors, watch } from './checks/watch';
import type { Cluster } from './cluster';
import type { AppManifests } from './manifests';
import { check } from './runner';
import { NEXT } from './variants/next';

/** Applies later versions over `running`, which must be ready. @returns what runs in the end */
export async function upgrade(cluster: Cluster, running: readonly AppManifests[]): Promise<readonly AppManifests[]> {
  await check('a workload whose selector changes is refused', () =>
    keepsSelectors(
      cluster,
      running.flatMap((app) => app.manifests),
    ),
  );
  let before = running;
  for (const { title, make } of NEXT) {
    const next = make();
    const watching = watch(cluster, 'availableReplicas');
    const pairs = next.map((app) => [app, before.find(({ name }) => name === app.name) ?? app] as const);
    for (const [app, old] of pairs) await check(`${app.name} applies ${title}`, () => becomesNext(cluster, old, app));
    for (const [app, old] of pairs)
      await check(`${app.name} gets ready ${title}`, () => isReadyAsNext(cluster, old, app));
    const floors = fewer(before, next);
    await check(`no app had fewer pods than it wants while it changed, ${title}`, () => watching.kept(floors));
    before = next;
  }
  return before;
}

/** What is wanted before and after. */
function fewer(before: readonly AppManifests[], after: readonly AppManifests[]): Floor[] {
  const [old, now] = [before, after].map((apps) => rolloutFloors(apps.flatMap(({ manifests }) => manifests)));
  const wanted = new Map(now?.map(({ workload, fewest }) => [workload, fewest]));
  return (old ?? []).map(({ workload, fewest }) => ({
    workload,
    fewest: Math.min(fewest, wanted.get(workload) ?? 0),
  }));
}
