/** Volumes that grow: a store is applied, grown, scaled out and re-created around its pods, on a real API server. */
import assert from 'node:assert/strict';
import { Size } from 'cdk8s';
import { AddOn, Engine, type StatefulStoreProps } from '../../../lib';
import { applied, applyFolder, asJob, grown, identities, orphan, requests } from '../checks/growth';
import type { Cluster } from '../cluster';
import { check } from '../runner';
import { STORE, store } from './program';

const NAMESPACE = 'growth';
const [FIRST, LATER] = [Size.gibibytes(1), Size.gibibytes(3)];
const engine = Engine.valkey();

/** Volumes that a StorageClass does not let grow. */
const FIXED = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fixed' } };

const claims = (count: number, size: string) => Array.from({ length: count }, (_, i) => `data-${STORE}-${i} ${size}`);

/** Runs the checks, one after the other: each goes on with what the one before has left. */
export async function volumesGrow(cluster: Cluster): Promise<void> {
  const version = `1.${cluster.minor}`;
  const on = `on Kubernetes ${version}`;
  const ledger = (props: Partial<StatefulStoreProps>) =>
    store(NAMESPACE, { version, installed: [AddOn.volumeSnapshots()] }, { engine, storage: FIRST, ...props });
  await cluster.kubectl(['create', 'namespace', NAMESPACE]);
  let pods: string[] = [];
  const untouched = async () =>
    assert.deepEqual(await identities(cluster, NAMESPACE), pods, 'pods are others than before');

  await check(`a store is applied for the first time ${on}`, async () => {
    await applied(cluster, ledger({}));
    pods = await identities(cluster, NAMESPACE);
    assert.equal(pods.length, 3);
    assert.deepEqual(await requests(cluster, NAMESPACE), claims(3, '1Gi'));
  });

  await check(`the control: another size without the first one is refused ${on}`, async () => {
    const { status, stderr } = await applyFolder(cluster, ledger({ storage: LATER }));
    assert.notEqual(status, 0);
    assert.match(stderr, /updates to statefulset spec for fields other than .* are forbidden/);
    await untouched();
  });

  const later = { storage: LATER, grownFrom: FIRST };
  await check(`storage that is raised is applied plainly, and its Job grows every claim ${on}`, async () => {
    await applied(cluster, ledger(later));
    await grown(cluster, ledger(later));
    assert.deepEqual(await requests(cluster, NAMESPACE), claims(3, '3Gi'));
    await untouched();
  });

  await check(`growing again changes nothing ${on}`, async () => {
    await applied(cluster, ledger(later));
    const { stdout } = await asJob(cluster, ledger(later));
    assert.equal(stdout.match(/patched \(no change\)/g)?.length, 3, stdout);
  });

  await check(`the Job may grow no other claim, and delete none ${on}`, async () => {
    const other = (command: readonly string[]) =>
      command.map((word) => word.replace(`data-${STORE}-0`, 'data-other-0'));
    assert.match((await asJob(cluster, ledger(later), other)).stderr, /Forbidden.*"data-other-0" is forbidden/);
    const deletes = () => ['delete', 'persistentvolumeclaim', `data-${STORE}-0`];
    assert.match((await asJob(cluster, ledger(later), deletes)).stderr, /cannot delete resource/);
  });

  await check(`a claim is never made smaller than its volume ${on}`, async () => {
    const less = (command: readonly string[]) => command.map((word) => word.replace('3Gi', '512Mi'));
    const { status, stderr } = await asJob(cluster, ledger(later), less);
    assert.notEqual(status, 0);
    assert.match(stderr, /field can not be less than/);
  });

  await check(`pods that are added later end at the same size ${on}`, async () => {
    const five = ledger({ ...later, replicas: 5 });
    await applied(cluster, five);
    await grown(cluster, five);
    assert.deepEqual(await requests(cluster, NAMESPACE), claims(5, '3Gi'));
  });

  await check(`the StatefulSet is made again around its pods and says the new size ${on}`, async () => {
    pods = await identities(cluster, NAMESPACE);
    await orphan(cluster, NAMESPACE);
    await applied(cluster, ledger({ storage: LATER, replicas: 5 }));
    await untouched();
  });

  await check(`a snapshot is refused for claims that are there ${on}`, async () => {
    const restored = ledger({ storage: LATER, replicas: 5, fromSnapshot: 'old' });
    const { status, stderr } = await applyFolder(cluster, restored);
    assert.notEqual(status, 0);
    assert.match(stderr, /"data-ledger-0" is invalid: spec: Forbidden: spec is immutable after creation/);
    await untouched();
  });

  await check(`a class that cannot grow says so in the log of the Job ${on}`, async () => {
    const fixed = { ...FIXED, provisioner: 'kubernetes.io/host-path', volumeBindingMode: 'WaitForFirstConsumer' };
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(fixed));
    const namespace = `${NAMESPACE}-fixed`;
    await cluster.kubectl(['create', 'namespace', namespace]);
    const there = (props: Partial<StatefulStoreProps>) =>
      store(namespace, { version }, { engine, storage: FIRST, replicas: 1, storageClass: 'fixed', ...props });
    await applied(cluster, there({}));
    await applied(cluster, there(later));
    const { status, stderr } = await asJob(cluster, there(later));
    assert.notEqual(status, 0);
    assert.match(stderr, /only dynamically provisioned pvc can be resized and the storageclass .* must support resize/);
  });
}
