/** An app changes from a fixed number of pods to scaling, and back. */
import assert from 'node:assert/strict';
import { eventually } from '../checks/rollout';
import type { Cluster } from '../cluster';
import { capture } from '../processes';
import { check } from '../runner';
import { least, serves } from './counter';
import { APP, apply, tryApply, version, WAYS, type Way } from './program';

const FIXED = { replicas: 8 };
const SCALING = { min: 5, max: 10 };
const NEXT = { RELEASE: 'next' };

/** Takes `replicas` out of what the last client-side apply has written down, as the guide says. */
async function forgetReplicas({ program, kubeconfig }: Cluster, namespace: string): Promise<void> {
  const edit =
    "kubectl apply view-last-applied deployment/$1 -n $2 -o yaml | sed '/^  replicas:/d' | kubectl apply set-last-applied -f -";
  const command = `kubectl() { "${program}" "$@"; }; ${edit}`;
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const { status, stderr } = await capture('bash', ['-euo', 'pipefail', '-c', command, '--', APP, namespace], { env });
  assert.equal(status, 0, stderr);
}

async function replicas({ kubectl }: Cluster, namespace: string): Promise<number> {
  return Number(await kubectl(['get', 'deployment', APP, '-n', namespace, '-o', 'jsonpath={.spec.replicas}']));
}

/** Waits until the rollout is complete, and the autoscaler acts on the app. */
async function autoscales(cluster: Cluster, namespace: string): Promise<void> {
  await cluster.kubectl(['rollout', 'status', `deployment/${APP}`, '-n', namespace, '--timeout=90s']);
  await eventually(`HorizontalPodAutoscaler/${namespace}/${APP}`, async () => {
    const { status } = JSON.parse(await cluster.kubectl(['get', 'hpa', APP, '-n', namespace, '-o', 'json']));
    return status?.currentReplicas >= SCALING.min ? undefined : `${status?.currentReplicas} pods`;
  });
}

/** Runs an app with a fixed number of pods. */
async function started(cluster: Cluster, namespace: string, way: Way): Promise<void> {
  await cluster.kubectl(['create', 'namespace', namespace]);
  await apply(cluster, way, version(namespace, FIXED));
  await serves(cluster, namespace, APP, FIXED.replicas);
}

async function controlFalls(cluster: Cluster, way: Way): Promise<string> {
  const namespace = `scaling-control-${way}`;
  await started(cluster, namespace, way);
  const { ready } = await least(cluster, namespace, APP, async () => {
    await apply(cluster, way, version(namespace, { scaling: SCALING }));
    await serves(cluster, namespace, APP, SCALING.min);
  });
  assert.ok(ready < SCALING.min, `${ready} pods were left, so no step is needed any more`);
  return `${ready} pods were left`;
}

async function forgets(cluster: Cluster): Promise<string> {
  const namespace = 'scaling-client';
  await started(cluster, namespace, 'client');
  const { ready, samples } = await least(cluster, namespace, APP, async () => {
    await forgetReplicas(cluster, namespace);
    await apply(cluster, 'client', version(namespace, { scaling: SCALING }));
    await autoscales(cluster, namespace);
    await apply(cluster, 'client', version(namespace, { scaling: SCALING, env: NEXT }));
    await autoscales(cluster, namespace);
  });
  assert.equal(ready, FIXED.replicas);
  return `${ready} pods, counted ${samples} times`;
}

async function handsOver(cluster: Cluster): Promise<string> {
  const namespace = 'scaling-server';
  await started(cluster, namespace, 'server');
  const { ready, samples } = await least(cluster, namespace, APP, async () => {
    await apply(cluster, 'server', version(namespace, { scaling: { ...SCALING, from: FIXED.replicas } }));
    await serves(cluster, namespace, APP, FIXED.replicas + 1);
    await apply(cluster, 'server', version(namespace, { scaling: SCALING }));
    await apply(cluster, 'server', version(namespace, { scaling: SCALING, env: NEXT }));
    await autoscales(cluster, namespace);
  });
  assert.ok(ready >= FIXED.replicas, `${ready} pods were left`);
  assert.equal(await replicas(cluster, namespace), FIXED.replicas + 1);
  return `${ready} pods, counted ${samples} times`;
}

/** Goes on with the app that `forgets` or `handsOver` has left. */
async function fixes(cluster: Cluster, way: Way): Promise<string> {
  const namespace = `scaling-${way}`;
  const fixed = version(namespace, { replicas: 6, env: NEXT });
  const { ready, samples } = await least(cluster, namespace, APP, async () => {
    await cluster.kubectl(['delete', 'hpa', APP, '-n', namespace]);
    if (way === 'server') {
      const { stderr } = await tryApply(cluster, way, fixed);
      assert.match(stderr, /conflict with "kube-controller-manager" with subresource "scale"[\s\S]*\.spec\.replicas/);
    }
    await apply(cluster, way, fixed, ...(way === 'server' ? ['--force-conflicts'] : []));
    await serves(cluster, namespace, APP, 6);
  });
  assert.ok(ready >= 6, `${ready} pods were left`);
  return `${ready} pods, counted ${samples} times`;
}

export async function scalingBeginsAndEnds(cluster: Cluster): Promise<void> {
  for (const way of WAYS) {
    await check(`the control: an app that begins to scale without a step falls below its minimum, ${way}-side`, () =>
      controlFalls(cluster, way),
    );
  }
  await check('an app begins to scale after its last apply has forgotten replicas, client-side', () =>
    forgets(cluster),
  );
  await check('an app begins to scale from its number of pods, server-side', () => handsOver(cluster));
  for (const way of WAYS) {
    await check(`an app goes back to a fixed number of pods, ${way}-side`, () => fixes(cluster, way));
  }
}
