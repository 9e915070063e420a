import type { Manifest } from '../manifest/json';

/** Cluster-scoped kinds. cdk8s gives them the namespace of their chart all the same. */
export const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'ClusterIssuer',
  'ClusterPolicy',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'CustomResourceDefinition',
  'GatewayClass',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeSnapshotClass',
]);

const CONTROLLERS = ['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'ReplicationController', 'StatefulSet'];
const TEMPLATE = ['spec', 'template'];

/** Kinds whose pods are replaced when they end, from the strictest selector to the least strict. */
export const SELECTING: readonly string[] = ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];
export const SCALABLE: readonly string[] = ['Deployment', 'ReplicaSet', 'StatefulSet'];

const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  CronJob: ['spec', 'jobTemplate', ...TEMPLATE],
  ...Object.fromEntries(CONTROLLERS.map((kind) => [kind, TEMPLATE])),
};

/** Path to the pod template within a workload; `undefined` for anything but a built-in workload of Kubernetes. */
export function podPath({ apiVersion, kind }: Manifest): readonly string[] | undefined {
  return /^(apps\/|batch\/|v1$)/.test(apiVersion) ? PATHS[kind] : undefined;
}
