/** Changes a store's size by `kubectl apply -f` and nothing else, and follows its claims and pods. */
import assert from 'node:assert/strict';
import type { Cluster } from '../cluster';
import { type Manifest, ofKind } from '../manifests';
import type { CommandResult } from '../processes';
import { STORE, type Written } from '../stores/program';
import { eventually, list, ready } from './rollout';

/** Runs the command that users run. */
export function applyFolder({ tryKubectl }: Cluster, { folder }: Written): Promise<CommandResult> {
  return tryKubectl(['apply', '-f', folder]);
}

/** Applies as users do. @throws with what the server refuses, or when pods do not get ready */
export async function applied(cluster: Cluster, version: Written): Promise<void> {
  const { status, stderr } = await applyFolder(cluster, version);
  assert.equal(status, 0, stderr);
  await ready(cluster, ofKind(version.manifests, 'StatefulSet'));
}

/** Sends the command of a Job to the server, with the rights of its account: kwok does not run containers. */
export function asJob(
  { tryKubectl }: Cluster,
  { manifests }: Written,
  change: (command: readonly string[]) => readonly string[] = (command) => command,
): Promise<CommandResult> {
  const job = ofKind(manifests, 'Job').find(({ metadata }) => metadata.name.startsWith(`${STORE}-storage-`));
  assert.ok(job, 'no Job grows the claims');
  const { containers, serviceAccountName } = job['spec'].template.spec;
  const [program, ...command] = containers[0].command;
  assert.equal(program, 'kubectl');
  const { namespace } = job['metadata'];
  return tryKubectl([
    ...change(command),
    '-n',
    namespace,
    `--as=system:serviceaccount:${namespace}:${serviceAccountName}`,
  ]);
}

/** Tries until the claims of new pods are bound, as the Job does. */
export async function grown(cluster: Cluster, version: Written): Promise<void> {
  await eventually('the Job', async () => {
    const { status, stderr } = await asJob(cluster, version);
    return status === 0 ? undefined : stderr;
  });
}

/** @returns the storage request of each claim: `data-ledger-0 3Gi` */
export async function requests(cluster: Cluster, namespace: string): Promise<string[]> {
  const claims = await list(cluster, 'persistentvolumeclaims', namespace);
  return claims.map(({ metadata, spec }) => `${metadata.name} ${spec.resources.requests.storage}`).sort();
}

/** @returns name and identity of each pod of the store: `ledger-0 8c3f…` */
export async function identities(cluster: Cluster, namespace: string): Promise<string[]> {
  const pods = (await list(cluster, 'pods', namespace)).filter(({ metadata }) => ownedByStore(metadata));
  return pods.map(({ metadata }) => `${metadata.name} ${metadata.uid}`).sort();
}

function ownedByStore({ labels = {} }: Manifest): boolean {
  return labels['app.kubernetes.io/name'] === STORE && labels['app.kubernetes.io/component'] === 'stateful-store';
}

/** Deletes the StatefulSet without its pods, and waits until it is gone. */
export async function orphan({ kubectl }: Cluster, namespace: string): Promise<void> {
  await kubectl(['delete', 'statefulset', STORE, '-n', namespace, '--cascade=orphan', '--wait', '--timeout=60s']);
}
