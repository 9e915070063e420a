import { Duration } from 'cdk8s';
import { AddOn, External, ScalingMetric, type WebAppProps } from '../../lib';
import { find, names } from '../support/charts';
import { depth, KEDA, web } from './scaling-support';

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
