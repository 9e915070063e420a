import type { Mistake } from './broken';
import { type Fields, main, podOf } from './good-app';

const inPod = (rule: string, name: string, change: (pod: Fields) => void, got: unknown): Mistake => ({
  rule,
  name,
  change: ({ deployment }) => change(podOf(deployment)),
  got,
});

const inContainer = (rule: string, name: string, change: (container: Fields) => void, got: unknown): Mistake => ({
  rule,
  name,
  change: ({ deployment }) => change(main(deployment)),
  got,
});

/** A field of the securityContext, once of the pod and once of a container. */
const inBoth = (
  rule: string,
  name: string,
  field: string,
  value: unknown,
  got: unknown = value,
): readonly Mistake[] => [
  inPod(rule, `${name} for the pod`, (pod) => (pod.securityContext[field] = value), got),
  inContainer(rule, `${name} for a container`, (one) => (one.securityContext[field] = value), got),
];

const sysctl = (name: string): Mistake =>
  inPod('sysctls', `${name} is set`, (pod) => (pod.securityContext.sysctls = [{ name, value: '1' }]), [name]);

const volume = (type: string): Mistake =>
  inPod('volume-types', `a volume is ${type}`, (pod) => pod.volumes.push({ name: 'own', [type]: {} }), ['own']);

const OTHER_VOLUMES = [
  ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker'],
  ...['gcePersistentDisk', 'gitRepo', 'glusterfs', 'iscsi', 'nfs', 'photonPersistentDisk', 'portworxVolume'],
  ...['quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
];

const host = (name: string, change: (container: Fields) => void): Mistake =>
  inContainer('probe-host', `${name} names a host`, change, ['db.example.com']);

const annotation = (value: string): Mistake => ({
  rule: 'app-armor-annotation',
  name: `an annotation sets AppArmor to ${value}`,
  change: ({ deployment }) => {
    deployment.spec.template.metadata.annotations = { 'container.apparmor.security.beta.kubernetes.io/web': value };
  },
  got: [value],
});

const label = (name: string, value: string): Mistake => ({
  rule: 'pod-security-label',
  name: `a namespace has ${name}: ${value}`,
  change: ({ namespace }) => {
    namespace.metadata.labels = { [`pod-security.kubernetes.io/${name}`]: value };
  },
  got: `pod-security.kubernetes.io/${name}: ${value}`,
});

export const STANDARDS: readonly Mistake[] = [
  ...inBoth('app-armor', 'AppArmor is off', 'appArmorProfile', { type: 'Unconfined' }, 'Unconfined'),
  annotation('unconfined'),
  annotation('localhost'),
  ...inBoth('selinux', 'the SELinux type is not one of containers', 'seLinuxOptions', { type: 'spc_t' }),
  ...inBoth('selinux', 'the SELinux user is chosen', 'seLinuxOptions', { user: 'system_u' }),
  ...inBoth('selinux', 'the SELinux role is chosen', 'seLinuxOptions', { role: 'system_r', type: 'container_t' }),
  ...inBoth('host-process', 'hostProcess is on', 'windowsOptions', { hostProcess: true }, true),
  inContainer('proc-mount', '/proc is not masked', (one) => (one.securityContext.procMount = 'Unmasked'), 'Unmasked'),
  sysctl('net.core.somaxconn'),
  sysctl('kernel.msgmax'),
  ...OTHER_VOLUMES.map(volume),
  host('a liveness probe', (one) => (one.livenessProbe.tcpSocket.host = 'db.example.com')),
  host('a readiness probe', (one) => (one.readinessProbe.httpGet.host = 'db.example.com')),
  host('a startup probe', (one) => (one.startupProbe = { tcpSocket: { port: 'http', host: 'db.example.com' } })),
  host('a hook', (one) => (one.lifecycle = { preStop: { httpGet: { port: 8080, host: 'db.example.com' } } })),
  inPod(
    'run-as-non-root',
    'a pod may run as root',
    (pod) => {
      pod.securityContext.runAsNonRoot = false;
      pod.containers[0].securityContext.runAsNonRoot = true;
    },
    false,
  ),
  inPod(
    'root-user',
    'a pod runs as user 0, and its container as another',
    (pod) => {
      pod.securityContext.runAsUser = 0;
      pod.containers[0].securityContext.runAsUser = 1000;
    },
    0,
  ),
  inPod(
    'seccomp',
    'seccomp is off for a pod, and on for its container',
    (pod) => {
      pod.securityContext.seccompProfile = { type: 'Unconfined' };
      pod.containers[0].securityContext.seccompProfile = { type: 'RuntimeDefault' };
    },
    'Unconfined',
  ),
  label('enforce', 'restrictd'),
  label('enforced', 'restricted'),
  label('warn', 'default'),
  label('enforce-version', '1.33'),
  label('audit-version', 'v1.33.4'),
  {
    rule: 'privileged',
    name: 'a container for debugging is privileged',
    change: ({ deployment }) => {
      const { allowPrivilegeEscalation, ...rest } = main(deployment).securityContext;
      const securityContext = { ...rest, allowPrivilegeEscalation, privileged: true };
      podOf(deployment).ephemeralContainers = [{ name: 'debug', image: 'busybox:1.37', securityContext }];
    },
    got: true,
  },
];
