import { each, type ObjectRule } from './rule';

const HOOKS = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const SPARES =
  'has(e.namespaceSelector) && ((has(e.namespaceSelector.matchLabels) && size(e.namespaceSelector.matchLabels) > 0) || ' +
  '(has(e.namespaceSelector.matchExpressions) && e.namespaceSelector.matchExpressions.exists(x, ' +
  '(x.key == "kubernetes.io/metadata.name" && ((x.operator == "NotIn" && "kube-system" in x.values) || ' +
  '(x.operator == "In" && !("kube-system" in x.values)))) || (x.key != "kubernetes.io/metadata.name" && x.operator in ["In", "Exists"]))))';

const CONTROL_PLANE = '["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"]';

/** Objects of an app that change something for all others of the cluster. */
export const clusterWide: readonly ObjectRule[] = [
  {
    id: 'webhook-bounds',
    subject: 'object',
    kinds: HOOKS,
    ...each('object.webhooks', `has(e.failurePolicy) && has(e.timeoutSeconds) && (${SPARES})`),
    field: 'webhooks',
    what: 'a webhook must have a failurePolicy, a timeout and a namespaceSelector that spares kube-system',
    why: 'when its pods do not answer, the API server refuses what the cluster needs to start them again',
    fix: 'set failurePolicy and timeoutSeconds, and exclude kube-system by kubernetes.io/metadata.name',
  },
  {
    id: 'default-priority',
    subject: 'object',
    kinds: ['PriorityClass'],
    cel: '!has(object.globalDefault) || !object.globalDefault',
    field: 'globalDefault',
    what: 'an app must not make a PriorityClass the default of the cluster',
    why: 'it changes which pods of others are ended first',
    fix: 'remove globalDefault, and name the class in the pods that are meant',
  },
  {
    id: 'system-priority',
    subject: 'pod',
    cel: '!has(pod.priorityClassName) || !pod.priorityClassName.startsWith("system-")',
    field: 'priorityClassName',
    what: 'the pod must not have a priority of the system',
    why: 'it takes the place of components that the node needs',
    fix: 'make a PriorityClass for the app',
  },
  {
    id: 'control-plane-toleration',
    tags: ['nsa'],
    subject: 'pod',
    ...each(
      'pod.tolerations',
      `!(has(e.key) && e.key in ${CONTROL_PLANE}) && ((has(e.key) && e.key != "") || object.kind == "DaemonSet")`,
      'has(e.key) ? e.key : "every taint"',
    ),
    field: 'tolerations',
    what: 'the pod must not tolerate the taints of the control plane',
    why: 'a pod that escapes there has the keys of the cluster',
    fix: 'remove the toleration, or name the taint that is meant',
  },
  {
    id: 'secret-grant',
    subject: 'object',
    kinds: ['ReferenceGrant'],
    ...each('object.spec.to', 'e.kind != "Secret" || (has(e.name) && e.name != "")', 'e.kind'),
    field: 'spec.to',
    what: 'a ReferenceGrant for Secrets must name them',
    why: 'the other namespace can use every Secret of this one',
    fix: 'set name in spec.to',
  },
  {
    id: 'host-volume',
    tags: ['nsa', 'cis-5.2.12'],
    subject: 'object',
    kinds: ['PersistentVolume'],
    cel: '!has(object.spec.hostPath) && !has(object.spec.local)',
    field: 'spec',
    what: 'an app must not make volumes of directories of nodes',
    why: 'a claim of it is the node, past every rule about host paths',
    fix: 'let a StorageClass make the volume',
  },
  {
    id: 'token-secret',
    tags: ['nsa'],
    subject: 'object',
    kinds: ['Secret'],
    cel: '!has(object.type) || object.type != "kubernetes.io/service-account-token"',
    field: 'type',
    what: 'a Secret must not ask for a token of a ServiceAccount',
    why: 'such a token never expires, and every reader of the Secret has it',
    fix: 'mount a projected token, which expires after an hour',
  },
];
