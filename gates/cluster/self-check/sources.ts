/** The order in which a control plane is looked for. */
import assert from 'node:assert/strict';
import { mkdtempSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeAtExit } from '../cleanup';
import { startControlPlane } from '../control-plane';
import { builtPrograms } from '../programs';
import { DEFAULT_VERSION } from '../tools/tools';
import { check, withEnvironment } from './checks';

check('takes KUBEBUILDER_ASSETS, what they lack from the pins, and an allowed cluster before both', async () => {
  const programs = await builtPrograms(DEFAULT_VERSION);
  const assets = mkdtempSync(path.join(os.tmpdir(), 'mainstay-assets-'));
  const removeAssets = removeAtExit(assets);
  for (const name of ['kube-apiserver', 'etcd', 'kubectl'] as const)
    symlinkSync(programs[name], path.join(assets, name));

  // Without MAINSTAY_TEST_CLUSTER=1 a KUBECONFIG, which may be that of any cluster, is ignored.
  const settings = { KUBEBUILDER_ASSETS: assets, KUBECONFIG: '/nonexistent', MAINSTAY_TEST_CLUSTER: undefined };
  await withEnvironment(settings, async () => {
    const cluster = await startControlPlane({ nodesPerZone: 1 });
    try {
      assert.equal(cluster.source, 'test');
      const environment = { MAINSTAY_TEST_CLUSTER: '1', KUBECONFIG: cluster.kubeconfig };
      await withEnvironment(environment, async () => {
        const same = await startControlPlane();
        assert.deepEqual([same.source, same.minor], ['owner', cluster.minor]);
        const nodes = await same.kubectl(['get', 'nodes', '-o', 'name']);
        assert.equal(nodes, 'node/zone-a-0\nnode/zone-b-0\nnode/zone-c-0\n');
        await same.stop();
      });
      assert.equal(await cluster.kubectl(['get', '--raw', '/readyz']), 'ok');
    } finally {
      await cluster.stop();
    }
  });
  removeAssets();
});
