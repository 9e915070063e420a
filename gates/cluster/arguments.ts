/** Command lines of the servers. Everything listens on 127.0.0.1, or not at all. */
import type { Credentials } from './credentials';

/** etcd keeps its data for one run only, so it need not wait for the disk. */
export function etcdArguments(data: string, clientPort: number, peerPort: number): string[] {
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return [
    `--data-dir=${data}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

/** RBAC and the default admission plug-ins (PodSecurity, LimitRanger, ResourceQuota, ServiceAccount …) are on, but for those in `off`. */
export function apiServerArguments(
  certificates: string,
  credentials: Credentials,
  port: number,
  etcd: string,
  off: readonly string[] = [],
): string[] {
  return [
    ...off.map((plugin) => `--disable-admission-plugins=${plugin}`),
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${port}`,
    `--cert-dir=${certificates}`,
    `--token-auth-file=${credentials.tokenFile}`,
    '--anonymous-auth=false',
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
    `--service-account-key-file=${credentials.serviceAccountKey}`,
    '--profiling=false',
  ];
}

const CLIENT = ['--bind-address=127.0.0.1', '--secure-port=0', '--leader-elect=false', '--profiling=false'];

/** All controllers, with volumes by the hostPath provisioner. */
export function controllerManagerArguments(
  kubeconfig: string,
  certificate: string,
  serviceAccountKey: string,
): string[] {
  return [
    ...CLIENT,
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${serviceAccountKey}`,
    `--root-ca-file=${certificate}`,
    '--enable-hostpath-provisioner=true',
    // Nodes whose heartbeat is late would have their pods marked as not ready, and kwok never marks them ready again.
    '--node-monitor-grace-period=24h',
    // Checks wait for autoscalers.
    '--horizontal-pod-autoscaler-sync-period=3s',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
  ];
}

export function schedulerArguments(kubeconfig: string): string[] {
  return [...CLIENT, `--kubeconfig=${kubeconfig}`, '--kube-api-qps=200', '--kube-api-burst=400'];
}

/** kwok plays the kubelet of every node, and serves nothing. */
export function kwokArguments(kubeconfig: string, configuration: string): string[] {
  return [`--kubeconfig=${kubeconfig}`, `--config=${configuration}`, '--manage-all-nodes=true', '--cidr=10.244.0.0/16'];
}
