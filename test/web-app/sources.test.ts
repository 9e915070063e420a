import { Chart, Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  AdapterRules,
  AddOn,
  App,
  Cluster,
  type ClusterProps,
  Engine,
  External,
  Observability,
  Peer,
  type RedisListOptions,
  ScalingMetric,
  type Signal,
  StatefulStore,
  WebApp,
  Worker,
} from '../../lib';
import { find, type Manifest, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { image } from './support';

const depth: Signal = { name: 'QueueDepth', question: 'How deep?', unit: 'short', expr: (at) => `max(depth{${at}})` };

describe('a store whose lists decide the number of pods', () => {
  const made = (props: ClusterProps = { installed: [AddOn.keda()] }, replicas = 1) => {
    const chart = testChart('shop', Testing.app());
    Cluster.generic(props).attachTo(chart);
    const queue = new StatefulStore(chart, 'queue', { engine: Engine.valkey(), replicas });
    const lists = ['mails', 'letters'].map((list) => ScalingMetric.redisList(queue, { list, perPod: 100 }));
    new Worker(chart, 'mailer', { image, scaling: { min: 0, max: 20, metrics: lists } });
    return chart;
  };

  it('is found by its whole name, because KEDA is in another namespace', () => {
    const host = find(made(), 'ScaledObject')['spec'].triggers[0].metadata.address;
    expect(host).toMatch(/\.shop\.svc\.cluster\.local:6379$/);
  });

  it('is found through its Sentinels when several servers take turns', () => {
    const chart = made({ installed: [AddOn.keda()] }, 3);
    const [{ type, metadata }] = find(chart, 'ScaledObject')['spec'].triggers;
    expect(type).toBe('redis-sentinel');
    expect(metadata).toMatchObject({ sentinelMaster: 'mymaster', listName: 'mails', listLength: '100' });
    expect(metadata.addresses.split(',')).toHaveLength(3);
    expect(find(chart, 'TriggerAuthentication')['spec'].secretTargetRef).toEqual([
      { parameter: 'password', name: 'queue-credentials', key: 'password' },
      { parameter: 'sentinelPassword', name: 'queue-credentials', key: 'password' },
    ]);
    const { ports } = find(chart, 'NetworkPolicy', 'queue-from-keda')['spec'].ingress[0];
    expect(ports.map(({ port }: { port: number }) => port)).toEqual([6379, 26379]);
  });

  it('tells KEDA its password by a reference, once', () => {
    const chart = made();
    expect(find(chart, 'TriggerAuthentication')['spec']).toEqual({
      secretTargetRef: [{ parameter: 'password', name: 'queue-credentials', key: 'password' }],
    });
    const references = find(chart, 'ScaledObject')['spec'].triggers.map((t: Manifest) => t['authenticationRef'].name);
    expect(references).toEqual(['mailer-queue', 'mailer-queue']);
    expect(names(chart, 'TriggerAuthentication')).toEqual(['mailer-queue']);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it.each<[ClusterProps, string]>([
    [{ installed: [AddOn.keda()] }, 'keda'],
    [{ installed: [AddOn.keda({ namespace: 'scaling' })] }, 'scaling'],
  ])('lets KEDA in, wherever it is: %j', (props, namespace) => {
    expect(find(made(props), 'NetworkPolicy', 'queue-from-keda')['spec'].ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
            podSelector: { matchLabels: { app: 'keda-operator' } },
          },
        ],
        ports: [{ port: 6379, protocol: 'TCP' }],
      },
    ]);
  });

  it('may have credentials of another name, or a TriggerAuthentication that is there', () => {
    const scaled = (options: Partial<RedisListOptions>) => {
      const root = new App({ cluster: Cluster.generic({ installed: [AddOn.keda()] }) });
      const queue = new StatefulStore(testChart('data', root), 'queue', { engine: Engine.valkey() });
      const chart = testChart('shop', root);
      const metrics = [ScalingMetric.redisList(queue, { list: 'mails', perPod: 100, ...options })];
      new Worker(chart, 'mailer', { image, scaling: { max: 20, metrics } });
      return chart;
    };
    expect(() => scaled({})).toThrow(/credentials of queue must be in the namespace that uses them, got data/);
    expect(find(scaled({ secret: 'copy' }), 'TriggerAuthentication')['spec'].secretTargetRef[0].name).toBe('copy');
    const own = scaled({ authentication: 'mine' });
    expect(find(own, 'ScaledObject')['spec'].triggers[0].authenticationRef).toEqual({ name: 'mine' });
    expect(names(own, 'TriggerAuthentication')).toEqual([]);
  });

  it('fails when what is asked does not say by which host it is reached', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.keda()] }).attachTo(chart);
    const metrics = [ScalingMetric.redisList(External.https('queue.example.com'), { list: 'mails', perPod: 1 })];
    expect(() => new Worker(chart, 'mailer', { image, metrics: { port: 9090 }, scaling: { max: 9, metrics } })).toThrow(
      '[shop/mailer] queue.example.com must say by which host it is reached, got nothing; pass its address as text',
    );
  });

  it.each(['prometheus', 'http://prometheus:9090', 'http://a b.c'])('fails when Prometheus is at %s', (prometheus) => {
    expect(() => Cluster.generic({ installed: [AddOn.prometheus({ url: prometheus })] })).toThrow(
      /prometheus must be a URL with the name of a Service and its/,
    );
  });
});

describe('the rules of prometheus-adapter', () => {
  const made = (flip = false) => {
    const app = new App({ cluster: Cluster.generic({ installed: [AddOn.prometheusAdapter()] }) });
    const [shop, monitoring] = [new Chart(app, 'shop', { namespace: 'my-shop' }), new Chart(app, 'monitoring')];
    const steps = [
      () => new AdapterRules(monitoring, 'adapter-rules'),
      () => {
        const metrics = [ScalingMetric.signal(depth, { average: 10 })];
        new WebApp(shop, 'web', { image, metrics: { port: 9090 }, scaling: { max: 9, metrics } });
        new Worker(shop, 'mailer', {
          image,
          metrics: { port: 9090 },
          scaling: { max: 9, metrics: [...metrics, ...metrics] },
        });
      },
    ];
    for (const step of flip ? steps.reverse() : steps) step();
    new Observability(new Chart(app, 'watcher', { namespace: 'watcher' }), 'watcher').watch(shop);
    return { app, shop, monitoring };
  };
  const rulesOf = (chart: Chart) => parse(find(chart, 'ConfigMap')['data']['config.yaml']);

  it('serve each signal as the metric that the autoscaler asks for, in the words of the adapter', () => {
    const { shop, monitoring } = made();
    const rule = (app: string) => ({
      seriesQuery: 'up',
      name: { as: `my_shop:${app}:queue_depth`, matches: '^up$' },
      resources: { namespaced: false },
      metricsQuery: `(max(depth{namespace="my-shop",job="${app}"})) > -Inf`,
    });
    expect(rulesOf(monitoring)).toEqual({ externalRules: [rule('mailer'), rule('web')], rules: [] });
    const asked = synth(shop)
      .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
      .flatMap(({ spec }) => spec.metrics.map((metric: Manifest) => metric['external'].metric.name));
    expect(new Set(asked)).toEqual(new Set(['my_shop:mailer:queue_depth', 'my_shop:web:queue_depth']));
    expect(synth(shop).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('are the same whatever is made first, and are there as data', () => {
    expect(rulesOf(made(true).monitoring)).toEqual(rulesOf(made().monitoring));
    const { app, monitoring } = made();
    expect(app.node.tryFindChild('monitoring')).toBe(monitoring);
    const rules = monitoring.node.findChild('adapter-rules') as AdapterRules;
    expect(rules.rules).toEqual(rulesOf(monitoring).externalRules);
    expect(() => app.synthYaml()).not.toThrow();
  });

  it('fails when nobody has the rules', () => {
    const app = new App({ cluster: Cluster.generic({ installed: [AddOn.prometheusAdapter()] }) });
    const metrics = [ScalingMetric.signal(depth, { average: 10 })];
    new WebApp(new Chart(app, 'shop', { namespace: 'shop' }), 'web', {
      image,
      metrics: { port: 9090 },
      scaling: { max: 9, metrics },
    });
    expect(() => app.synthYaml()).toThrow(
      /\[shop\/web\] scaling by shop:web:queue_depth needs the rules of prometheus-adapter, got none; add new AdapterRules/,
    );
  });

  it('fails when they stand in two places', () => {
    const { monitoring } = made();
    expect(() => new AdapterRules(monitoring, 'more')).toThrow(/the rules of an adapter must stand in one place/);
  });

  it('fails when two signals would have one name', () => {
    const { shop } = made();
    const other = { ...depth, expr: () => 'vector(1)' };
    const metrics = [depth, other].map((signal) => ScalingMetric.signal(signal, { average: 1 }));
    expect(() => new WebApp(shop, 'api', { image, metrics: { port: 9090 }, scaling: { max: 9, metrics } })).toThrow(
      /a signal that apps scale by must have a name of its own, got my_shop:api:queue_depth; rename/,
    );
  });
});

describe('the Prometheus of Observability', () => {
  it('lets in who scales by what it knows, when it is told to', () => {
    const chart = testChart();
    const { prometheus } = new Observability(chart, 'observability');
    const keda = { peer: Peer.foreignPods({ name: 'keda', namespaces: ['keda'] }) };
    prometheus.allowFrom(keda);
    prometheus.allowFrom(keda);
    expect(find(chart, 'NetworkPolicy', 'observability-prometheus-from-keda')['spec'].ingress).toHaveLength(1);
  });

  it('lets KEDA in where the cluster says that KEDA asks it', () => {
    const policies = (url: string) => {
      const chart = testChart('monitoring');
      Cluster.generic({ installed: [AddOn.keda(), AddOn.prometheus({ url })] }).attachTo(chart);
      new Observability(chart, 'observability');
      return names(chart, 'NetworkPolicy').filter((name) => name.endsWith('from-keda'));
    };
    expect(policies('http://observability-prometheus.monitoring.svc:9090')).toEqual([
      'observability-prometheus-from-keda',
    ]);
    expect(policies('http://prometheus.monitoring:9090')).toEqual([]);
  });
});
