import { each, type ObjectRule, type Tag } from './rule';
import { ESCALATES, own, set } from './standard-fields';

const host = (id: string, field: string, what: string, cis: Tag): ObjectRule => ({
  id,
  tags: ['nsa', cis],
  level: 'baseline',
  subject: 'pod',
  cel: `!has(pod.${field}) || !pod.${field}`,
  field,
  what: `the pod must not share the ${what} of its node`,
  why: ESCALATES,
  fix: `remove ${field}`,
});

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['lifecycle.postStart', 'lifecycle.preStop'];
const HANDLERS = [...PROBES, ...HOOKS].flatMap((caller) => [`${caller}.httpGet`, `${caller}.tcpSocket`]);

/** Holds where a probe or hook of a container names a host. */
const namesHost = (handler: string): string => {
  const steps = `${handler}.host`.split('.');
  const there = steps.map((_, at) => `has(container.${steps.slice(0, at + 1).join('.')})`);
  return `(${there.join(' && ')} && container.${handler}.host != "")`;
};

/** The standard `baseline` about what a pod shares with its node: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const baselineNode: readonly ObjectRule[] = [
  {
    id: 'privileged',
    tags: ['nsa', 'cis-5.2.2'],
    level: 'baseline',
    subject: 'container',
    cel: `!${own('privileged')} || !container.securityContext.privileged`,
    field: 'securityContext.privileged',
    what: 'must not be privileged',
    why: ESCALATES,
    fix: 'remove securityContext.privileged',
  },
  host('host-network', 'hostNetwork', 'network', 'cis-5.2.5'),
  host('host-pid', 'hostPID', 'processes', 'cis-5.2.3'),
  host('host-ipc', 'hostIPC', 'shared memory', 'cis-5.2.4'),
  {
    id: 'host-process',
    tags: ['cis-5.2.11'],
    level: 'baseline',
    subject: 'context',
    cel: set('windowsOptions', (options) => `(!has(${options}.hostProcess) || !${options}.hostProcess)`),
    field: 'securityContext.windowsOptions.hostProcess',
    what: 'must not run as a process of its Windows node',
    why: ESCALATES,
    fix: 'remove securityContext.windowsOptions.hostProcess',
  },
  {
    id: 'host-path',
    tags: ['nsa', 'cis-5.2.12'],
    level: 'baseline',
    subject: 'pod',
    ...each('pod.volumes', '!has(e.hostPath)', 'e.hostPath.path'),
    field: 'volumes',
    what: 'the pod must not mount directories of its node',
    why: ESCALATES,
    fix: 'use an emptyDir or a PersistentVolumeClaim',
  },
  {
    id: 'host-port',
    tags: ['nsa', 'cis-5.2.13'],
    level: 'baseline',
    subject: 'container',
    ...each('container.ports', '!has(e.hostPort) || e.hostPort == 0', 'e.hostPort'),
    field: 'ports',
    what: 'must not take a port of the node',
    why: 'it is open past every NetworkPolicy, and a second pod does not fit on the node',
    fix: 'remove hostPort and use a Service',
  },
  {
    id: 'probe-host',
    level: 'baseline',
    subject: 'container',
    cel: `standard.minor < 34 || !(${HANDLERS.map(namesHost).join(' || ')})`,
    got: HANDLERS.map((handler) => `(${namesHost(handler)} ? [container.${handler}.host] : [])`).join(' + '),
    field: 'name',
    what: 'must not name a host in probes and hooks',
    why: 'the kubelet connects to it from the node, past every NetworkPolicy',
    fix: 'remove host, so that the pod itself is asked',
  },
];
