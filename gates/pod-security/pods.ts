/** Random pods that are a few steps away from what the standards admit, in every field that the standards read. */
import fc from 'fast-check';
import type { Pod, Question } from './library';

/** A change of one field: `undefined` takes it away. */
interface Step {
  readonly path: string;
  readonly value: unknown;
}

type Values = Readonly<Record<string, readonly unknown[]>>;

const PROFILES = [
  { type: 'RuntimeDefault' },
  { type: 'Localhost', localhostProfile: 'own' },
  { type: 'Unconfined' },
  { type: '' },
  undefined,
];
const SELINUX = [
  ...['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t'].map((type) => ({
    type,
  })),
  { level: 's0:c1,c2' },
  { user: 'system_u' },
  { role: 'system_r', type: 'container_t' },
  { user: '', role: '' },
  {},
];
const WINDOWS = [{ hostProcess: true }, { hostProcess: false }, { runAsUserName: 'ContainerUser' }, {}];

/** The fields that the securityContext of a pod and that of a container share. */
const CONTEXT: Values = {
  securityContext: [undefined, {}],
  'securityContext.runAsNonRoot': [true, false, undefined],
  'securityContext.runAsUser': [0, 1, 1000, undefined],
  'securityContext.seccompProfile': PROFILES,
  'securityContext.appArmorProfile': PROFILES,
  'securityContext.seLinuxOptions': SELINUX,
  'securityContext.windowsOptions': WINDOWS,
};

const SYSCTLS = [
  ...['kernel.shm_rmid_forced', 'kernel.msgmax', 'net.core.somaxconn', 'net.ipv4.ip_local_port_range'],
  ...['net.ipv4.ip_local_reserved_ports', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ping_group_range'],
  ...['net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'],
  ...['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_syncookies', 'net.ipv4.tcp_wmem'],
].map((name) => ({ name, value: '1' }));

const VOLUMES = [
  ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'configMap', 'csi', 'downwardAPI'],
  ...['emptyDir', 'ephemeral', 'fc', 'flexVolume', 'flocker', 'gcePersistentDisk', 'gitRepo', 'glusterfs'],
  ...['hostPath', 'image', 'iscsi', 'nfs', 'persistentVolumeClaim', 'photonPersistentDisk', 'portworxVolume'],
  ...['projected', 'quobyte', 'rbd', 'scaleIO', 'secret', 'storageos', 'vsphereVolume'],
].map((type) => ({ name: 'data', [type]: {} }));

const ANNOTATIONS = ['', 'runtime/default', 'localhost/own', 'unconfined', 'localhost'].flatMap((value) => [
  { 'container.apparmor.security.beta.kubernetes.io/main': value },
  { 'apparmor.example.com/main': value, note: 'unconfined' },
]);

const POD: Values = {
  ...Object.fromEntries(Object.entries(CONTEXT).map(([path, values]) => [`spec.${path}`, values])),
  'spec.hostNetwork': [true, false],
  'spec.hostPID': [true, false],
  'spec.hostIPC': [true, false],
  'spec.hostUsers': [true, false, undefined],
  'spec.os': [{ name: 'windows' }, { name: 'linux' }, undefined],
  'spec.securityContext.sysctls': [[], ...SYSCTLS.map((one) => [one]), SYSCTLS],
  'spec.volumes': [[], [{ name: 'data' }], ...VOLUMES.map((one) => [{ name: 'tmp', emptyDir: {} }, one])],
  'metadata.annotations': ANNOTATIONS,
};

const HANDLERS = ['', '127.0.0.1', 'db.example.com'].flatMap((host) => [
  { httpGet: { port: 80, host } },
  { tcpSocket: { port: 80, host } },
]);
const PROBES = [...HANDLERS, { httpGet: { port: 80 } }, { exec: { command: ['true'] } }, {}];

const CONTAINER: Values = {
  ...CONTEXT,
  'securityContext.privileged': [true, false],
  'securityContext.allowPrivilegeEscalation': [true, false, undefined],
  'securityContext.procMount': ['Default', 'Unmasked', ''],
  'securityContext.capabilities': [undefined, {}, { drop: ['ALL'] }, { drop: ['NET_RAW'] }, { add: ['CHOWN'] }],
  'securityContext.capabilities.add': [
    ...[[], ['NET_BIND_SERVICE'], ['NET_BIND_SERVICE', 'CHOWN'], ['SYS_ADMIN'], ['NET_RAW'], ['ALL'], ['all']],
    ...['AUDIT_WRITE', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'SETFCAP', 'SETGID', 'SETPCAP'].map(
      (one) => [one],
    ),
    ...['SETUID', 'SYS_CHROOT'].map((one) => [one]),
  ],
  'securityContext.capabilities.drop': [[], ['ALL'], ['NET_RAW', 'ALL'], ['all']],
  ports: [[{ containerPort: 80 }], [{ containerPort: 80, hostPort: 0 }], [{ containerPort: 80, hostPort: 80 }]],
  livenessProbe: PROBES,
  readinessProbe: PROBES,
  startupProbe: PROBES,
  'lifecycle.postStart': PROBES,
  'lifecycle.preStop': PROBES,
};

function steps(places: readonly string[], values: Values): fc.Arbitrary<Step> {
  const paths = Object.entries(values);
  return fc
    .tuple(fc.constantFrom(...places), fc.constantFrom(...paths))
    .chain(([place, [path, some]]) =>
      fc.record({ path: fc.constant(`${place}${path}`), value: fc.constantFrom(...some) }),
    );
}

const CONTAINERS = [
  'spec.initContainers.0.',
  'spec.containers.0.',
  'spec.containers.1.',
  'spec.ephemeralContainers.0.',
];

/** The pods to start from: restricted by its pod or by its containers, with nothing said, and of Windows. */
const SHAPES: readonly (() => Pod)[] = [
  () => pod({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }, STRICT),
  () => pod(undefined, { ...STRICT, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }),
  () => pod(undefined, undefined),
  () => ({ metadata: {}, spec: { ...pod({ runAsNonRoot: true }, undefined).spec, os: { name: 'windows' } } }),
];
const STRICT = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

function pod(securityContext: object | undefined, own: object | undefined): Pod {
  const container = (name: string): object => ({ name, image: 'registry.example.com/app:1', securityContext: own });
  const spec = {
    securityContext,
    initContainers: [container('init')],
    containers: [container('main'), container('side')],
    ephemeralContainers: [container('debug')],
  };
  return JSON.parse(JSON.stringify({ metadata: {}, spec }));
}

function changed(start: Pod, all: readonly Step[]): Pod {
  for (const { path, value } of all) {
    const fields = path.split('.');
    const last = fields.pop() ?? '';
    const place = fields.reduce((at: Pod, field) => (at[field] ??= {}), start);
    if (value === undefined) delete place[last];
    else place[last] = structuredClone(value);
  }
  return start;
}

/** @returns random pods with a level and a version each, always the same for a seed */
export function randomPods(seed: number, count: number, minors: readonly number[]): readonly Question[] {
  const asked = fc.record({
    level: fc.constantFrom('baseline' as const, 'restricted' as const),
    minor: fc.constantFrom(...minors),
    shape: fc.nat({ max: SHAPES.length - 1 }),
    changes: fc.array(fc.oneof(steps([''], POD), steps(CONTAINERS, CONTAINER)), { maxLength: 4 }),
  });
  return fc.sample(asked, { seed, numRuns: count }).map(({ level, minor, shape, changes }, at) => ({
    name: `random pod ${at}`,
    level,
    minor,
    pod: changed(SHAPES[shape]?.(), changes),
  }));
}
