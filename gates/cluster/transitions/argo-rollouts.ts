/** Runs the controller of Argo Rollouts against a cluster. */
import { closeSync, mkdtempSync, openSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../checks/rollout';
import { onShutdown, removeAtExit } from '../cleanup';
import type { Cluster } from '../cluster';
import { startServer } from '../processes';
import { relevantLines } from '../server-logs';
import { ensureTools } from '../tools/build';

/** Kinds that the controller watches and the library does not make. Their schemas do not matter. */
const OTHERS = [
  ['AnalysisRun', 'Namespaced'],
  ['AnalysisTemplate', 'Namespaced'],
  ['ClusterAnalysisTemplate', 'Cluster'],
  ['Experiment', 'Namespaced'],
] as const;
const NAMESPACE = 'argo-rollouts';

function definition(kind: string, scope: string): object {
  const singular = kind.toLowerCase();
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const version = { name: 'v1alpha1', served: true, storage: true, schema, subresources: { status: {} } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.argoproj.io` },
    spec: { group: 'argoproj.io', scope, names: { kind, plural: `${singular}s`, singular }, versions: [version] },
  };
}

/** Starts the controller. @returns a function that stops it */
export async function startArgoRollouts({ kubectl, kubeconfig }: Cluster): Promise<() => Promise<void>> {
  const { 'rollouts-controller': program = '' } = await ensureTools(['argo-rollouts']);
  const items = OTHERS.map(([kind, scope]) => definition(kind, scope));
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await kubectl(['create', 'namespace', NAMESPACE]);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-argo-rollouts-'));
  const removeDirectory = removeAtExit(directory);
  const logFile = path.join(directory, 'log');
  const log = openSync(logFile, 'a');
  const args = [`--kubeconfig=${kubeconfig}`, `--namespace=${NAMESPACE}`, '--leader-elect=false', '--loglevel=warn'];
  // It cannot listen on one address only; nothing asks these ports.
  const ports = ['--metricsport=0', '--healthzPort=0'];
  const server = await startServer('rollouts-controller', program, [...args, ...ports], log).finally(() =>
    closeSync(log),
  );
  const stop = async () => {
    forget();
    await server.stop();
    removeDirectory();
  };
  const forget = onShutdown(stop);
  if (server.ended() !== undefined) throw new Error(`Argo Rollouts ended:\n${relevantLines(logFile)}`);
  return stop;
}

/** Waits until the Rollout of an app is in a phase, such as `Healthy` or `Paused`. */
export async function isIn(cluster: Cluster, namespace: string, name: string, phase: string): Promise<void> {
  await eventually(`Rollout/${namespace}/${name}`, async () => {
    const { status, metadata } = JSON.parse(
      await cluster.kubectl(['get', 'rollout', name, '-n', namespace, '-o', 'json']),
    );
    const seen = Number(status?.observedGeneration) === metadata.generation;
    return seen && status.phase === phase ? undefined : `${status?.phase} ${status?.message ?? ''}`;
  });
}
