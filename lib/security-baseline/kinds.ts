import type { Manifest } from '../manifest/json';

/** Kinds that live in no namespace, though cdk8s gives them that of their chart. */
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

/** Kinds whose pods are replaced when they end, in the order of their selector's strictness. */
export const SELECTING: readonly string[] = ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];
export const SCALABLE: readonly string[] = ['Deployment', 'ReplicaSet', 'StatefulSet'];

const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  CronJob: ['spec', 'jobTemplate', ...TEMPLATE],
  ...Object.fromEntries(CONTROLLERS.map((kind) => [kind, TEMPLATE])),
};

/** Where in a workload its pod template is; `undefined` for everything that is no workload of Kubernetes' own. */
export function podPath({ apiVersion, kind }: Manifest): readonly string[] | undefined {
  return /^(apps\/|batch\/|v1$)/.test(apiVersion) ? PATHS[kind] : undefined;
}
