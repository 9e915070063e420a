import { Duration } from 'cdk8s';
import { type ClusterProps, ScalingMetric, type WebAppProps } from '../../lib';
import { depth, KEDA, web } from './scaling-support';

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
      /an object must be of a kind of an API, got 'v1 '; use a form such as/,
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
