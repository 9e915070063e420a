/** Answers of the API server to the manifests. */
import assert from 'node:assert/strict';
import type { Cluster } from '../cluster';
import { asList, dropped, type Manifest, nameOf } from '../manifests';

const STRICT = ['apply', '--server-side', '--validate=strict', '--warnings-as-errors', '-f', '-'];

/** Applies the manifests. @throws with what the server refuses or warns of */
export async function apply({ tryKubectl }: Cluster, manifests: readonly Manifest[]): Promise<void> {
  const { status, stderr } = await tryKubectl(STRICT, asList(manifests));
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stderr, /warning/i);
}

/** Applies as a dry run. @returns the server's refusals and warnings, one a line, none if it takes all */
export async function refusals({ tryKubectl }: Cluster, manifests: readonly Manifest[]): Promise<string[]> {
  const { status, stderr } = await tryKubectl([...STRICT, '--dry-run=server'], asList(manifests));
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return status === 0 && lines.length === 0 ? [] : lines.length > 0 ? lines : [`exit code ${status}`];
}

/** @throws with the difference if applying again would change something */
export async function unchanged({ tryKubectl }: Cluster, manifests: readonly Manifest[]): Promise<void> {
  const { status, stdout, stderr } = await tryKubectl(['diff', '--server-side', '-f', '-'], asList(manifests));
  assert.equal(status, 0, `a second apply would change:\n${stdout}${stderr}`);
}

/** @throws with the fields that the server has dropped, as it does silently where a feature is switched off */
export async function kept({ kubectl }: Cluster, manifests: readonly Manifest[]): Promise<void> {
  const answer = JSON.parse(await kubectl(['get', '-f', '-', '-o', 'json'], asList(manifests)));
  const live: readonly Manifest[] = answer.items ?? [answer];
  const identity = (manifest: Manifest) => `${manifest['apiVersion']} ${nameOf(manifest)}`;
  const byIdentity = new Map(live.map((manifest) => [identity(manifest), manifest]));
  const fields = manifests.flatMap((manifest) =>
    dropped(manifest, byIdentity.get(identity(manifest))).map((field) => `${nameOf(manifest)}${field}`),
  );
  assert.deepEqual(fields, [], 'fields that the server has dropped');
}
