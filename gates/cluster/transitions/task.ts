/** A task runs once for each change, never beside itself, and may mark its success and nothing else. */
import assert from 'node:assert/strict';
import { Task, WebApp } from '../../../lib';
import { eventually, list } from '../checks/rollout';
import type { Cluster } from '../cluster';
import type { Manifest } from '../manifests';
import { check } from '../runner';
import { type Written, written } from '../stores/program';
import { apply, IMAGE, WAYS, type Way } from './program';

const LABELS = { 'app.kubernetes.io/component': 'task', 'app.kubernetes.io/name': 'migrate' };

/** A release of an app with a migration before it and a test after it. */
function release(namespace: string, level: string): Written {
  return written(namespace, {}, (chart) => {
    const web = new WebApp(chart, 'web', { image: IMAGE, env: { LEVEL: level } });
    new Task(chart, 'migrate', { image: IMAGE, args: [level], before: [web] });
    new Task(chart, 'smoke', { image: IMAGE, after: [web] });
  });
}

async function jobs(cluster: Cluster, namespace: string, name: string): Promise<string[]> {
  const all = await list(cluster, 'jobs', namespace);
  return all.map(({ metadata }) => `${metadata['name']}`).filter((job) => job.startsWith(`${name}-`));
}

async function complete(cluster: Cluster, namespace: string): Promise<void> {
  const wait = ['wait', '--for=condition=Complete', 'jobs', '--all', '-n', namespace, '--timeout=120s'];
  await cluster.kubectl(wait);
}

/** The command of a container of a Job, as its account runs it. */
async function runAs(cluster: Cluster, namespace: string, job: string, container: string, change = (a: string) => a) {
  const manifest = JSON.parse(await cluster.kubectl(['get', 'job', job, '-n', namespace, '-o', 'json'])) as Manifest;
  const { initContainers, serviceAccountName } = manifest['spec'].template.spec;
  const found = initContainers.find(({ name }: { name: string }) => name === container);
  const [, ...args] = found.command.map(change) as string[];
  return cluster.tryKubectl([
    ...args,
    '-n',
    namespace,
    `--as=system:serviceaccount:${namespace}:${serviceAccountName}`,
  ]);
}

async function once(cluster: Cluster, way: Way): Promise<string> {
  const namespace = `task-${way}`;
  await cluster.kubectl(['create', 'namespace', namespace]);
  await apply(cluster, way, release(namespace, 'one'));
  await complete(cluster, namespace);
  const first = await jobs(cluster, namespace, 'migrate');
  await apply(cluster, way, release(namespace, 'one'));
  assert.deepEqual(await jobs(cluster, namespace, 'migrate'), first, 'the same again');
  await apply(cluster, way, release(namespace, 'two'));
  await complete(cluster, namespace);
  const both = await jobs(cluster, namespace, 'migrate');
  assert.equal(both.length, 2);
  assert.equal((await jobs(cluster, namespace, 'smoke')).length, 2, 'the test runs again when the pods change');
  return both.join(', ');
}

async function marks(cluster: Cluster, way: Way): Promise<string> {
  const namespace = `task-${way}`;
  const [job = ''] = await jobs(cluster, namespace, 'migrate');
  const marked = await runAs(cluster, namespace, job, 'mark');
  assert.equal(marked.status, 0, marked.stderr);
  await apply(cluster, way, release(namespace, 'two'));
  const map = ['get', 'configmap', 'migrate-succeeded', '-n', namespace, '-o', 'json'];
  const { data } = JSON.parse(await cluster.kubectl(map)) as Manifest;
  assert.deepEqual(data, { [job]: 'succeeded' }, 'the mark after another apply');
  const other = await runAs(cluster, namespace, job, 'mark', (a) => a.replace('migrate-succeeded', 'kube-root-ca.crt'));
  assert.match(other.stderr, /cannot (get|patch) resource "configmaps"/);
  const [smoke = ''] = await jobs(cluster, namespace, 'smoke');
  const waited = await runAs(cluster, namespace, smoke, 'rollout-of-web');
  assert.match(waited.stdout, /successfully rolled out/, waited.stderr);
  const foreign = await runAs(cluster, namespace, smoke, 'rollout-of-web', (a) => a.replace('/web', '/other'));
  assert.match(foreign.stderr, /cannot get resource "deployments"/);
  return job;
}

/** A pod with the labels of the task, which does not end, stands for the run of a release before. */
async function oneAtATime(cluster: Cluster): Promise<string> {
  const namespace = 'task-alone';
  await cluster.kubectl(['create', 'namespace', namespace]);
  const labels = Object.entries(LABELS).map(([key, value]) => `${key}=${value}`);
  await cluster.kubectl(['run', 'earlier', `--image=${IMAGE}`, `--labels=${labels}`, '-n', namespace]);
  await eventually('the pod of the release before', async () => {
    const [pod] = await list(cluster, 'pods', namespace);
    return pod?.['status']?.phase === 'Running' ? undefined : `${pod?.['status']?.phase}`;
  });
  await apply(cluster, 'client', release(namespace, 'one'));
  let said = '';
  await eventually('the pod of this release waits', async () => {
    const waiting = await list(cluster, 'pods', namespace);
    const pod = waiting.find(({ metadata }) => `${metadata['name']}`.startsWith('migrate-'));
    said = `${pod?.['status']?.conditions?.[0]?.message}`;
    return said.includes("didn't match pod anti-affinity rules") ? undefined : `${pod?.['status']?.phase} ${said}`;
  });
  await cluster.kubectl(['delete', 'pod', 'earlier', '-n', namespace, '--force']);
  await complete(cluster, namespace);
  return said;
}

export async function tasksRun(cluster: Cluster): Promise<void> {
  const each = WAYS.map(async (way) => {
    await check(`a task runs once for each change, and no more, ${way}-side`, () => once(cluster, way));
    await check(`a task may mark its success and nothing else, ${way}-side`, () => marks(cluster, way));
  });
  await Promise.all([...each, check('two runs of a task are not there at once', () => oneAtATime(cluster))]);
}
