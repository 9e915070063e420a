import { Size } from 'cdk8s';
import { Protocol } from 'cdk8s-plus-27';
import { AddOn, Cluster, Engine, Permission, PodField, ScheduledTask, StatefulStore, WebApp, Worker } from '../../lib';
import type { Manifest } from '../../lib/manifest/json';
import { asStored } from '../../lib/manifest/stored';
import { containerOf, find, podOf, testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

describe('a manifest has no field that the API server leaves out', () => {
  it('in a Deployment, a StatefulSet and a CronJob', () => {
    const chart = testChart();
    const env = { EMPTY: '', FULL: 'x' };
    new Worker(chart, 'worker', { image, env });
    new StatefulStore(chart, 'store', { engine: Engine.valkey() });
    new ScheduledTask(chart, 'task', { image, env, schedule: '*/5 * * * *' });
    const runners = [find(chart, 'Deployment', 'worker'), find(chart, 'StatefulSet', 'store')];
    const task = find(chart, 'CronJob', 'task')['spec'].jobTemplate.spec.template.spec;
    for (const pod of [...runners.map(podOf), task]) expect(pod).not.toHaveProperty('hostNetwork');
    for (const { spec } of runners) expect(spec.minReadySeconds).not.toBe(0);
    for (const pod of [podOf(find(chart, 'Deployment', 'worker')), task]) {
      expect(pod['containers'][0].env).toEqual(
        expect.arrayContaining([{ name: 'EMPTY' }, { name: 'FULL', value: 'x' }]),
      );
    }
  });

  it('in the metadata of an object or a pod', () => {
    const metadata = { name: 'a', annotations: {}, labels: {} };
    const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { metadata } } };
    expect(asStored(manifest)).toEqual({
      ...manifest,
      metadata: { name: 'a' },
      spec: { template: { metadata: { name: 'a' } } },
    });
  });

  it('in a RoleBinding', () => {
    const chart = testChart();
    new Worker(chart, 'worker', { image, permissions: [Permission.read('pods')] });
    expect(find(chart, 'RoleBinding')['subjects']).toEqual([
      { kind: 'ServiceAccount', name: 'worker', namespace: 'shop' },
    ]);
  });

  it('in a container that cdk8s-plus adds', () => {
    const chart = testChart();
    const { deployment } = new Worker(chart, 'worker', { image });
    const memory = { limit: Size.gibibytes(1), request: Size.gibibytes(1) };
    deployment.addContainer({
      name: 'helper',
      image: 'helper:1',
      ports: [{ number: 53 }, { number: 53, protocol: Protocol.UDP, name: 'dns' }],
      resources: { memory },
    });
    const { ports, resources } = containerOf(find(chart, 'Deployment'), 'helper');
    expect(ports).toMatchObject([
      { containerPort: 53, protocol: 'TCP' },
      { containerPort: 53, protocol: 'UDP' },
    ]);
    expect(resources).toMatchObject({ limits: { memory: '1Gi' }, requests: { memory: '1Gi' } });
  });
});

describe('a manifest has the fields that the API server adds', () => {
  it('to the claims of a StatefulSet', () => {
    const chart = testChart();
    new StatefulStore(chart, 'store', { engine: Engine.valkey() });
    expect(find(chart, 'StatefulSet')['spec'].volumeClaimTemplates).toMatchObject([
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data' },
        spec: { volumeMode: 'Filesystem' },
        status: { phase: 'Pending' },
      },
    ]);
  });

  it.each([
    ['1.33', null],
    ['1.34', undefined],
  ])('to the metadata of those claims on Kubernetes %s: %s', (version, timestamp) => {
    const chart = testChart();
    Cluster.generic({ version }).attachTo(chart);
    new StatefulStore(chart, 'store', { engine: Engine.valkey() });
    expect(find(chart, 'StatefulSet')['spec'].volumeClaimTemplates[0].metadata.creationTimestamp).toBe(timestamp);
  });

  it('to a reference to a field of the pod', () => {
    const chart = testChart();
    new Worker(chart, 'worker', { image, env: { POD: PodField.name(), LIMIT: PodField.memoryLimit() } });
    expect(containerOf(find(chart, 'Deployment'))['env']).toEqual(
      expect.arrayContaining([
        { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
        { name: 'LIMIT', valueFrom: { resourceFieldRef: { divisor: '0', resource: 'limits.memory' } } },
      ]),
    );
  });

  it('to the ports of a Service, which it tells apart by their protocols', () => {
    const chart = testChart();
    new StatefulStore(chart, 'store', { engine: Engine.postgres() });
    const { ports } = find(chart, 'Service', 'store')['spec'];
    expect(ports.map(({ protocol }: { protocol: string }) => protocol)).toEqual(['TCP', 'TCP']);
  });

  it('to the route of a Gateway', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.gateway({ name: 'public', namespace: 'gateways' })] }).attachTo(chart);
    new WebApp(chart, 'web', { image, host: 'shop.example.com' });
    const { parentRefs, rules } = find(chart, 'HTTPRoute')['spec'];
    expect(parentRefs).toMatchObject([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }]);
    expect(rules[0].backendRefs).toMatchObject([{ group: '', kind: 'Service', name: 'web', weight: 1 }]);
  });
});

describe('the stored form', () => {
  const metadata = { name: 'a' };

  it('writes amounts as the API server does', () => {
    const hard = { pods: '1000', 'requests.cpu': '0.5', 'requests.memory': '1024Mi' };
    expect(asStored({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard } })).toMatchObject({
      spec: { hard: { pods: '1k', 'requests.cpu': '500m', 'requests.memory': '1Gi' } },
    });
  });

  it('keeps everything in the text of files and in the manifests of custom resources', () => {
    const kept: Manifest[] = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { env: '', limits: '1024Mi', sizeLimit: '0.5' } },
      { apiVersion: 'example.com/v1', kind: 'Thing', metadata, spec: { hostNetwork: false, ports: [{ port: 1 }] } },
    ];
    for (const manifest of kept) expect(asStored(manifest)).toEqual(manifest);
  });
});
