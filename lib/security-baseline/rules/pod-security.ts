import { each, type ObjectRule } from './rule';

const ESCALATES = 'the container can take over its node, and with it every other workload there';
const own = (field: string): string => `has(container.securityContext) && has(container.securityContext.${field})`;
const ofPod = (field: string): string => `has(pod.securityContext) && has(pod.securityContext.${field})`;
/** Reads a field from the container, or else from its pod. */
const either = (field: string, holds: (value: string) => string, neither: string): string =>
  `${own(field)} ? ${holds(`container.securityContext.${field}`)} : ` +
  `${ofPod(field)} ? ${holds(`pod.securityContext.${field}`)} : ${neither}`;

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/ for containers */
export const containerSecurity: readonly ObjectRule[] = [
  {
    id: 'privileged',
    subject: 'container',
    cel: `!(${own('privileged')}) || !container.securityContext.privileged`,
    field: 'securityContext.privileged',
    what: 'must not be privileged',
    why: ESCALATES,
    fix: 'remove securityContext.privileged',
  },
  {
    id: 'privilege-escalation',
    subject: 'container',
    cel: `${own('allowPrivilegeEscalation')} && !container.securityContext.allowPrivilegeEscalation`,
    field: 'securityContext.allowPrivilegeEscalation',
    what: 'must not gain privileges',
    why: 'a setuid binary in the image makes its user root',
    fix: 'set securityContext.allowPrivilegeEscalation to false',
  },
  {
    id: 'drop-capabilities',
    subject: 'container',
    cel: `${own('capabilities')} && has(container.securityContext.capabilities.drop) && "ALL" in container.securityContext.capabilities.drop`,
    field: 'securityContext.capabilities.drop',
    what: 'must drop ALL capabilities',
    why: 'the runtime grants a dozen that hardly any program needs',
    fix: "set securityContext.capabilities.drop to ['ALL']",
  },
  {
    id: 'add-capabilities',
    subject: 'container',
    cel: `!(${own('capabilities')}) || !has(container.securityContext.capabilities.add) || container.securityContext.capabilities.add.all(c, c == "NET_BIND_SERVICE")`,
    field: 'securityContext.capabilities.add',
    what: 'must add no capability but NET_BIND_SERVICE',
    why: ESCALATES,
    fix: 'remove securityContext.capabilities.add',
  },
  {
    id: 'run-as-non-root',
    subject: 'container',
    cel: either('runAsNonRoot', (value) => value, 'false'),
    field: 'securityContext.runAsNonRoot',
    what: 'must say that it does not run as root',
    why: 'the user of the image decides, and that is root unless it says otherwise',
    fix: 'set securityContext.runAsNonRoot to true on the pod',
  },
  {
    id: 'root-user',
    subject: 'container',
    cel: either('runAsUser', (value) => `${value} != 0`, 'true'),
    field: 'securityContext.runAsUser',
    what: 'must not run as user 0',
    why: 'root in a container is root on the node as soon as it escapes',
    fix: 'set securityContext.runAsUser to a number above 10000',
  },
  {
    id: 'seccomp',
    subject: 'container',
    cel: either('seccompProfile', (value) => `${value}.type in ["RuntimeDefault", "Localhost"]`, 'false'),
    field: 'securityContext.seccompProfile.type',
    what: 'must have a seccomp profile',
    why: 'the container may make every system call of the kernel',
    fix: 'set securityContext.seccompProfile.type to RuntimeDefault on the pod',
  },
  {
    id: 'read-only-root',
    subject: 'container',
    cel: `${own('readOnlyRootFilesystem')} && container.securityContext.readOnlyRootFilesystem`,
    field: 'securityContext.readOnlyRootFilesystem',
    what: 'must have a read-only root file system',
    why: 'an intruder can replace the program',
    fix: 'set securityContext.readOnlyRootFilesystem to true and mount an emptyDir where it writes',
  },
  {
    id: 'host-port',
    subject: 'container',
    ...each('container.ports', '!has(e.hostPort) || e.hostPort == 0', 'e.hostPort'),
    field: 'ports',
    what: 'must not take a port of the node',
    why: 'it is open past every NetworkPolicy, and a second pod does not fit on the node',
    fix: 'remove hostPort and use a Service',
  },
];

const host = (id: string, field: string, what: string): ObjectRule => ({
  id,
  subject: 'pod',
  cel: `!has(pod.${field}) || !pod.${field}`,
  field,
  what: `the pod must not share the ${what} of its node`,
  why: ESCALATES,
  fix: `remove ${field}`,
});

export const podSecurity: readonly ObjectRule[] = [
  host('host-network', 'hostNetwork', 'network'),
  host('host-pid', 'hostPID', 'processes'),
  host('host-ipc', 'hostIPC', 'shared memory'),
  {
    id: 'host-path',
    subject: 'pod',
    ...each('pod.volumes', '!has(e.hostPath)', 'e.hostPath.path'),
    field: 'volumes',
    what: 'the pod must not mount directories of its node',
    why: ESCALATES,
    fix: 'use an emptyDir or a PersistentVolumeClaim',
  },
];
