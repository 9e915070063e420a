import { type Manifest, objectAt } from '../manifest/json';

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
export const SELECTING: readonly string[] = ['DaemonSet', 'Deployment', 'ReplicaSet', 'Rollout', 'StatefulSet'];
export const SCALABLE: readonly string[] = ['Deployment', 'ReplicaSet', 'Rollout', 'StatefulSet'];

const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  CronJob: ['spec', 'jobTemplate', ...TEMPLATE],
  ...Object.fromEntries(CONTROLLERS.map((kind) => [kind, TEMPLATE])),
};

/** Kinds of add-ons with a pod template. A Rollout that runs the pods of a Deployment has none. */
const CUSTOM_PATHS: Readonly<Record<string, readonly string[]>> = {
  Rollout: TEMPLATE,
  ScaledJob: ['spec', 'jobTargetRef', 'template'],
};

/** True for a built-in workload of Kubernetes. */
export function makesPods(object: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
  return builtIn(object) !== undefined;
}

function builtIn({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): readonly string[] | undefined {
  return /^(apps\/|batch\/|v1$)/.test(apiVersion) ? PATHS[kind] : undefined;
}

/** Path to the pod template within a workload; `undefined` for anything that has none. */
export function podPath(manifest: Manifest): readonly string[] | undefined {
  const own = builtIn(manifest);
  if (own) return own;
  const { apiVersion, kind } = manifest;
  const path = /^(argoproj\.io|keda\.sh)\//.test(apiVersion) ? CUSTOM_PATHS[kind] : undefined;
  return path && Object.keys(objectAt(manifest, ...path)).length > 0 ? path : undefined;
}
