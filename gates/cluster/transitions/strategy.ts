/** An app changes from a Deployment to a Rollout of Argo Rollouts, and back. */
import assert from 'node:assert/strict';
import { Duration } from 'cdk8s';
import { RolloutStrategy, type WebAppProps } from '../../../lib';
import { eventually } from '../checks/rollout';
import type { Cluster } from '../cluster';
import { check } from '../runner';
import { isIn } from './argo-rollouts';
import { least, serves } from './counter';
import { APP, apply, IMAGE, version, WAYS, type Way } from './program';
import { rolloutScales } from './scaling';

const canary = RolloutStrategy.canary([{ weight: 20, pause: 'manual' }]);
const blueGreen = RolloutStrategy.blueGreen({ promote: 'auto', keep: Duration.seconds(5) });
const PODS = 5;
const NUMBERS: Readonly<Record<string, Partial<WebAppProps>>> = {
  'a fixed number of pods': { replicas: PODS },
  'an autoscaler': { scaling: { min: PODS, max: 10 } },
};

interface Move {
  readonly namespace: string;
  readonly way: Way;
  readonly props: Partial<WebAppProps>;
  readonly strategy: RolloutStrategy;
}

/** Waits until so many pods of one image are ready. */
async function runs({ kubectl }: Cluster, namespace: string, image: string, pods: number): Promise<void> {
  await eventually(`pods of ${image}`, async () => {
    const { items } = JSON.parse(await kubectl(['get', 'pods', '-n', namespace, '-o', 'json']));
    const found = items.filter(
      ({ spec, metadata }: { spec: { containers: { image: string }[] }; metadata: object }) =>
        spec.containers.some((container) => container.image === image) && !('deletionTimestamp' in metadata),
    );
    return found.length === pods ? undefined : `${found.length} pods`;
  });
}

async function becomesRollout(cluster: Cluster, { namespace, way, props, strategy }: Move): Promise<string> {
  await cluster.kubectl(['create', 'namespace', namespace]);
  await apply(cluster, way, version(namespace, props));
  await serves(cluster, namespace, APP, PODS);
  const { ready, serving, counts } = await least(cluster, namespace, APP, async () => {
    await apply(cluster, way, version(namespace, { ...props, strategy }));
    await isIn(cluster, namespace, APP, 'Healthy');
    await runs(cluster, namespace, IMAGE, 2 * PODS);
    await cluster.kubectl(['delete', 'deployment', APP, '-n', namespace]);
    await serves(cluster, namespace, APP, PODS);
  });
  assert.deepEqual([ready, serving], [PODS, PODS], 'fewest ready and serving pods');
  return `${ready} pods, counted ${counts} times`;
}

/** Goes on with the app that `becomesRollout` has left. */
async function releases(cluster: Cluster, { namespace, way, props, strategy }: Move): Promise<string> {
  const image = `${IMAGE}-next`;
  const { serving, counts } = await least(cluster, namespace, APP, async () => {
    await apply(cluster, way, version(namespace, { ...props, strategy, image }));
    if (strategy === canary) {
      await isIn(cluster, namespace, APP, 'Paused');
      await runs(cluster, namespace, image, 1);
      const patch = { status: { pauseConditions: null, currentStepIndex: 2 } };
      const where = ['-n', namespace, '--type=merge', '--subresource=status', '-p', JSON.stringify(patch)];
      await cluster.kubectl(['patch', 'rollout', APP, ...where]);
    }
    await runs(cluster, namespace, image, PODS);
    await isIn(cluster, namespace, APP, 'Healthy');
    await serves(cluster, namespace, APP, PODS);
  });
  assert.ok(serving >= PODS, `${serving} pods were left`);
  return `${serving} pods, counted ${counts} times`;
}

/** Goes on with the app that `releases` has left. */
async function becomesDeployment(cluster: Cluster, { namespace, way, props }: Move): Promise<string> {
  const { ready, serving, counts } = await least(cluster, namespace, APP, async () => {
    await apply(cluster, way, version(namespace, { ...props, image: `${IMAGE}-next` }));
    await cluster.kubectl(['rollout', 'status', `deployment/${APP}`, '-n', namespace, '--timeout=90s']);
    await cluster.kubectl(['delete', 'rollout', APP, '-n', namespace, '--cascade=orphan']);
    await serves(cluster, namespace, APP, PODS);
    await cluster.kubectl(['delete', 'deployment', `${APP}-template`, '-n', namespace]);
  });
  assert.deepEqual([ready, serving], [PODS, PODS], 'fewest ready and serving pods');
  return `${ready} pods, counted ${counts} times`;
}

async function thereAndBack(cluster: Cluster, title: string, move: Move): Promise<void> {
  await check(`an app with ${title} becomes a Rollout, ${move.way}-side`, () => becomesRollout(cluster, move));
  await check(`an app with ${title} releases by its Rollout, ${move.way}-side`, () => releases(cluster, move));
  await check(`an app with ${title} becomes a Deployment again, ${move.way}-side`, () =>
    becomesDeployment(cluster, move),
  );
}

export async function strategyBeginsAndEnds(cluster: Cluster): Promise<void> {
  const moves = WAYS.flatMap((way) =>
    Object.entries(NUMBERS).map(([title, props], at) =>
      thereAndBack(cluster, title, { namespace: `canary-${at}-${way}`, way, props, strategy: canary }),
    ),
  );
  const blue: Move = { namespace: 'blue-green', way: 'client', props: { replicas: PODS }, strategy: blueGreen };
  await Promise.all([...moves, thereAndBack(cluster, 'two sets of pods', blue), rolloutScales(cluster, canary)]);
}
