/** Answers of the API server to the manifests. */
import assert from 'node:assert/strict';
import type { Cluster } from '../cluster';
import { asList, dropped, type Manifest, nameOf } from '../manifests';
import { isOldForm } from './ownership';
import { unexpected } from './warnings';

const STRICT = ['apply', '--server-side', '--validate=strict', '-f', '-'];

/** Applies the manifests. @throws with what the server refuses or warns of */
export async function apply({ tryKubectl }: Cluster, manifests: readonly Manifest[]): Promise<void> {
  const { status, stderr } = await tryKubectl(STRICT, asList(manifests));
  assert.equal(status, 0, stderr);
  assert.deepEqual(unexpected(stderr), []);
}

/** Applies as a dry run. @returns the server's refusals and warnings, one a line, none if it takes all */
export async function refusals({ tryKubectl }: Cluster, manifests: readonly Manifest[]): Promise<string[]> {
  const { status, stderr } = await tryKubectl([...STRICT, '--dry-run=server'], asList(manifests));
  const lines = unexpected(stderr);
  return status === 0 && lines.length === 0 ? [] : lines.length > 0 ? [...lines] : [`exit code ${status}`];
}

/** @throws with the fields about which a second field manager, such as Argo CD or Flux beside kubectl, has a conflict */
export async function shared({ tryKubectl, minor }: Cluster, manifests: readonly Manifest[]): Promise<void> {
  const asAnother = ['--field-manager=another', '--dry-run=server'];
  const { status, stderr } = await tryKubectl([...STRICT, ...asAnother], asList(manifests));
  const conflicts = stderr.split('\n').filter((line) => /conflicts? with/.test(line));
  if (conflicts.length === 0) assert.equal(status, 0, stderr);
  assert.deepEqual(
    conflicts.filter((line) => !(line.includes('1 conflict:') && isOldForm(line, minor))),
    [],
  );
}

/** kubectl sends the selector of a PodDisruptionBudget at every apply, because its patches replace it. */
const ALWAYS_SENT = /^poddisruptionbudget\./;

/** Applies files a second time, as users do. @throws with the objects that kubectl would change, and the difference */
export async function quiet({ tryKubectl }: Cluster, files: string): Promise<string> {
  const again = await tryKubectl(['apply', '-R', '-f', files]);
  assert.equal(again.status, 0, again.stderr);
  const lines = again.stdout.split('\n').filter((line) => line.trim() !== '');
  const changed = lines.filter((line) => !line.endsWith(' unchanged') && !ALWAYS_SENT.test(line));
  assert.deepEqual(changed, [], 'a second kubectl apply changes objects');
  const { status, stdout, stderr } = await tryKubectl(['diff', '-R', '-f', files]);
  assert.equal(status, 0, `kubectl diff is not empty:\n${stdout}${stderr}`);
  return `${lines.length} objects`;
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
