import { Chart, Duration } from 'cdk8s';
import {
  AdapterRules,
  AddOn,
  App,
  Cluster,
  type ClusterProps,
  External,
  Observability,
  Peer,
  ScalingMetric,
  type Signal,
  type StatefulStore,
  WebApp,
  type WebAppProps,
  Worker,
} from '../../lib';
import { find, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const KEDA: ClusterProps = {
  installed: [AddOn.keda(), AddOn.prometheus({ url: 'http://prometheus.monitoring:9090' })],
};
const depth: Signal = {
  name: 'QueueDepth',
  question: 'Is work piling up?',
  unit: 'short',
  expr: (at) => `max(depth{${at}})`,
};

function web(scaling: WebAppProps['scaling'], cluster: ClusterProps = {}, props: Partial<WebAppProps> = {}) {
  const chart = testChart();
  const target = Cluster.generic(cluster);
  target.attachTo(chart);
  if (target.addOn('prometheusAdapter')) new AdapterRules(chart, 'rules');
  const app = new WebApp(chart, 'web', { image: 'a:1', scaling, ...props });
  if (props.metrics) app.allowFrom({ peer: Peer.foreignPods({ name: 'prometheus' }) });
  expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  return chart;
}
const hpa = (...args: Parameters<typeof web>) => find(web(...args), 'HorizontalPodAutoscaler')['spec'];
const triggers = (...args: Parameters<typeof web>) => find(web(...args), 'ScaledObject')['spec'].triggers;

describe('scaling', () => {
  it('aims at 70 % of the CPU request unless told, grows quickly and shrinks slowly', () => {
    expect(hpa({ max: 9 })).toMatchObject({
      minReplicas: 3,
      maxReplicas: 9,
      scaleTargetRef: { kind: 'Deployment', name: 'web' },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
      behavior: { scaleUp: { stabilizationWindowSeconds: 0 }, scaleDown: { stabilizationWindowSeconds: 300 } },
    });
    expect(
      hpa({ max: 9, stabilizationWindow: Duration.minutes(1) }).behavior.scaleDown.stabilizationWindowSeconds,
    ).toBe(60);
  });

  it('keeps the number of pods that runs today for one release, and lets the autoscaler take it over', () => {
    const chart = web({ min: 5, max: 10, from: 8 });
    expect(find(chart, 'Deployment')['spec'].replicas).toBe(8);
    expect(find(chart, 'HorizontalPodAutoscaler')['spec']).toMatchObject({ minReplicas: 9, maxReplicas: 10 });
    expect(hpa({ min: 5, max: 8, from: 8 })).toMatchObject({ minReplicas: 9, maxReplicas: 9 });
    expect(hpa({ min: 5, max: 10, from: 2 })).toMatchObject({ minReplicas: 5, maxReplicas: 10 });
    expect(find(web({ min: 5, max: 10 }), 'Deployment')['spec']).not.toHaveProperty('replicas');
  });

  it.each([0, 1.5, -1])('fails when %d pods run today', (from) => {
    expect(() => web({ max: 9, from })).toThrow(
      /^\[shop\/web\] scaling.from must be a whole number from 1 to 999, got /,
    );
  });

  it('takes over the autoscaler that the app has had before it scaled by KEDA', () => {
    const chart = web({ max: 9, metrics: [ScalingMetric.trigger('kafka', { topic: 'mails' })] }, KEDA);
    const { metadata, spec } = find(chart, 'ScaledObject');
    expect(metadata.annotations).toEqual({ 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' });
    expect(spec.advanced.horizontalPodAutoscalerConfig.name).toBe(
      find(web({ max: 9 }), 'HorizontalPodAutoscaler').metadata.name,
    );
  });

  it('looks at memory alone, at both, and at metrics alone', () => {
    const measured = (scaling: WebAppProps['scaling']) =>
      hpa(scaling).metrics.map((m: { type: string; resource?: { name: string } }) => m.resource?.name ?? m.type);
    expect(measured({ max: 9, memory: 80 })).toEqual(['memory']);
    expect(measured({ max: 9, memory: 80, cpu: 50 })).toEqual(['cpu', 'memory']);
    expect(measured({ max: 9, metrics: [ScalingMetric.pods('in_flight', 20)] })).toEqual(['Pods']);
  });

  it('takes metrics of pods, objects and the outside', () => {
    const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' };
    const metrics = [
      ScalingMetric.pods('in_flight', 2.5),
      ScalingMetric.object(ingress, 'requests_per_second', { value: 2000 }),
      ScalingMetric.external('queue_length', { average: 30 }, { queue: 'mail' }),
    ];
    expect(hpa({ max: 9, metrics }).metrics).toEqual([
      {
        type: 'Pods',
        pods: { metric: { name: 'in_flight' }, target: { type: 'AverageValue', averageValue: '2500m' } },
      },
      {
        type: 'Object',
        object: {
          describedObject: ingress,
          metric: { name: 'requests_per_second' },
          target: { type: 'Value', value: '2000' },
        },
      },
      {
        type: 'External',
        external: {
          metric: { name: 'queue_length', selector: { matchLabels: { queue: 'mail' } } },
          target: { type: 'AverageValue', averageValue: '30' },
        },
      },
    ]);
  });

  it('asks for a signal what the cluster has: prometheus-adapter or KEDA', () => {
    const scaling = { max: 9, metrics: [ScalingMetric.signal(depth, { average: 10 })] };
    const metrics = { port: 9090 };
    expect(hpa(scaling, { installed: [AddOn.prometheusAdapter()] }, { metrics }).metrics[0].external.metric).toEqual({
      name: 'shop:web:queue_depth',
    });
    expect(triggers(scaling, KEDA, { metrics })).toEqual([
      {
        type: 'prometheus',
        metricType: 'AverageValue',
        metadata: {
          serverAddress: 'http://prometheus.monitoring:9090',
          query: 'max(depth{namespace="shop",job="web"})',
          threshold: '10',
        },
      },
    ]);
    const other = ScalingMetric.signal(depth, { value: 10 }, External.https('queue.example.com'));
    expect(triggers({ max: 9, metrics: [other] }, KEDA)[0].metadata.query).toBe('max(depth{job="queue.example.com"})');
  });

  it('goes to zero by queue and by the clock with KEDA, and back', () => {
    const metrics = [
      ScalingMetric.redisList('sessions.shop.svc:6379', { list: 'jobs', perPod: 5 }),
      ScalingMetric.schedule({ start: '0 8 * * 1-5', end: '0 18 * * 1-5', replicas: 4, timeZone: 'Europe/Paris' }),
    ];
    const chart = web({ min: 0, max: 9, cpu: 60, metrics }, KEDA);
    expect(names(chart, 'HorizontalPodAutoscaler')).toEqual([]);
    expect(find(chart, 'Deployment')['spec']).not.toHaveProperty('replicas');
    expect(find(chart, 'ScaledObject')['spec']).toMatchObject({
      scaleTargetRef: { name: 'web' },
      minReplicaCount: 0,
      maxReplicaCount: 9,
      triggers: [
        { type: 'cpu', metricType: 'Utilization', metadata: { value: '60' } },
        { type: 'redis', metadata: { address: 'sessions.shop.svc:6379', listName: 'jobs', listLength: '5' } },
        {
          type: 'cron',
          metadata: { start: '0 8 * * 1-5', end: '0 18 * * 1-5', desiredReplicas: '4', timezone: 'Europe/Paris' },
        },
      ],
      advanced: {
        horizontalPodAutoscalerConfig: { name: 'web', behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } },
      },
    });
  });

  it('takes the triggers of other queues, with their credentials', () => {
    const metrics = [
      ScalingMetric.rabbitQueue('mail', { perPod: 20, authentication: 'rabbit' }),
      ScalingMetric.kafkaLag(['kafka.data:9092'], { group: 'shop', topic: 'orders', perPod: 100 }),
      ScalingMetric.trigger('aws-sqs-queue', { queueURL: 'https://sqs', queueLength: '5' }),
    ];
    expect(triggers({ max: 9, metrics }, KEDA)).toEqual([
      {
        type: 'rabbitmq',
        metadata: { queueName: 'mail', mode: 'QueueLength', value: '20' },
        authenticationRef: { name: 'rabbit' },
      },
      {
        type: 'kafka',
        metadata: { bootstrapServers: 'kafka.data:9092', consumerGroup: 'shop', topic: 'orders', lagThreshold: '100' },
      },
      { type: 'aws-sqs-queue', metadata: { queueURL: 'https://sqs', queueLength: '5' } },
    ]);
  });
});

const at = (start: string, end = '0 18 * * *', timeZone?: string) => ({ start, end, replicas: 2, timeZone });
const by = (...metrics: ScalingMetric[]) => ({ max: 9, metrics });

describe('scaling', () => {
  it.each<[string, WebAppProps['scaling'], RegExp, ClusterProps?, Partial<WebAppProps>?]>([
    ['min is above max', { min: 5, max: 2 }, /scaling.min must not be above scaling.max, got 5 and 2; lower min/],
    ['max is nothing', { max: 0 }, /scaling.max must be a whole number from 1 to 1000, got 0/],
    ['cpu is nothing', { max: 9, cpu: 0 }, /scaling.cpu must be a whole number from 1/],
    ['memory is over the limit', { max: 9, memory: 101 }, /scaling.memory must be a whole number from 1 to 100/],
    [
      'it settles for longer than an hour',
      { max: 9, stabilizationWindow: Duration.hours(2) },
      /scaling.stabilizationWindow in seconds must be/,
    ],
    [
      'it goes to zero without a metric',
      { min: 0, max: 9 },
      /scaling.min 0 needs a metric that wakes the app, got none; add/,
      KEDA,
    ],
    [
      'it goes to zero by what only pods know',
      { min: 0, ...by(ScalingMetric.signal({ ...depth, expr: () => 'max(depth)' }, { average: 1 })) },
      /needs a metric that wakes the app/,
      KEDA,
    ],
    [
      'a signal is about metrics that the app does not have',
      by(ScalingMetric.signal(depth, { average: 1 })),
      /scaling by signal QueueDepth needs metrics of web, got none; give web metrics: \{ port: 9090 \}, for example/,
      KEDA,
    ],
    [
      'KEDA is missing',
      by(ScalingMetric.redisList('a.b:1', { list: 'b', perPod: 1 })),
      /scaling by redis list b needs KEDA, got a cluster without; say installed: \[AddOn.keda\(\)\] in the Cluster, or remove the metric/,
    ],
    [
      'nothing serves a signal',
      by(ScalingMetric.signal({ ...depth, expr: () => 'max(depth)' }, { average: 1 })),
      /scaling by signal QueueDepth needs prometheus-adapter, got a cluster without; say installed: \[AddOn.prometheusAdapter\(\)\] in the Cluster, or add KEDA/,
    ],
    [
      'KEDA cannot serve a metric of pods',
      by(ScalingMetric.pods('a', 1), ScalingMetric.redisList('a.b:1', { list: 'b', perPod: 1 })),
      /pods metric a cannot stand beside a metric that KEDA serves, got redis list b/,
      KEDA,
    ],
    [
      'a metric has no goal',
      by(ScalingMetric.external('a', {} as never)),
      /a metric needs either an average or a value/,
    ],
    ['a goal is negative', by(ScalingMetric.pods('a', -1)), /the goal of a metric must be a number from 0.001/],
    [
      'a metric has a wrong label',
      by(ScalingMetric.external('a', { value: 1 }, { 'a b': 'c' })),
      /a label must be at most 63 letters, digits and inner - _ ., got a b: c/,
    ],
    [
      'an object is of no kind',
      by(ScalingMetric.object({ apiVersion: 'v1', kind: '', name: 'a' }, 'b', { value: 1 })),
      /an object must be of a kind of an API, got v1 ; use a form such as/,
    ],
    [
      'a metric has a wrong name',
      by(ScalingMetric.pods('a b', 1)),
      /a metric must have a name that Prometheus takes, got a b/,
    ],
    [
      'a schedule never comes',
      by(ScalingMetric.schedule(at('0 8 31 2 *'))),
      /the start of a schedule must be a time that comes, as in cron, got 0 8 31 2 \*/,
      KEDA,
    ],
    [
      'a schedule ends when it starts',
      by(ScalingMetric.schedule(at('0 8 * * *', '0 8 * * *'))),
      /must start and end at different times/,
      KEDA,
    ],
    [
      'a time zone is unknown',
      by(ScalingMetric.schedule(at('0 8 * * *', undefined, 'Mars/Base'))),
      /the time zone of a schedule must be one of the IANA database, got Mars\/Base/,
      KEDA,
    ],
    ['a trigger has no type', by(ScalingMetric.trigger('A B', {})), /a trigger must be of a type of KEDA/, KEDA],
    [
      'the CPU request was removed',
      { max: 9 },
      /scaling.cpu is in percent of the request, so every container needs one, got cpu 'none' of the app; request cpu/,
      {},
      { cpu: 'none' as never },
    ],
    [
      'a sidecar requests nothing of what it is scaled by',
      { max: 9, memory: 80 },
      /scaling.memory is in percent of the request, so every container needs one, got memory 'none' of proxy/,
      {},
      { sidecars: [{ name: 'proxy', image: 'envoy:1', memory: 'none' }] },
    ],
    [
      'KEDA would look up a short name in its own namespace',
      by(ScalingMetric.redisList('sessions:6379', { list: 'b', perPod: 1 })),
      /KEDA is in another namespace, .+, got sessions:6379; pass what it belongs to, or the whole name/,
      KEDA,
    ],
    [
      'so would it for the servers of a topic',
      by(ScalingMetric.kafkaLag(['a.b:1', 'kafka:9092'], { group: 'shop', topic: 'orders', perPod: 1 })),
      /it needs the whole name of a host, got kafka:9092/,
      KEDA,
    ],
    [
      'an address has no port',
      by(ScalingMetric.redisList('sessions.shop', { list: 'b', perPod: 1 })),
      /an address must be a host and a port, got sessions.shop; use a form/,
      KEDA,
    ],
  ])('fails when %s', (_, scaling, message, ...rest) => {
    expect(() => web(scaling, ...rest)).toThrow(message);
    expect(() => web(scaling, ...rest)).toThrow(/^\[shop\/web/);
  });
});

describe('scaling by a signal', () => {
  const by = (signal: Signal, cluster: ClusterProps, allows: (app: Worker) => void = () => {}, of?: StatefulStore) => {
    const app = new App({ cluster: Cluster.generic(cluster) });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    if (cluster !== KEDA) new AdapterRules(chart, 'rules');
    const metrics = [ScalingMetric.signal(signal, { average: 1 }, of)];
    const worker = new Worker(chart, 'mailer', { image: 'a:1', metrics: { port: 9090 }, scaling: { max: 9, metrics } });
    allows(worker);
    return () => app.synthYaml();
  };
  const foreign = { peer: Peer.foreignPods({ name: 'prometheus', namespaces: ['monitoring'] }) };
  const ADAPTER: ClusterProps = { installed: [AddOn.prometheusAdapter()] };

  it.each<[string, (app: Worker) => void]>([
    [
      'Observability watches',
      (app) => new Observability(new Chart(app.node.root, 'o', { namespace: 'o' }), 'o').watch(app),
    ],
    ['a Prometheus of others is let in', (app) => app.allowFrom(foreign, { port: 'metrics' })],
  ])('is by what %s', (_, allows) => {
    for (const cluster of [KEDA, ADAPTER]) expect(by(depth, cluster, allows)).not.toThrow();
  });

  it('is by other targets where it uses no matchers', () => {
    expect(by({ ...depth, expr: () => 'sum(rate(nginx_requests[5m]))' }, KEDA)).not.toThrow();
  });

  it('fails when no Prometheus can read the metrics', () => {
    for (const cluster of [KEDA, ADAPTER]) {
      expect(by(depth, cluster)).toThrow(
        /\[shop\/mailer\] scaling by signal QueueDepth needs a Prometheus that reads the metrics of mailer, got no client of TCP\/9090; watch it with Observability, or let yours in: mailer.allowFrom\(/,
      );
    }
  });
});
