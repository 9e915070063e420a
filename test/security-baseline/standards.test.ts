import { ApiObject, Chart, Testing } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { SecurityBaseline, type SecurityBaselineProps, type VerifyOptions, verify } from '../../lib/security-baseline';
import { errorsOf } from '../support/charts';
import { type Fields, goodApp, main, podOf } from './good-app';

/** The rules that an app breaks after a change of its Deployment. */
function broken(change: (pod: Fields, app: Fields) => void, options: VerifyOptions = {}): string[] {
  const app = goodApp();
  change(podOf(app['deployment']), app);
  return [...new Set(verify(Object.values(app), options).map(({ rule }) => rule))].sort();
}

/** Breaks a rule of `baseline`, one of `restricted`, and one of no standard. */
function bad(pod: Fields): void {
  pod.hostNetwork = true;
  pod.containers[0].securityContext.allowPrivilegeEscalation = true;
  pod.containers[0].securityContext.readOnlyRootFilesystem = false;
}

const HARDENING = ['read-only-root'];

test.each([
  ['restricted', ['host-network', 'privilege-escalation', ...HARDENING]],
  ['baseline', ['host-network', ...HARDENING]],
  ['privileged', HARDENING],
] as const)('at %s only its rules speak, and those that are no part of the standards', (podSecurity, rules) => {
  expect(broken(bad, { podSecurity })).toEqual(rules);
});

/** Takes away all that only `restricted` asks for. */
function bare(pod: Fields): void {
  delete pod.securityContext;
  pod.containers[0].securityContext = { readOnlyRootFilesystem: true };
}

test('baseline asks for no seccomp profile, no user and no dropped capabilities', () => {
  expect(broken(bare, { podSecurity: 'baseline' })).toEqual([]);
  expect(broken(bare)).toEqual(['drop-capabilities', 'privilege-escalation', 'run-as-non-root', 'seccomp']);
});

test('baseline admits the capabilities of the runtimes, and restricted only one of them', () => {
  const adding = (name: string) => (pod: Fields) => (pod.containers[0].securityContext.capabilities.add = [name]);
  expect(broken(adding('CHOWN'), { podSecurity: 'baseline' })).toEqual([]);
  expect(broken(adding('CHOWN'))).toEqual(['add-capabilities']);
  expect(broken(adding('NET_ADMIN'), { podSecurity: 'baseline' })).toEqual(['add-capabilities']);
});

const setsSysctl = (name: string) => (pod: Fields) => (pod.securityContext.sysctls = [{ name, value: '1' }]);
const engine = (pod: Fields) => (pod.securityContext.seLinuxOptions = { type: 'container_engine_t' });
const names = (pod: Fields) => (pod.containers[0].livenessProbe.tcpSocket.host = '127.0.0.1');

test.each<[string, string, string, (pod: Fields) => void, string]>([
  ['net.ipv4.tcp_keepalive_time', '1.28', '1.29', setsSysctl('net.ipv4.tcp_keepalive_time'), 'sysctls'],
  ['net.ipv4.tcp_rmem', '1.31', '1.32', setsSysctl('net.ipv4.tcp_rmem'), 'sysctls'],
  ['container_engine_t', '1.30', '1.31', engine, 'selinux'],
])('%s is forbidden in %s and admitted in %s', (_name, before, since, change, rule) => {
  expect(broken(change, { version: before })).toEqual([rule]);
  expect(broken(change, { version: since })).toEqual([]);
});

test('a host in a probe is forbidden from 1.34', () => {
  expect(broken(names, { version: '1.33' })).toEqual([]);
  expect(broken(names, { version: '1.34' })).toEqual(['probe-host']);
});

test('from 1.35, a pod with users of its own may run as root, and at baseline see all of /proc', () => {
  const root = (pod: Fields) => {
    Object.assign(pod, { hostUsers: false, securityContext: { ...pod.securityContext, runAsUser: 0 } });
    pod.securityContext.runAsNonRoot = false;
  };
  expect(broken(root, { version: '1.34' })).toEqual(['root-user', 'run-as-non-root']);
  expect(broken(root, { version: '1.35' })).toEqual([]);
  const unmasked = (pod: Fields) => {
    pod.hostUsers = false;
    pod.containers[0].securityContext.procMount = 'Unmasked';
  };
  expect(broken(unmasked, { version: '1.35', podSecurity: 'baseline' })).toEqual([]);
  expect(broken(unmasked, { version: '1.34', podSecurity: 'baseline' })).toEqual(['proc-mount']);
  expect(broken(unmasked, { version: '1.35' })).toEqual(['proc-mount']);
});

test('a pod of Windows needs nothing that only Linux has', () => {
  const windows = (pod: Fields) => {
    pod.os = { name: 'windows' };
    pod.securityContext = { runAsNonRoot: true };
    delete pod.containers[0].securityContext;
  };
  expect(broken(windows)).toEqual([]);
  const unsaid = (pod: Fields) => {
    windows(pod);
    delete pod.securityContext;
  };
  expect(broken(unsaid)).toEqual(['run-as-non-root']);
});

test('a container for debugging, which has no requests and limits, is asked for none', () => {
  const debugged = (pod: Fields) => {
    const { securityContext, image } = pod.containers[0];
    pod.ephemeralContainers = [{ name: 'debug', image, securityContext }];
  };
  expect(broken(debugged)).toEqual([]);
  const writing = (pod: Fields) => {
    debugged(pod);
    pod.ephemeralContainers[0].securityContext = {
      ...pod.containers[0].securityContext,
      readOnlyRootFilesystem: false,
    };
  };
  expect(broken(writing)).toEqual(HARDENING);
});

test('a volume without a source is an emptyDir', () => {
  expect(broken((pod) => pod.volumes.push({ name: 'tmp' }))).toEqual([]);
});

const label = (labels: Record<string, string>) => (pod: Fields, app: Fields) => {
  bad(pod);
  names(pod);
  const prefixed = Object.entries(labels).map(([name, value]) => [`pod-security.kubernetes.io/${name}`, value]);
  app.namespace.metadata.labels = Object.fromEntries(prefixed);
};

test('the labels of a Namespace say the standard where no option does', () => {
  expect(broken(label({ enforce: 'privileged' }))).toEqual(HARDENING);
  expect(broken(label({ enforce: 'baseline' }))).toEqual(['host-network', 'probe-host', ...HARDENING]);
  expect(broken(label({ enforce: 'baseline', 'enforce-version': 'v1.33' }))).toEqual(['host-network', ...HARDENING]);
  expect(broken(label({ enforce: 'baseline', 'enforce-version': 'latest' }), { version: '1.30' })).toEqual([
    'host-network',
    ...HARDENING,
  ]);
});

test('a version in a label that is above that of the cluster is the one of the cluster, as for the API server', () => {
  const pinned = label({ enforce: 'baseline', 'enforce-version': 'v1.36' });
  expect(broken(pinned, { version: '1.33' })).toEqual(['host-network', ...HARDENING]);
});

/** The rules that a hand-written pod with a host network and a host in a probe breaks in a chart with a baseline. */
function brokenInApp(props: SecurityBaselineProps, version: string): string[] {
  const app = Testing.app();
  Cluster.generic({ version }).attachTo(app);
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline', props);
  const { containers, ...pod } = podOf(goodApp()['deployment']);
  const [{ env, volumeMounts, ...container }] = containers;
  container.securityContext.allowPrivilegeEscalation = true;
  const spec = { ...pod, serviceAccountName: 'default', volumes: [], containers: [container] };
  names(spec);
  new ApiObject(chart, 'own', { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { app: 'own' } }, spec });
  return errorsOf(chart).map((error) => /\((\S+)\)$/.exec(error)?.[1] ?? error);
}

test('a baseline judges by its level and the version of its cluster', () => {
  expect(brokenInApp({}, '1.36')).toEqual(['probe-host', 'privilege-escalation']);
  expect(brokenInApp({}, '1.33')).toEqual(['privilege-escalation']);
  expect(brokenInApp({ podSecurity: 'baseline' }, '1.36')).toEqual(['probe-host']);
  expect(brokenInApp({ podSecurity: 'privileged' }, '1.36')).toEqual([]);
});

test('verify fails when the level or the version is none', () => {
  expect(() => verify([], { podSecurity: 'strict' as never })).toThrow(
    'podSecurity must be one of restricted, baseline, privileged, got strict; use',
  );
  expect(() => verify([], { version: '1.99' })).toThrow('version must be from 1.27 to 1.36, got 1.99');
});

test('findings name the pod or the container whose field is wrong', () => {
  const app = goodApp();
  podOf(app['deployment']).securityContext.seLinuxOptions = { type: 'spc_t' };
  main(app['store']).securityContext.appArmorProfile = { type: 'Unconfined' };
  expect(verify(Object.values(app)).map(({ what }) => what)).toEqual([
    'container store must not turn off AppArmor',
    'the pod must not choose its own SELinux user, role or type',
  ]);
});
