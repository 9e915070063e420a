import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import type { OptionalServerModel, ServerModel } from '../../lib/observability/server-model';
import { SERVERS, serve } from '../../lib/observability/servers';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { adminPassword, NO_SOURCES, UNSTORED } from './support';

const facts = { name: 'metrics', props: { adminPassword, sources: NO_SOURCES, ...UNSTORED } };
const usual = { memory: Size.mebibytes(64), cpu: Cpu.millis(10), ephemeralStorage: Size.mebibytes(64) };
const { agent: _agent, gateway: _gateway, ...BEFORE } = SERVERS;
const NODES = [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }];

/** A program on every node, as root, with a directory of the node. */
const agent: ServerModel<'DaemonSet'> = {
  id: 'Agent',
  kind: 'DaemonSet',
  describe: ({ url }) => ({
    image: 'example.com/agent:1.0.0',
    user: 0,
    port: 8888,
    server: { args: [`--to=${url('gateway', 'otlp')}`] },
    volumes: {
      logs: { path: '/var/log/pods', source: { hostPath: { path: '/var/log/pods' } }, readOnly: true },
      state: { path: '/state', source: { emptyDir: { sizeLimit: '64Mi' } } },
    },
    permissions: { cluster: NODES },
    usual,
    asks: [{ server: 'gateway', ports: ['otlp'] }, 'absent'],
  }),
};

/** Two pods without a volume, and a Service with two ports. */
const gateway: ServerModel<'Deployment'> = {
  id: 'Gateway',
  kind: 'Deployment',
  describe: () => ({
    image: 'example.com/gateway:1.0.0',
    port: 8080,
    peerPorts: { otlp: 4317, internal: 9000 },
    clientPorts: ['otlp'],
    server: {},
    replicas: 2,
    usual,
  }),
};

const absent: OptionalServerModel<'Deployment'> = { ...gateway, id: 'Absent', wanted: () => false };

function made() {
  const chart = testChart();
  const { servers } = serve(chart, { ...BEFORE, gateway, absent, agent }, facts);
  return { chart, servers };
}

describe('a server on every node', () => {
  it('runs on nodes with taints, too, has the directories that it names, and no Service', () => {
    const { chart, servers } = made();
    const set = find(chart, 'DaemonSet', 'metrics-agent');
    expect(podOf(set)['tolerations']).toEqual([{ operator: 'Exists' }]);
    expect(podOf(set)['volumes']).toContainEqual({ hostPath: { path: '/var/log/pods' }, name: 'logs' });
    expect(containerOf(set, 'agent')['volumeMounts']).toContainEqual({
      mountPath: '/var/log/pods',
      name: 'logs',
      readOnly: true,
    });
    expect(servers.agent.daemonSet.name).toBe('metrics-agent');
    expect(names(chart, 'Service')).toEqual(['metrics-gateway', 'metrics-grafana', 'metrics-prometheus']);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('may be root, without any right of root beyond the files', () => {
    const set = find(made().chart, 'DaemonSet', 'metrics-agent');
    expect(podOf(set)['securityContext']).toMatchObject({ runAsNonRoot: false, runAsUser: 0 });
    expect(containerOf(set, 'agent')['securityContext']).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: false,
    });
  });

  it('has exactly the rights in the cluster that it names, and the token and the way to use them', () => {
    const { chart } = made();
    expect(find(chart, 'ClusterRole')).toMatchObject({ metadata: { name: 'shop-metrics-agent' }, rules: NODES });
    expect(find(chart, 'ClusterRole')['metadata']).not.toHaveProperty('namespace');
    expect(find(chart, 'ClusterRoleBinding')).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'shop-metrics-agent' },
      subjects: [{ kind: 'ServiceAccount', name: 'metrics-agent', namespace: 'shop' }],
    });
    expect(podOf(find(chart, 'DaemonSet'))['automountServiceAccountToken']).toBe(true);
    const egress = find(chart, 'NetworkPolicy', 'metrics-agent')['spec'].egress;
    expect(egress).toContainEqual({ ports: [443, 6443].map((port) => ({ port, protocol: 'TCP' })) });
  });

  it('fails when it needs rights in the cluster and its namespace is not known', () => {
    const { Testing, Chart } = require('cdk8s');
    expect(() => serve(new Chart(Testing.app(), 'lost'), { ...BEFORE, gateway, absent, agent }, facts)).toThrow(
      '[lost/Agent] rights in the whole cluster need the namespace of the server, got nothing; give its chart a namespace',
    );
  });
});

describe('a server without a volume', () => {
  it('is replaced while the old pods still run, and several pods are not evicted together', () => {
    const { chart } = made();
    const { replicas, strategy } = find(chart, 'Deployment', 'metrics-gateway')['spec'];
    expect({ replicas, type: strategy.type }).toEqual({ replicas: 2, type: 'RollingUpdate' });
    expect(names(chart, 'PodDisruptionBudget')).toEqual(['metrics-gateway']);
    expect(names(chart, 'PersistentVolumeClaim')).toEqual([]);
  });

  it('serves the ports of its clients under their numbers, and others reach only those that they name', () => {
    const { chart } = made();
    expect(find(chart, 'Service', 'metrics-gateway')['spec'].ports).toEqual([
      { name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 },
      { name: 'otlp', port: 4317, protocol: 'TCP', targetPort: 4317 },
    ]);
    expect(containerOf(find(chart, 'DaemonSet'), 'agent')['args']).toEqual(['--to=http://metrics-gateway:4317']);
    const [rule] = find(chart, 'NetworkPolicy', 'metrics-gateway-from-metrics-agent')['spec'].ingress;
    expect(rule.ports).toEqual([{ port: 4317, protocol: 'TCP' }]);
  });
});

describe('a server that the props leave out', () => {
  it('is not made, and others that would ask it do without', () => {
    const { chart, servers } = made();
    expect(servers.absent).toBeUndefined();
    expect(synth(chart).filter(({ metadata }) => metadata.name.includes('absent'))).toEqual([]);
  });
});
