/** `npm run test:cluster`: the manifests of dist/, judged by a real control plane and by other people's scanners. */
import path from 'node:path';
import { equalsReviewed } from './checks/expected';
import { allowedConnections } from './checks/network';
import { rights } from './checks/rbac';
import { startControlPlane } from './control-plane';
import { installCrds } from './crds';
import { judge } from './judge';
import { readApps } from './manifests';
import { check, conclude } from './runner';

const ROOT = path.join(__dirname, '..', '..');

async function main(): Promise<void> {
  const apps = readApps(path.join(ROOT, 'dist'));
  const all = apps.flatMap((app) => app.manifests);
  await check('the network lets through what was reviewed, and nothing else', async () =>
    equalsReviewed('connections', await allowedConnections(all)),
  );
  const cluster = await startControlPlane();
  try {
    await check('the custom resources of imports/crds are served', async () => {
      const crds = await installCrds(cluster, path.join(ROOT, 'imports', 'crds'));
      return `${crds.length} kinds`;
    });
    await judge(cluster, apps, `1.${cluster.minor}`);
    await check('every ServiceAccount may do what was reviewed, and nothing else', async () =>
      equalsReviewed('rights', await rights(cluster, all)),
    );
  } finally {
    await cluster.stop();
  }
  conclude();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
