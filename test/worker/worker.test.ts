import { Duration, Size } from 'cdk8s';
import {
  AddOn,
  Cluster,
  Engine,
  External,
  Observability,
  Port,
  Probe,
  ScalingMetric,
  SecretKey,
  StatefulStore,
  WebApp,
  Worker,
  type WorkerProps,
} from '../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/mailer:2.1.0';

function worker(props: Partial<WorkerProps> = {}, cluster?: Cluster) {
  const chart = testChart();
  cluster?.attachTo(chart);
  new Worker(chart, 'mailer', { image, ...props });
  return chart;
}

describe('a Worker', () => {
  it('renders the same objects for its default props', () => {
    expect(synth(worker())).toMatchSnapshot();
  });

  it('makes objects that fit their schemas, without a Service, and is not asked how it is', () => {
    const chart = worker();
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(names(chart, 'Service')).toEqual([]);
    const container = containerOf(find(chart, 'Deployment'));
    for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe'])
      expect(container).not.toHaveProperty(probe);
  });

  it('runs three times, under a budget, and lets nobody in', () => {
    const chart = worker();
    expect(find(chart, 'Deployment')['spec'].replicas).toBe(3);
    expect(find(chart, 'PodDisruptionBudget')['spec'].maxUnavailable).toBe(1);
    const { ingress, policyTypes } = find(chart, 'NetworkPolicy')['spec'];
    expect([ingress, policyTypes]).toEqual([undefined, ['Ingress', 'Egress']]);
  });

  it('ends without a drain, in the time it asks for', () => {
    const deployment = find(worker({ shutdown: Duration.minutes(2) }), 'Deployment');
    expect(podOf(deployment)['terminationGracePeriodSeconds']).toBe(120);
    expect(containerOf(deployment)).not.toHaveProperty('lifecycle');
  });

  it('is asked what it says, and has the time to start', () => {
    const container = containerOf(
      find(
        worker({ health: { liveness: Probe.exec(['/mailer', 'alive']) }, startup: Duration.seconds(50) }),
        'Deployment',
      ),
    );
    expect(container['livenessProbe'].exec.command).toEqual(['/mailer', 'alive']);
    expect(container['startupProbe']).toMatchObject({ exec: { command: ['/mailer', 'alive'] }, failureThreshold: 10 });
    expect(container).not.toHaveProperty('readinessProbe');
  });

  it('is restarted when a Probe alone fails, and needs no excuse for a missing one', () => {
    const deployment = find(worker({ health: Probe.exec(['/mailer', 'alive']) }), 'Deployment');
    const { readinessProbe, livenessProbe } = containerOf(deployment);
    expect([readinessProbe.exec, livenessProbe.exec]).toEqual(Array(2).fill({ command: ['/mailer', 'alive'] }));
    expect(Object.keys(deployment['metadata'].annotations ?? {})).not.toContain(
      'ignore-check.kube-linter.io/no-liveness-probe',
    );
  });

  it('uses stores and other apps, as often as it is said', () => {
    const chart = testChart();
    const mailer = new Worker(chart, 'mailer', { image, env: { KEY: SecretKey.of('smtp', 'key') } });
    const queue = new StatefulStore(chart, 'queue', { engine: Engine.valkey() });
    const web = new WebApp(chart, 'web', { image });
    for (const _ of [1, 2]) {
      mailer.uses(queue);
      mailer.uses(web);
      mailer.uses(External.https('smtp.example.com'));
      web.allowFrom(mailer);
    }
    expect(names(chart, 'NetworkPolicy')).toEqual(
      expect.arrayContaining(['mailer-to-queue', 'queue-from-mailer', 'mailer-to-web', 'web-from-mailer']),
    );
    const variables = containerOf(find(chart, 'Deployment', 'mailer'))['env'].map((v: { name: string }) => v.name);
    expect(variables).toEqual(expect.arrayContaining(['KEY', 'QUEUE_URL', 'WEB_URL']));
  });

  it('is scaled by a queue, down to nothing', () => {
    const scaling = {
      min: 0,
      max: 20,
      metrics: [ScalingMetric.redisList('queue.shop.svc:6379', { list: 'mails', perPod: 100 })],
    };
    const chart = worker({ scaling }, Cluster.generic({ installed: [AddOn.keda()] }));
    expect(find(chart, 'ScaledObject')['spec']).toMatchObject({ minReplicaCount: 0, maxReplicaCount: 20 });
    expect(find(chart, 'PodDisruptionBudget')['spec'].maxUnavailable).toBe(1);
    expect(find(chart, 'Deployment')['spec']).not.toHaveProperty('replicas');
  });

  it('can be watched', () => {
    const chart = testChart();
    const mailer = new Worker(chart, 'mailer', { image, metrics: { port: Port.tcp(9090, 'metrics') } });
    new Observability(chart, 'observability').watch(mailer, mailer);
    expect(names(chart, 'NetworkPolicy')).toContain('mailer-from-observability-prometheus');
    expect(containerOf(find(chart, 'Deployment', 'mailer'))['ports']).toEqual([
      { containerPort: 9090, name: 'metrics', protocol: 'TCP' },
    ]);
  });

  it('may sleep: nobody is told that no pod answers while it has scaled to nothing', () => {
    const alerts = (min: number): string => {
      const chart = testChart();
      Cluster.generic({ installed: [AddOn.keda()] }).attachTo(chart);
      const scaling = {
        min,
        max: 20,
        metrics: [ScalingMetric.redisList('queue.shop.svc:6379', { list: 'mails', perPod: 100 })],
      };
      const mailer = new Worker(chart, 'mailer', { image, scaling, metrics: { port: Port.tcp(9090, 'metrics') } });
      new Observability(chart, 'observability').watch(mailer);
      return find(chart, 'ConfigMap', 'observability-prometheus-shop.mailer')['data']['shop.mailer.rules.yaml'];
    };
    expect(alerts(0)).toContain('TargetDown');
    expect(alerts(0)).not.toContain('TargetAbsent');
    expect(alerts(1)).toContain('TargetAbsent');
  });

  it.each<[string, Partial<WorkerProps>, RegExp]>([
    ['a check by port names none', { health: Probe.tcp() }, /a check needs a TCP port, got nothing; name the port/],
    ['replicas and scaling are both given', { replicas: 1, scaling: { max: 3 } }, /either replicas or scaling/],
    ['the image has no version', { image: 'mailer' }, /image must name a version/],
    ['memory is nothing', { memory: Size.mebibytes(0) }, /memory must be a positive amount/],
  ])('fails when %s', (_, props, message) => {
    expect(() => synth(worker(props))).toThrow(message);
    expect(() => synth(worker(props))).toThrow(/^\[shop\/mailer/);
  });
});
