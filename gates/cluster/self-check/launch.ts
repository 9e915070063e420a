/** Real control planes of each version: what they do, where they listen, and what they leave behind. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { kept } from '../checks/apply';
import { startControlPlane } from '../control-plane';
import { installCrds } from '../crds';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from '../tools/tools';
import { check, messageOf, processesMentioning } from './checks';
import { listeners } from './loopback';
import { PRIVILEGED_POD, WORKLOADS } from './workloads';

const CRDS = path.join(__dirname, '..', '..', '..', 'imports', 'crds');

async function exercise(version: KubernetesVersion): Promise<void> {
  const start = Date.now();
  const cluster = await startControlPlane({ version });
  const { kubectl, tryKubectl } = cluster;
  console.log(`      ${version} started in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  try {
    const reported: unknown = JSON.parse(await kubectl(['version', '-o', 'json']));
    for (const side of ['clientVersion', 'serverVersion']) {
      const { gitVersion } = (reported as Record<string, { gitVersion: string }>)[side] ?? {};
      assert.ok(gitVersion?.startsWith(`v${version}.`), `${side}: ${gitVersion}`);
    }
    const open = await listeners(path.dirname(cluster.kubeconfig));
    assert.ok(open.length >= 3, 'etcd for clients, etcd for peers, kube-apiserver');
    assert.deepEqual(
      open.filter(({ loopback }) => !loopback),
      [],
    );
    await kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(WORKLOADS));
    await assert.rejects(
      kept(cluster, WORKLOADS.items),
      /StatefulSet\/check\/store\.spec\.updateStrategy\.rollingUpdate\.maxUnavailable/,
    );
    for (const workload of ['deployment/web', 'statefulset/store']) {
      await kubectl(['rollout', 'status', '-n', 'check', '--timeout=60s', workload]);
    }
    await kubectl(['wait', '-n', 'check', '--for=condition=Complete', '--timeout=60s', 'job/job']);
    const claims = await kubectl(['get', 'pvc', '-n', 'check', '-o', 'jsonpath={.items[*].status.phase}']);
    assert.equal(claims, 'Bound Bound Bound');
    const refused = await tryKubectl(['apply', '-f', '-'], JSON.stringify(PRIVILEGED_POD));
    assert.match(refused.stderr, /forbidden: violates PodSecurity "restricted/);
    const node = await kubectl(['get', 'pod', 'store-0', '-n', 'check', '-o', 'jsonpath={.spec.nodeName}']);
    const blocked = await tryKubectl(['drain', node, '--ignore-daemonsets', '--timeout=3s']);
    assert.match(blocked.stderr, /disruption budget/);
    await kubectl(['delete', 'pdb', 'store', '-n', 'check']);
    await kubectl(['drain', node, '--ignore-daemonsets', '--timeout=60s']);
    await kubectl(['rollout', 'status', '-n', 'check', '--timeout=60s', 'statefulset/store']);
    assert.ok((await installCrds(cluster, CRDS)).length > 30);
    const volumes = await kubectl(['get', 'pv', '-o', 'jsonpath={.items[*].spec.hostPath.path}']);
    await cluster.stop();
    assert.deepEqual(volumes.split(' ').filter(existsSync), []);
  } finally {
    await cluster.stop();
  }
  const directory = path.dirname(cluster.kubeconfig);
  assert.deepEqual(await processesMentioning(directory), []);
  assert.equal(existsSync(directory), false);
}

const versions = process.argv.slice(3);
for (const version of KUBERNETES_VERSIONS.filter((known) => versions.length === 0 || versions.includes(known))) {
  check(`runs workloads, keeps budgets, installs CRDs and leaves nothing on Kubernetes ${version}`, () =>
    exercise(version),
  );
}

check('fails with the known versions when asked for an unknown one', async () => {
  const message = await messageOf(startControlPlane({ version: '1.2' as KubernetesVersion }));
  assert.match(message, /got 1\.2; use one of 1\.27, 1\.33, 1\.36/);
});
