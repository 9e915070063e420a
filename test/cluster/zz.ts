import { drainEveryNode } from './checks/drain';
import { rights } from './checks/rbac';
import { spread } from './checks/rollout';
import { startControlPlane } from './control-plane';
import { readApps } from './manifests';
import { check, conclude } from './runner';

(async () => {
  const all = readApps('/tmp/mydist').flatMap((a) => a.manifests);
  const cluster = await startControlPlane();
  await check('spread', () => spread(cluster, all, 3));
  await check('drain', () => drainEveryNode(cluster, all));
  await check('rbac', async () => (await rights(cluster, all)).join('\n'));
  conclude();
})();
