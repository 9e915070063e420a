/** Failures that the gate causes, and that it ends again. */
import type { Cluster } from '../../cluster/cluster';
import { NEVER_READY } from '../../cluster/kwok';
import type { Manifest } from '../../cluster/manifests';
import { until } from '../process';
import type { AppServer } from './app-server';
import { SHOP } from './names';
import type { Platform } from './platform';

/** A Job as the CronJob `report` makes it. */
export const RUN = 'report-29331870';

type Kubectl = Cluster['kubectl'];

async function patchStatus(kubectl: Kubectl, object: readonly string[], status: Manifest): Promise<void> {
  await kubectl(['patch', ...object, '--subresource=status', '--type=strategic', '-p', JSON.stringify({ status })]);
}

/** Lets requests of an app fail, slowly, or lets them be answered again. */
export function failRequests(apps: readonly AppServer[], share: number): void {
  for (const app of apps) app.failing = share;
}

/** Starts a run whose only attempt fails, and waits until Kubernetes calls it failed. */
export async function failRun({ cluster: { kubectl } }: Platform): Promise<void> {
  const from = ['create', 'job', RUN, '--from=cronjob/report', '-n', SHOP, '--dry-run=client', '-o', 'json'];
  const job = JSON.parse(await kubectl(from));
  job.spec.backoffLimit = 0;
  job.spec.template.metadata.annotations = { [NEVER_READY]: 'true' };
  await kubectl(['create', '-f', '-'], JSON.stringify(job));
  let pod = '';
  await until('the run has a pod', async () => {
    pod = await kubectl(['get', 'pods', '-n', SHOP, '-l', `job-name=${RUN}`, '-o', 'name']);
    return pod.trim() !== '';
  });
  await patchStatus(kubectl, [pod.trim(), '-n', SHOP], { phase: 'Failed' });
  await until('the run has failed', async () => {
    const job = JSON.parse(await kubectl(['get', 'job', RUN, '-n', SHOP, '-o', 'json']));
    return (job.status.conditions ?? []).some((one: Manifest) => one['type'] === 'Failed' && one['status'] === 'True');
  });
}

export async function endRun({ cluster: { kubectl } }: Platform): Promise<void> {
  await kubectl(['delete', 'job', RUN, '-n', SHOP]);
}

/** Lets the container of a pod wait after it has ended again and again, or run. */
export async function crashLoop({ cluster: { kubectl } }: Platform, pod: Manifest, crashing: boolean): Promise<void> {
  const [container] = pod['status'].containerStatuses;
  const state = crashing
    ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' }, running: null }
    : { waiting: null, running: container.state.running };
  await patchStatus(kubectl, ['pod', pod['metadata'].name, '-n', pod['metadata'].namespace], {
    containerStatuses: [{ ...container, state }],
  });
}

/** Returns a node with no pod but that of the DaemonSet. */
export async function emptyNode({ cluster: { kubectl } }: Platform): Promise<string> {
  const [nodes, pods] = await Promise.all(
    ['nodes', 'pods'].map(async (kind) => JSON.parse(await kubectl(['get', kind, '-A', '-o', 'json'])).items),
  );
  const busy = new Set(
    pods
      .filter(({ metadata }: Manifest) => metadata.ownerReferences?.[0].kind !== 'DaemonSet')
      .map(({ spec }: Manifest) => spec.nodeName),
  );
  const free = nodes.find(({ metadata }: Manifest) => !busy.has(metadata.name));
  if (!free) throw new Error('a node must be empty, got pods on all; start more nodes');
  return free.metadata.name;
}

/** Lets the kubelet of a node say that it is not ready, or that it is, and the same of its pods. */
export async function setReady({ cluster: { kubectl } }: Platform, node: string, ready: boolean): Promise<void> {
  const annotation = ready ? `${NEVER_READY}-` : `${NEVER_READY}=true`;
  await kubectl(['annotate', 'node', node, annotation, '--overwrite']);
  const status = ready ? 'True' : 'False';
  const reason = ready ? 'KubeletReady' : 'KubeletNotReady';
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const conditions = [{ type: 'Ready', status, reason, lastTransitionTime: now, lastHeartbeatTime: now }];
  await patchStatus(kubectl, ['node', node], { conditions });
  const there = ['get', 'pods', '-A', '--field-selector', `spec.nodeName=${node}`, '-o', 'json'];
  for (const { metadata } of JSON.parse(await kubectl(there)).items) {
    await patchStatus(kubectl, ['pod', metadata.name, '-n', metadata.namespace], {
      conditions: [{ type: 'Ready', status }],
    });
  }
}
