/** `npm run test:cluster`: the manifests of dist/, judged by a real control plane and by other people's scanners. */
import assert from 'node:assert/strict';
import path from 'node:path';
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

async function main(): Promise<void> {
  await ensureTools(['kube-linter', 'kube-score', 'cyclonus']);
  const apps = readApps(DIST);
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
  const cluster = await startControlPlane();
  try {
    await check('the custom resources of imports/crds are served', async () => {
      const crds = await installCrds(cluster, path.join(ROOT, 'imports', 'crds'));
      return `${crds.length} kinds`;
    });
    const [own, ports] = [apps.filter((app) => !isPublicSystem(app)), apps.filter(isPublicSystem)];
    await judge(cluster, own);
    await reviewedRights(cluster, own, (line) => !isAboutPublicSystem(line));
    await resilience(cluster, own);
    await upgrade(cluster, own);
    await volumesGrow(cluster);
    await snapshotsRotate(cluster);
    await servesOwnEngine(cluster);
    await check('random programs are taken strictly, without a warning, or refused readably', () =>
      acceptsPrograms(cluster),
    );
    await run(cluster, ports);
    await reviewedRights(cluster, ports, isAboutPublicSystem);
    // Last: its apps stay, and a Rollout without its controller lets no node be drained.
    await transitions(cluster);
  } finally {
    await cluster.stop();
  }
  conclude();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
