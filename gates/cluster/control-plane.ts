import { existsSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import {
  apiServerArguments,
  controllerManagerArguments,
  etcdArguments,
  kwokArguments,
  schedulerArguments,
} from './arguments';
import {
  type Cluster,
  kubectlFor,
  namesWithCondition,
  ownerAllowsCluster,
  serverMinor,
  useOwnersCluster,
} from './cluster';
import { createCredentials, writeKubeconfig } from './credentials';
import { kwokConfiguration } from './kwok';
import { freePort, isFree, isUp } from './loopback';
import { type NodeOptions, nodeManifests, STORAGE_CLASSES } from './nodes';
import { findPrograms, type Programs } from './programs';
import { ServerGroup } from './server-group';
import type { KubernetesVersion } from './tools/tools';

/** Options of {@link startControlPlane}. */
export interface ControlPlaneOptions extends NodeOptions {
  /** Build and start exactly this version; without it the environment decides. */
  readonly version?: KubernetesVersion;
  /** Other programs than those found, by name. */
  readonly programs?: Partial<Programs>;
  /** Loopback ports; free ones by default. */
  readonly ports?: { readonly apiServer?: number; readonly etcd?: number };
  /** Off for checks of other things that judge pods. @default - on */
  readonly podSecurity?: 'off';
  /** Limit for each step of the start, 60 s by default. */
  readonly timeoutSeconds?: number;
}

/** The hostPath provisioner makes a directory on this machine for each volume, and nothing here mounts them. */
async function removeVolumes(kubectl: Cluster['kubectl']): Promise<void> {
  const paths = await kubectl(['get', 'persistentvolumes', '-o', 'jsonpath={.items[*].spec.hostPath.path}']);
  for (const volume of paths.split(/\s+/)) {
    if (/^\/tmp\/hostpath_pv\/[0-9a-f-]{36}$/.test(volume) && existsSync(volume)) rmdirSync(volume);
  }
}

/** Starts etcd and kube-apiserver. @returns a kubeconfig and the files that the other servers need */
async function startApiServer(group: ServerGroup, { ports, podSecurity }: ControlPlaneOptions) {
  const etcdPort = ports?.etcd ?? (await freePort());
  const apiPort = ports?.apiServer ?? (await freePort());
  const etcd = `http://127.0.0.1:${etcdPort}`;
  // Another process on the port would answer in the place of our etcd, and be written to.
  if (ports?.etcd && !(await isFree(ports.etcd)))
    throw new Error(`port ${ports.etcd} of 127.0.0.1 for etcd is taken; free it`);
  const url = `https://127.0.0.1:${apiPort}`;
  const credentials = createCredentials(group.directory);
  const certificate = group.file('apiserver.crt');

  await group.start('etcd', etcdArguments(group.file('etcd'), etcdPort, await freePort()));
  await group.wait('health of etcd', 'etcd', () => isUp(`${etcd}/health`));
  await group.start(
    'kube-apiserver',
    apiServerArguments(group.directory, credentials, apiPort, etcd, podSecurity === 'off' ? ['PodSecurity'] : []),
  );
  await group.wait('certificate of kube-apiserver', 'kube-apiserver', async () => existsSync(certificate));
  await group.wait('readiness of kube-apiserver', 'kube-apiserver', () =>
    isUp(`${url}/readyz`, { token: credentials.token, certificate: readFileSync(certificate, 'utf8') }),
  );
  const kubeconfig = writeKubeconfig(group.directory, url, readFileSync(certificate, 'utf8'), credentials.token);
  return { kubeconfig, certificate, serviceAccountKey: credentials.serviceAccountKey };
}

async function startControllers(group: ServerGroup, files: Awaited<ReturnType<typeof startApiServer>>): Promise<void> {
  const { kubeconfig, certificate, serviceAccountKey } = files;
  const configuration = group.file('kwok.yaml');
  writeFileSync(configuration, kwokConfiguration());
  await Promise.all([
    group.start('kube-controller-manager', controllerManagerArguments(kubeconfig, certificate, serviceAccountKey)),
    group.start('kube-scheduler', schedulerArguments(kubeconfig)),
    group.start('kwok', kwokArguments(kubeconfig, configuration)),
  ]);
}

async function addNodes(group: ServerGroup, kubectl: Cluster['kubectl'], options: NodeOptions): Promise<void> {
  const nodes = nodeManifests(options);
  const list = { apiVersion: 'v1', kind: 'List', items: [...nodes, ...STORAGE_CLASSES] };
  await kubectl(['create', '-f', '-'], JSON.stringify(list));
  await group.wait('Ready nodes', 'kwok', async () => {
    return (await namesWithCondition(kubectl, 'nodes', 'Ready')).length === nodes.length;
  });
  await group.wait('service account of namespace default', 'kube-controller-manager', async () => {
    const found = await kubectl(['get', 'serviceaccounts', '-n', 'default', '--ignore-not-found', '-o', 'name']);
    return found.includes('serviceaccount/default');
  });
}

/**
 * Gives tests a Kubernetes cluster that they may change in any way.
 *
 * Without `version` it takes, in this order: the cluster of `KUBECONFIG` if `MAINSTAY_TEST_CLUSTER=1` (nothing is
 * started then), the programs in `KUBEBUILDER_ASSETS`, or the pinned build of the default version. A started one consists
 * of etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok with nodes in three zones, on loopback, in a
 * directory of its own. It ends with `stop()`, and at the latest with this process, even if that one is killed.
 *
 * @throws with the relevant lines of the log if something cannot be built or started; nothing is left running then
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<Cluster> {
  if (options.version === undefined && ownerAllowsCluster()) return useOwnersCluster();
  const programs = { ...(await findPrograms(options.version)), ...options.programs };
  const group = new ServerGroup(programs, options.timeoutSeconds ?? 60);
  try {
    const files = await startApiServer(group, options);
    const runs = kubectlFor(programs.kubectl, files.kubeconfig, group.file('kubectl-cache'));
    group.beforeStop = () => removeVolumes(runs.kubectl);
    await startControllers(group, files);
    await addNodes(group, runs.kubectl, options);
    const minor = await serverMinor(runs.kubectl);
    return { source: 'test', minor, kubeconfig: files.kubeconfig, ...runs, stop: () => group.stop() };
  } catch (error) {
    await group.stop();
    throw error;
  }
}
