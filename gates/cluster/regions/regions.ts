/** Two clusters from one app: each takes its folder, and gets nothing of the other. */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { quiet } from '../checks/apply';
import { endpoints, ready } from '../checks/rollout';
import { unexpected } from '../checks/warnings';
import type { Cluster } from '../cluster';
import { startControlPlane } from '../control-plane';
import { installCrds } from '../crds';
import { type Manifest, nameOf, readApps } from '../manifests';
import { check } from '../runner';
import { DEFAULT_VERSION } from '../tools/tools';
import { REGIONS, twoClusters } from './program';

const CRDS = path.join(__dirname, '..', '..', '..', 'imports', 'crds');

/** Synthesizes one app, and applies each folder to a control plane of its own. */
export async function regions(): Promise<void> {
  const dist = twoClusters();
  const made = new Map(REGIONS.map(({ folder }) => [folder, manifestsOf(path.join(dist, folder))]));
  await check('one app for two clusters writes a folder for each, with the same files', async () => apart(dist, made));
  for (const { folder } of REGIONS) {
    const cluster = await startControlPlane({ version: DEFAULT_VERSION });
    try {
      await judge(cluster, dist, folder, made);
    } finally {
      await cluster.stop();
    }
  }
}

function manifestsOf(folder: string): Manifest[] {
  return readApps(folder).flatMap(({ manifests }) => manifests);
}

/** @throws when a file is beside the folders, when the folders have other files, or when a manifest has a mark of another region */
function apart(dist: string, made: ReadonlyMap<string, readonly Manifest[]>): string {
  const folders = REGIONS.map(({ folder }) => folder).sort();
  assert.deepEqual(readdirSync(dist).sort(), ['.mainstay', ...folders], 'files beside the folders of clusters');
  const [first, second] = folders.map((folder) => readdirSync(path.join(dist, folder)).sort());
  assert.deepEqual(first, second, 'files with other names');
  const strange = REGIONS.flatMap(({ folder, mark }) => marked(made.get(folder) ?? [], mark));
  assert.deepEqual(strange, [], 'manifests with the mark of another region');
  return [...made].map(([folder, manifests]) => `${folder} ${manifests.length} objects`).join(', ');
}

/** @returns the objects that have the mark of another region than that of `own` */
function marked(objects: readonly Manifest[], own: string): string[] {
  const others = REGIONS.map(({ mark }) => mark).filter((mark) => mark !== own);
  return objects.filter((object) => others.some((mark) => JSON.stringify(object).includes(mark))).map(nameOf);
}

async function judge(
  cluster: Cluster,
  dist: string,
  folder: string,
  made: ReadonlyMap<string, readonly Manifest[]>,
): Promise<void> {
  const own = made.get(folder) ?? [];
  const files = path.join(dist, folder);
  // Only one of the two has add-ons: the other folder applies where nothing is installed.
  if (own.some(({ apiVersion }) => apiVersion.startsWith('gateway.'))) await installCrds(cluster, CRDS);
  await check(`${folder}: kubectl apply -f takes the folder`, async () => {
    const { status, stderr } = await cluster.tryKubectl(['apply', '-f', files]);
    assert.equal(status, 0, stderr);
    assert.deepEqual(unexpected(stderr), []);
  });
  await check(`${folder}: its pods get ready`, () => ready(cluster, own));
  await check(`${folder}: every Service has an endpoint`, () => endpoints(cluster, own));
  await check(`${folder}: the cluster has the objects of the folder, and none of the other`, () =>
    only(cluster, folder, made),
  );
  await check(`${folder}: a second kubectl apply changes nothing`, () => quiet(cluster, files));
}

/** @throws when an object of the folder is missing, or when there is one of another folder or with its mark */
async function only(cluster: Cluster, folder: string, made: ReadonlyMap<string, readonly Manifest[]>): Promise<string> {
  const mark = REGIONS.find((region) => region.folder === folder)?.mark ?? '';
  const found = await managed(cluster);
  const names = new Set(found.map(nameOf));
  const own = new Set((made.get(folder) ?? []).map(nameOf));
  const others = [...made.values()]
    .flat()
    .map(nameOf)
    .filter((name) => !own.has(name));
  assert.ok(others.length > 0, 'each region must have something that the other lacks');
  const missing = [...own].filter((name) => !names.has(name));
  assert.deepEqual(missing, [], 'objects that are missing');
  assert.deepEqual(
    others.filter((name) => names.has(name)),
    [],
    'objects of the other cluster',
  );
  assert.deepEqual(marked(found, mark), [], 'objects with the mark of the other cluster');
  return `${own.size} objects`;
}

/** @returns all that carries the label of Mainstay, with what controllers have made of it. */
async function managed({ kubectl }: Cluster): Promise<Manifest[]> {
  const resources = (await kubectl(['api-resources', '--verbs=list', '-o', 'name'])).trim().split('\n');
  const all = ['get', resources.join(','), '-A', '-l', 'app.kubernetes.io/managed-by=mainstay', '-o', 'json'];
  return JSON.parse(await kubectl(all)).items;
}
