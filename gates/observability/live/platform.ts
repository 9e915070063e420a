/** A control plane with the program of the gate applied, and its pods as the kubelets of kwok have started them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Cluster } from '../../cluster/cluster';
import { startControlPlane } from '../../cluster/control-plane';
import { asList, type Manifest } from '../../cluster/manifests';
import { ZONES } from '../../cluster/nodes';
import { until } from '../process';
import { API_SERVER_ENDPOINTS, leadToApiServer } from './api-server-way';
import type { Sources } from './container';
import { PLATFORM, SHOP } from './names';
import { hostsFile } from './network';
import { HOSTS, ON_CALL, program } from './program';

/** The address of the hosts outside of the cluster. */
export const OUTSIDE = '10.1.0.1';

/** The number of nodes, more than pods, so that a node without a pod can fail. */
export const NODES = 15;

/** The cluster of the gate while its servers run. */
export interface Platform {
  readonly cluster: Cluster;
  /** The manifests that were applied. */
  readonly manifests: readonly Manifest[];
  readonly nodes: readonly Manifest[];
  readonly pods: readonly Manifest[];
  /** Claims of volumes. */
  readonly claims: readonly Manifest[];
  /** Returns the running pods of a workload, by the name that its `app.kubernetes.io/name` has. */
  podsOf(name: string): readonly Manifest[];
  readonly sources: Sources;
  stop(): Promise<void>;
}

async function listed(cluster: Cluster, kinds: string): Promise<readonly Manifest[]> {
  return JSON.parse(await cluster.kubectl(['get', kinds, '--all-namespaces', '-o', 'json'])).items;
}

function isReady({ status }: Manifest): boolean {
  const conditions: readonly Manifest[] = status.conditions ?? [];
  return status.phase === 'Succeeded' || conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

/** The workloads of the program, each with as many pods as it asks for. */
async function ready(cluster: Cluster): Promise<boolean> {
  const all = await listed(cluster, 'deployments,statefulsets,daemonsets');
  return all.every(({ kind, spec, status }) =>
    kind === 'DaemonSet'
      ? status.desiredNumberScheduled > 0 && status.numberReady === status.desiredNumberScheduled
      : status.readyReplicas === spec.replicas,
  );
}

/** Starts the control plane, applies the program, and waits until its pods are ready. */
export async function startPlatform(): Promise<Platform> {
  const cluster = await startControlPlane({ nodesPerZone: NODES / ZONES.length });
  const kubeconfig = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8'));
  const way = await leadToApiServer(Number(new URL(kubeconfig.clusters[0].cluster.server).port));
  const stop = async (): Promise<void> => {
    way.close();
    await cluster.stop();
  };
  try {
    const manifests = program();
    const namespaces = [SHOP, PLATFORM].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    await cluster.kubectl(['apply', '-f', '-'], asList([...namespaces, API_SERVER_ENDPOINTS, ON_CALL]));
    await cluster.kubectl(['apply', '-f', '-'], asList(manifests));
    await until('the pods of the program are ready', () => ready(cluster));
    const kinds = ['nodes', 'pods', 'persistentvolumeclaims', 'services', 'configmaps,secrets'];
    const [nodes = [], pods = [], claims = [], services = [], files = []] = await Promise.all(
      kinds.map((kind) => listed(cluster, kind)),
    );
    const others = Object.fromEntries(Object.values(HOSTS).map((host) => [host, OUTSIDE]));
    const sources: Sources = {
      files: (kind, namespace, name) => {
        const found = files.find(
          (one) => one['kind'] === kind && one['metadata'].namespace === namespace && one['metadata'].name === name,
        );
        if (!found) throw new Error(`the program must have ${kind} ${namespace}/${name}, which a pod mounts`);
        const data: Readonly<Record<string, string>> = found['data'] ?? {};
        if (kind === 'ConfigMap') return data;
        const plain = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]);
        return Object.fromEntries(plain);
      },
      token: (pod) => tokenOf(cluster, pod),
      hosts: ({ metadata }) => hostsFile(services, pods, metadata.namespace, others),
    };
    const podsOf = (name: string): readonly Manifest[] =>
      pods.filter((pod) => pod['metadata'].labels?.['app.kubernetes.io/name'] === name && isReady(pod));
    return { cluster, manifests, nodes, pods, claims, podsOf, sources, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks the API server for a token, as the kubelet does. */
function tokenOf({ program: kubectl, kubeconfig }: Cluster, { metadata, spec }: Manifest): string {
  const bound = [
    '--bound-object-kind=Pod',
    `--bound-object-name=${metadata.name}`,
    `--bound-object-uid=${metadata.uid}`,
  ];
  const args = ['create', 'token', spec.serviceAccountName, '-n', metadata.namespace, ...bound];
  return execFileSync(kubectl, args, { encoding: 'utf8', env: { ...process.env, KUBECONFIG: kubeconfig } }).trim();
}
