/** The files of an app change, while pods of the version before run and start. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiObject, JsonPatch } from 'cdk8s';
import { WebApp } from '../../../lib';
import { eventually } from '../checks/rollout';
import type { Cluster } from '../cluster';
import { NEVER_READY } from '../kwok';
import { check } from '../runner';
import { type Written, written } from '../stores/program';
import { least, serves } from './counter';
import { APP, apply, IMAGE } from './program';

const NAMESPACE = 'files';
const PODS = 3;
const OURS = 'app.kubernetes.io/managed-by=mainstay';

function mode(text: string, broken = false): Written {
  return written(NAMESPACE, {}, (chart) => {
    const app = new WebApp(chart, APP, { image: IMAGE, files: { '/etc/shop/mode': text } });
    const path = `/spec/template/metadata/annotations/${NEVER_READY.replace('/', '~1')}`;
    if (broken) ApiObject.of(app.deployment).addJsonPatch(JsonPatch.add(path, 'true'));
  });
}

async function configMaps({ kubectl }: Cluster): Promise<number> {
  return JSON.parse(await kubectl(['get', 'configmaps', '-n', NAMESPACE, '-l', OURS, '-o', 'json'])).items.length;
}

/** The version with other files never gets ready, and meanwhile a pod of the version before starts again. */
async function oldFilesStay(cluster: Cluster): Promise<string> {
  await cluster.kubectl(['create', 'namespace', NAMESPACE]);
  await apply(cluster, 'client', mode('fast'));
  await serves(cluster, NAMESPACE, APP, PODS);
  const { ready, counts } = await least(cluster, NAMESPACE, APP, async () => {
    await apply(cluster, 'client', mode('slow', true));
    await sleep(2_000);
    const pods = JSON.parse(await cluster.kubectl(['get', 'pods', '-n', NAMESPACE, '-o', 'json'])).items;
    const old = pods.find(
      ({ metadata }: { metadata: { annotations: object } }) => !(NEVER_READY in metadata.annotations),
    );
    await cluster.kubectl(['delete', 'pod', old.metadata.name, '-n', NAMESPACE, '--wait=false']);
    await serves(cluster, NAMESPACE, APP, PODS);
    await apply(cluster, 'client', mode('slow'));
    await cluster.kubectl(['rollout', 'status', `deployment/${APP}`, '-n', NAMESPACE, '--timeout=90s']);
  });
  assert.ok(ready >= PODS - 1, `${ready} pods were left`);
  assert.equal(await configMaps(cluster), 2);
  return `${ready} pods, counted ${counts} times`;
}

/** `--prune` deletes what the manifests do not have any more, once no pod needs it. */
async function prunes(cluster: Cluster): Promise<void> {
  await least(cluster, NAMESPACE, APP, async () => {
    await apply(cluster, 'client', mode('slow'), '--prune', '-l', OURS, '-n', NAMESPACE);
    await eventually('one ConfigMap', async () => ((await configMaps(cluster)) === 1 ? undefined : 'two'));
    await serves(cluster, NAMESPACE, APP, PODS);
  });
}

export async function filesChange(cluster: Cluster): Promise<void> {
  await check('the files of the version before stay while its pods run and start', () => oldFilesStay(cluster));
  await check('kubectl apply --prune after the rollout deletes them', () => prunes(cluster));
}
