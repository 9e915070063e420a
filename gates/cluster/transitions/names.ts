/** An app becomes of another kind, or gets another name. */
import assert from 'node:assert/strict';
import { type Chart, Duration } from 'cdk8s';
import { WebApp, Worker } from '../../../lib';
import type { Cluster } from '../cluster';
import { check } from '../runner';
import { type Written, written } from '../stores/program';
import { least, serves } from './counter';
import { APP, apply, IMAGE, tryApply, version, WAYS, type Way } from './program';

const PODS = 3;
const minReady = Duration.seconds(1);
const WORKER = { 'app.kubernetes.io/name': APP, 'app.kubernetes.io/component': 'worker' };

const made = (namespace: string, fill: (chart: Chart) => void): Written => written(namespace, {}, fill);

async function started(cluster: Cluster, namespace: string, fill: (chart: Chart) => void): Promise<void> {
  await cluster.kubectl(['create', 'namespace', namespace]);
  await apply(cluster, 'client', made(namespace, fill));
  await cluster.kubectl(['rollout', 'status', `deployment/${APP}`, '-n', namespace, '--timeout=90s']);
}

async function workerBecomesWebApp(cluster: Cluster): Promise<string> {
  const namespace = 'kinds';
  await started(cluster, namespace, (chart) => new Worker(chart, APP, { image: IMAGE, minReady }));
  const refused = await tryApply(cluster, 'client', version(namespace, {}));
  assert.match(refused.stderr, /spec\.selector: Invalid value: [\s\S]*field is immutable/);
  const { ready, counts } = await least(cluster, namespace, APP, async () => {
    await apply(cluster, 'client', version(namespace, { selector: WORKER }));
    await cluster.kubectl(['rollout', 'status', `deployment/${APP}`, '-n', namespace, '--timeout=90s']);
    await serves(cluster, namespace, APP, PODS);
  });
  assert.equal(ready, PODS);
  return `${ready} pods, counted ${counts} times`;
}

async function getsAnotherName(cluster: Cluster): Promise<string> {
  const namespace = 'names';
  const old = (chart: Chart) => new WebApp(chart, APP, { image: IMAGE, minReady });
  const next = (chart: Chart) => new WebApp(chart, 'storefront', { image: IMAGE, minReady });
  await started(cluster, namespace, old);
  await serves(cluster, namespace, APP, PODS);
  const { serving, counts } = await least(cluster, namespace, APP, async () => {
    await apply(
      cluster,
      'client',
      made(namespace, (chart) => [old(chart), next(chart)]),
    );
    await serves(cluster, namespace, 'storefront', PODS);
  });
  assert.equal(serving, PODS);
  const after = await least(cluster, namespace, 'storefront', async () => {
    const prune = ['--prune', '-l', 'app.kubernetes.io/managed-by=mainstay', '-n', namespace];
    await apply(cluster, 'client', made(namespace, next), ...prune);
    await serves(cluster, namespace, APP, 0);
  });
  assert.equal(after.serving, PODS);
  return `${serving} pods, counted ${counts + after.counts} times`;
}

/** The program listens on both ports from the first release on. */
async function getsAnotherPort(cluster: Cluster, way: Way): Promise<string> {
  const namespace = `ports-${way}`;
  await cluster.kubectl(['create', 'namespace', namespace]);
  await apply(cluster, way, version(namespace, { port: 8080 }));
  await serves(cluster, namespace, APP, PODS);
  const { serving, counts } = await least(cluster, namespace, APP, async () => {
    for (const props of [{ port: 8080, ports: [9090] }, { port: 9090, ports: [8080] }, { port: 9090 }]) {
      await apply(cluster, way, version(namespace, props));
      await cluster.kubectl(['rollout', 'status', `deployment/${APP}`, '-n', namespace, '--timeout=90s']);
      await serves(cluster, namespace, APP, PODS);
    }
  });
  assert.equal(serving, PODS);
  const ports = await cluster.kubectl([
    'get',
    'service',
    APP,
    '-n',
    namespace,
    '-o',
    'jsonpath={.spec.ports[*].targetPort}',
  ]);
  assert.equal(ports, '9090');
  return `${serving} pods, counted ${counts} times`;
}

/** A field that stays from one of the two kinds of rollout makes the server refuse the other. */
async function recreates(cluster: Cluster, way: Way): Promise<void> {
  const namespace = `recreates-${way}`;
  await cluster.kubectl(['create', 'namespace', namespace]);
  for (const strategy of ['rolling', 'recreate', 'rolling'] as const) {
    await apply(cluster, way, version(namespace, { strategy }));
  }
}

async function inWay(cluster: Cluster, way: Way): Promise<void> {
  await check(`an app gets another port in three releases, ${way}-side`, () => getsAnotherPort(cluster, way));
  await check(`the API server takes an app that recreates its pods, and rolls them again, ${way}-side`, () =>
    recreates(cluster, way),
  );
}

export async function namesChange(cluster: Cluster): Promise<void> {
  await Promise.all([
    check('a worker becomes a web app when it keeps its selector, and is refused otherwise', () =>
      workerBecomesWebApp(cluster),
    ),
    check('an app gets another name in two releases', () => getsAnotherName(cluster)),
    ...WAYS.map((way) => inWay(cluster, way)),
  ]);
}
