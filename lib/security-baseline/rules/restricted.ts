import { each, type ObjectRule } from './rule';
import { needed, own, set, USER_NAMESPACE, WINDOWS } from './standard-fields';

/** The types that a node mounts by itself, besides hostPath, of which the rule `host-path` speaks. Nobody adds to them any more. */
const VOLUME_TYPES = [
  ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker'],
  ...['gcePersistentDisk', 'gitRepo', 'glusterfs', 'iscsi', 'nfs', 'photonPersistentDisk', 'portworxVolume'],
  ...['quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
];

/** The standard `restricted`: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const restricted: readonly ObjectRule[] = [
  {
    id: 'privilege-escalation',
    tags: ['nsa', 'cis-5.2.6'],
    level: 'restricted',
    subject: 'container',
    cel: `${WINDOWS} || (${own('allowPrivilegeEscalation')} && !container.securityContext.allowPrivilegeEscalation)`,
    field: 'securityContext.allowPrivilegeEscalation',
    what: 'must not gain privileges',
    why: 'a setuid binary in the image makes its user root',
    fix: 'set securityContext.allowPrivilegeEscalation to false',
  },
  {
    id: 'drop-capabilities',
    tags: ['nsa', 'cis-5.2.10'],
    level: 'restricted',
    subject: 'container',
    cel: `${WINDOWS} || (${own('capabilities')} && has(container.securityContext.capabilities.drop) && "ALL" in container.securityContext.capabilities.drop)`,
    field: 'securityContext.capabilities.drop',
    what: 'must drop ALL capabilities',
    why: 'the runtime grants a dozen that hardly any program needs',
    fix: "set securityContext.capabilities.drop to ['ALL']",
  },
  {
    id: 'run-as-non-root',
    tags: ['nsa', 'cis-5.2.7'],
    level: 'restricted',
    subject: 'context',
    cel: `${USER_NAMESPACE} || ${needed('runAsNonRoot', (value) => value)}`,
    field: 'securityContext.runAsNonRoot',
    what: 'must say that it does not run as root',
    why: 'the user of the image decides, and that is root unless it says otherwise',
    fix: 'set securityContext.runAsNonRoot to true on the pod',
  },
  {
    id: 'root-user',
    tags: ['nsa', 'cis-5.2.7'],
    level: 'restricted',
    subject: 'context',
    cel: `${USER_NAMESPACE} || ${set('runAsUser', (value) => `${value} != 0`)}`,
    field: 'securityContext.runAsUser',
    what: 'must not run as user 0',
    why: 'root in a container is root on the node as soon as it escapes',
    fix: 'set securityContext.runAsUser to a number above 10000',
  },
  {
    id: 'volume-types',
    level: 'restricted',
    subject: 'pod',
    ...each('pod.volumes', `!(${VOLUME_TYPES.map((type) => `has(e.${type})`).join(' || ')})`),
    field: 'volumes',
    what: 'the pod must mount no storage without a claim',
    why: 'the node mounts it with its own rights, and no administrator of the storage was asked',
    fix: 'use a PersistentVolumeClaim, or an emptyDir for files that may be lost',
  },
];
