/** The commands of the CronJob that ends `breakGlass`, as processes with the rights of its account: kwok runs no containers. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeAtExit } from '../cleanup';
import type { Cluster } from '../cluster';
import { type Manifest, ofKind } from '../manifests';
import { capture } from '../processes';
import { NAMESPACE } from './program';

const BINDING = ['get', 'rolebinding', 'access-break-glass', '-n', NAMESPACE, '--ignore-not-found', '-o', 'name'];

/** Runs it before the end, after the end, and once more after the manifests were applied again. */
export async function ends(cluster: Cluster, manifests: readonly Manifest[]): Promise<string> {
  const end = Number(envOf(manifests)['END']);
  const isThere = async (): Promise<boolean> => (await cluster.kubectl(BINDING)).trim() !== '';
  await run(cluster, manifests, end);
  assert.ok(await isThere(), 'the binding went before its end');
  for (const again of [false, true]) {
    if (again) await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(binding(manifests)));
    assert.ok(await isThere(), 'there is no binding to take away');
    await run(cluster, manifests, 0);
    assert.ok(!(await isThere()), 'the binding stays after its end');
  }
  await run(cluster, manifests, 0);
  return `ends ${new Date(end * 1000).toISOString()}`;
}

async function run(cluster: Cluster, manifests: readonly Manifest[], end: number): Promise<void> {
  const { initContainers, containers, serviceAccountName } = podOf(manifests);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-access-'));
  const removeDirectory = removeAtExit(directory);
  try {
    const here = (words: readonly string[]): string[] => words.map((word) => word.replaceAll('/ending', directory));
    const [shell, ...script] = here(initContainers[0].command);
    const env = { ...process.env, ...envOf(manifests), END: `${end}` };
    const due = await capture(shell as string, script, { env });
    assert.equal(due.status, 0, due.stderr);
    JSON.parse(readFileSync(path.join(directory, 'list.json'), 'utf8'));
    const [, ...command] = here(containers[0].command);
    const as = `--as=system:serviceaccount:${NAMESPACE}:${serviceAccountName}`;
    const { status, stderr } = await cluster.tryKubectl([...command, '-n', NAMESPACE, as]);
    assert.equal(status, 0, stderr);
  } finally {
    removeDirectory();
  }
}

function podOf(manifests: readonly Manifest[]): Manifest {
  return ofKind(manifests, 'CronJob')[0]?.['spec'].jobTemplate.spec.template.spec;
}

function envOf(manifests: readonly Manifest[]): Record<string, string> {
  const { env } = podOf(manifests)['initContainers'][0];
  return Object.fromEntries(env.map(({ name, value }: Manifest) => [name, value]));
}

function binding(manifests: readonly Manifest[]): Manifest | undefined {
  return ofKind(manifests, 'RoleBinding').find(({ metadata }) => metadata.name === 'access-break-glass');
}
