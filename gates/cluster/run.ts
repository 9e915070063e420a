/**
 * `npm run test:cluster [APP…]`: the manifests of dist/, judged by a real control plane and by other people's scanners; with names of
 * apps, these on a control plane alone.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { access } from './access/access';
import { admission } from './admission/admission';
import { DEFAULTS, withoutFindings } from './checks/defaults';
import { equalsReviewed } from './checks/expected';
import { allowedConnections } from './checks/network';
import { rights } from './checks/rbac';
import type { Cluster } from './cluster';
import { startControlPlane } from './control-plane';
import { installCrds } from './crds';
import { acceptsPrograms } from './generated/programs';
import { judge, run } from './judge';
import { type AppManifests, filesOf, isAboutPublicSystem, isPublicSystem, readApps } from './manifests';
import { readme } from './readme';
import { regions } from './regions/regions';
import { resilience } from './resilience';
import { check, conclude } from './runner';
import { unexcepted } from './scanner-exceptions';
import { volumesGrow } from './stores/growth';
import { servesOwnEngine } from './stores/own-engine';
import { snapshotsRotate } from './stores/snapshots';
import { ensureTools } from './tools/build';
import { transitions } from './transitions/transitions';
import { upgrade } from './upgrade';

const ROOT = path.join(__dirname, '..', '..');
const DIST = path.join(ROOT, 'dist');

/** Compares rights before a later version of the apps has others. */
async function reviewedRights(
  cluster: Cluster,
  apps: readonly AppManifests[],
  applies: (line: string) => boolean,
): Promise<void> {
  const names = apps.map(({ name }) => name).join(', ');
  await check(`every ServiceAccount of ${names} may do what was reviewed, and nothing else`, async () =>
    equalsReviewed(
      'rights',
      await rights(
        cluster,
        apps.flatMap(({ manifests }) => manifests),
      ),
      applies,
    ),
  );
}

/** Judges manifests without a control plane: by their network, by scanners, and by what README promises. */
async function judgeFiles(apps: readonly AppManifests[]): Promise<void> {
  const all = apps.flatMap((app) => app.manifests);
  await check('the network lets through what was reviewed, and nothing else', async () =>
    equalsReviewed('connections', await allowedConnections(all)),
  );
  await check('kube-linter and kube-score find nothing but what is excepted with a reason', async () => {
    const { findings, unused } = await unexcepted(filesOf(DIST).map((file) => path.join(DIST, file)));
    assert.deepEqual(findings, [], findings.join('\n'));
    assert.deepEqual(unused, [], 'exceptions that are not needed');
  });
  for (const program of DEFAULTS) {
    await check(`kube-linter and kube-score find nothing in defaults/${program}`, () => withoutFindings(program));
  }
  await readme(ROOT);
  await regions();
  await admission();
}

async function judgeAll(cluster: Cluster, apps: readonly AppManifests[]): Promise<void> {
  const [own, ports] = [apps.filter((app) => !isPublicSystem(app)), apps.filter(isPublicSystem)];
  await judge(cluster, own);
  await reviewedRights(cluster, own, (line) => !isAboutPublicSystem(line));
  await resilience(cluster, own);
  await upgrade(cluster, own);
  await volumesGrow(cluster);
  await snapshotsRotate(cluster);
  await servesOwnEngine(cluster);
  await access(cluster);
  await check('random programs are taken strictly, without a warning, or refused readably', () =>
    acceptsPrograms(cluster),
  );
  await run(cluster, ports);
  await reviewedRights(cluster, ports, isAboutPublicSystem);
  // Last: its apps stay, and a Rollout without its controller lets no node be drained.
  await transitions(cluster);
}

async function judgeSome(cluster: Cluster, apps: readonly AppManifests[]): Promise<void> {
  await judge(cluster, apps);
  await upgrade(cluster, apps);
}

/** @returns the apps with some names, all of them without a name */
function named(apps: readonly AppManifests[], names: readonly string[]): readonly AppManifests[] {
  const unknown = names.filter((name) => !apps.some((app) => app.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `no app has this name, got ${unknown.join(', ')}; use some of ${apps.map(({ name }) => name).join(', ')}`,
    );
  }
  return names.length === 0 ? apps : apps.filter(({ name }) => names.includes(name));
}

async function main(names: readonly string[]): Promise<void> {
  const apps = named(readApps(DIST), names);
  const some = names.length > 0;
  if (!some) {
    await ensureTools(['kube-linter', 'kube-score', 'cyclonus']);
    await judgeFiles(apps);
  }
  const cluster = await startControlPlane();
  try {
    await check('the custom resources of imports/crds are served', async () => {
      const crds = await installCrds(cluster, path.join(ROOT, 'imports', 'crds'));
      return `${crds.length} kinds`;
    });
    await (some ? judgeSome : judgeAll)(cluster, apps);
  } finally {
    await cluster.stop();
  }
  conclude();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
