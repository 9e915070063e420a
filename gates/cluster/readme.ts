/** README's own command, `kubectl apply -f`, without options, on a cluster in which nothing is installed. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { quiet } from './checks/apply';
import { unexpected } from './checks/warnings';
import type { Cluster } from './cluster';
import { startControlPlane } from './control-plane';
import { installCrds } from './crds';
import { readApps } from './manifests';
import { check } from './runner';
import { DEFAULT_VERSION } from './tools/tools';

/** Applies each app of `dist/` that needs no add-on, then the folder once the definitions of the add-ons are there. */
export async function readme(root: string): Promise<void> {
  const dist = path.join(root, 'dist');
  const cluster = await startControlPlane({ version: DEFAULT_VERSION });
  try {
    const served = await kindsOf(cluster);
    const apps = readApps(dist).filter(({ manifests }) =>
      manifests.every(({ apiVersion, kind }) => served.has(`${apiVersion} ${kind}`)),
    );
    for (const { file } of apps) {
      await check(`kubectl apply -f dist/${file} works where nothing is installed`, () =>
        takes(cluster, path.join(dist, file)),
      );
    }
    await installCrds(cluster, path.join(root, 'imports', 'crds'));
    await check('kubectl apply -R -f dist/ works where the add-ons are', () => takes(cluster, dist));
    await check('a second kubectl apply -R -f dist/ finds every object unchanged', () => quiet(cluster, dist));
  } finally {
    await cluster.stop();
  }
}

async function takes({ tryKubectl }: Cluster, files: string): Promise<string> {
  const { status, stdout, stderr } = await tryKubectl(['apply', '-R', '-f', files]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(unexpected(stderr), []);
  return `${lines(stdout).length} objects`;
}

/** `apiVersion Kind` of everything that the cluster serves. */
async function kindsOf({ kubectl }: Cluster): Promise<Set<string>> {
  const table = lines(await kubectl(['api-resources', '--no-headers']));
  return new Set(table.map((row) => row.trim().split(/\s+/)).map((row) => `${row.at(-3)} ${row.at(-1)}`));
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
