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

/** Kinds whose pods are replaced when they end, from the strictest selector to the least strict. */
export const SELECTING: readonly string[] = ['DaemonSet', 'Deployment', 'ReplicaSet', 'Rollout', 'StatefulSet'];
export const SCALABLE: readonly string[] = ['Deployment', 'ReplicaSet', 'Rollout', 'StatefulSet'];
