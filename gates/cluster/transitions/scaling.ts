/** An app changes from a fixed number of pods to scaling, and back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RolloutStrategy, WebAppProps } from '../../../lib';
import { eventually } from '../checks/rollout';
import type { Cluster } from '../cluster';
import { capture } from '../processes';
import { check } from '../runner';
import { isIn } from './argo-rollouts';
import { least, serves } from './counter';
import { APP, apply, tryApply, version, WAYS, type Way } from './program';

const FIXED = { replicas: 8 };
const SCALING = { min: 5, max: 10 };
const NEXT = { RELEASE: 'next' };

/** An app whose number of pods is a field of a Deployment, or of a Rollout. */
interface App {
  readonly namespace: string;
  readonly kind: 'deployment' | 'rollout';
  readonly props: Partial<WebAppProps>;
  /** A later version, whose pods replace those of the version before. */
  readonly next: Partial<WebAppProps>;
}

const GUIDE = path.join(__dirname, '..', '..', '..', 'docs', 'guide', 'changes.md');

/** Takes `replicas` out of what the last client-side apply has written down, by the command of the guide. */
async function forgetReplicas({ program, kubeconfig }: Cluster, { namespace, kind }: App): Promise<void> {
  const [command] = /^kubectl apply view-last-applied .*$/m.exec(readFileSync(GUIDE, 'utf8')) ?? [];
  assert.ok(command, 'the guide has no command');
  const script = `kubectl() { "$PROGRAM" "$@"; }; ${command.replace('deployment/web -n shop', `${kind}/${APP} -n ${namespace}`)}`;
  const env = { ...process.env, KUBECONFIG: kubeconfig, PROGRAM: program };
  const { status, stderr } = await capture('bash', ['-euo', 'pipefail', '-c', script], { env });
  assert.equal(status, 0, stderr);
}

async function replicas({ kubectl }: Cluster, { namespace, kind }: App): Promise<number> {
  return Number(await kubectl(['get', kind, APP, '-n', namespace, '-o', 'jsonpath={.spec.replicas}']));
}

/** Waits until the rollout is complete, and the autoscaler acts on the app. */
async function autoscales(cluster: Cluster, { namespace, kind }: App): Promise<void> {
  if (kind === 'rollout') await isIn(cluster, namespace, APP, 'Healthy');
  else await cluster.kubectl(['rollout', 'status', `deployment/${APP}`, '-n', namespace, '--timeout=90s']);
  await eventually(`HorizontalPodAutoscaler/${namespace}/${APP}`, async () => {
    const { status } = JSON.parse(await cluster.kubectl(['get', 'hpa', APP, '-n', namespace, '-o', 'json']));
    return status?.currentReplicas >= SCALING.min ? undefined : `${status?.currentReplicas} pods`;
  });
}

/** Runs an app with a fixed number of pods. */
async function started(
  cluster: Cluster,
  { namespace, props }: Pick<App, 'namespace' | 'props'>,
  way: Way,
): Promise<void> {
  await cluster.kubectl(['create', 'namespace', namespace]);
  await apply(cluster, way, version(namespace, { ...props, ...FIXED }));
  await serves(cluster, namespace, APP, FIXED.replicas);
}

async function controlFalls(cluster: Cluster, way: Way): Promise<string> {
  const namespace = `scaling-control-${way}`;
  await started(cluster, { namespace, props: {} }, way);
  const { ready } = await least(cluster, namespace, APP, async () => {
    await apply(cluster, way, version(namespace, { scaling: SCALING }));
    await serves(cluster, namespace, APP, SCALING.min);
  });
  assert.ok(ready < SCALING.min, `${ready} pods were left, so no step is needed any more`);
  return `${ready} pods were left`;
}

async function forgets(cluster: Cluster, app: App): Promise<string> {
  const { namespace, props, next } = app;
  await started(cluster, app, 'client');
  const { ready, counts } = await least(cluster, namespace, APP, async () => {
    await forgetReplicas(cluster, app);
    await apply(cluster, 'client', version(namespace, { ...props, scaling: SCALING }));
    await autoscales(cluster, app);
    await apply(cluster, 'client', version(namespace, { ...props, ...next, scaling: SCALING }));
    await autoscales(cluster, app);
  });
  assert.equal(ready, FIXED.replicas);
  return `${ready} pods, counted ${counts} times`;
}

async function handsOver(cluster: Cluster, app: App): Promise<string> {
  const { namespace, props, next } = app;
  await started(cluster, app, 'server');
  const { ready, counts } = await least(cluster, namespace, APP, async () => {
    await apply(cluster, 'server', version(namespace, { ...props, scaling: { ...SCALING, from: FIXED.replicas } }));
    await serves(cluster, namespace, APP, FIXED.replicas + 1);
    await apply(cluster, 'server', version(namespace, { ...props, scaling: SCALING }));
    await apply(cluster, 'server', version(namespace, { ...props, ...next, scaling: SCALING }));
    await autoscales(cluster, app);
  });
  assert.ok(ready >= FIXED.replicas, `${ready} pods were left`);
  assert.equal(await replicas(cluster, app), FIXED.replicas + 1);
  return `${ready} pods, counted ${counts} times`;
}

/** Goes on with the app that `forgets` or `handsOver` has left. */
async function fixes(cluster: Cluster, way: Way): Promise<string> {
  const namespace = `scaling-${way}`;
  const fixed = version(namespace, { replicas: 6, env: NEXT });
  const { ready, counts } = await least(cluster, namespace, APP, async () => {
    await cluster.kubectl(['delete', 'hpa', APP, '-n', namespace]);
    if (way === 'server') {
      const { stderr } = await tryApply(cluster, way, fixed);
      assert.match(stderr, /conflict with "kube-controller-manager" with subresource "scale"[\s\S]*\.spec\.replicas/);
    }
    await apply(cluster, way, fixed, ...(way === 'server' ? ['--force-conflicts'] : []));
    await serves(cluster, namespace, APP, 6);
  });
  assert.ok(ready >= 6, `${ready} pods were left`);
  return `${ready} pods, counted ${counts} times`;
}

async function deploymentScales(cluster: Cluster, way: Way): Promise<void> {
  const app: App = { namespace: `scaling-${way}`, kind: 'deployment', props: {}, next: { env: NEXT } };
  await check(`the control: an app that begins to scale without a step falls below its minimum, ${way}-side`, () =>
    controlFalls(cluster, way),
  );
  await begins(cluster, app, way);
  await check(`an app goes back to a fixed number of pods, ${way}-side`, () => fixes(cluster, way));
}

function begins(cluster: Cluster, app: App, way: Way): Promise<boolean> {
  return way === 'client'
    ? check(`a ${app.kind} begins to scale after its last apply has forgotten replicas`, () => forgets(cluster, app))
    : check(`a ${app.kind} begins to scale from its number of pods, server-side`, () => handsOver(cluster, app));
}

export async function scalingBeginsAndEnds(cluster: Cluster): Promise<void> {
  await Promise.all(WAYS.map((way) => deploymentScales(cluster, way)));
}

/** Needs the controller of Argo Rollouts. */
export async function rolloutScales(cluster: Cluster, strategy: RolloutStrategy): Promise<void> {
  const app = (way: Way): App => ({
    namespace: `scaling-rollout-${way}`,
    kind: 'rollout',
    props: { strategy },
    next: {},
  });
  await Promise.all(WAYS.map((way) => begins(cluster, app(way), way)));
}
