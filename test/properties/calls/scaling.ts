import type { Chart } from 'cdk8s';
import { AddOn, Peer, type ScalingMetric } from '../../../lib';
import { testChart } from '../../support/charts';
import { type Call, chart, chartOf, signal, worker } from './support';

const scaled = (metric: ScalingMetric): Chart => worker({ scaling: { max: 3, metrics: [metric] } });
const goal = () => ({ average: 5 });

/** Calls of metrics to scale by. */
export const SCALING: Readonly<Record<string, Call>> = {
  'AdapterRules.constructor': {
    args: () => [chart(AddOn.prometheusAdapter()), 'rules', { name: 'rules' }],
    use: chartOf,
  },
  'ScalingMetric.external': { free: ['2'], args: () => ['depth', { value: 5 }, { queue: 'a' }], use: scaled },
  'ScalingMetric.kafkaLag': {
    args: () => [['kafka.data:9092'], { group: 'g', topic: 't', perPod: 9, authentication: 'a' }],
    use: scaled,
  },
  'ScalingMetric.object': {
    args: () => [{ apiVersion: 'v1', kind: 'Service', name: 'a' }, 'hits', goal()],
    use: scaled,
  },
  'ScalingMetric.pods': { args: () => ['in_flight', 20], use: scaled },
  'ScalingMetric.rabbitQueue': { args: () => ['mails', { perPod: 9, authentication: 'a' }], use: scaled },
  'ScalingMetric.redisList': {
    args: () => ['db.example.com:6379', { list: 'mails', perPod: 9, authentication: 'a', secret: 'b' }],
    use: scaled,
  },
  'ScalingMetric.schedule': {
    args: () => [{ start: '0 8 * * *', end: '0 9 * * *', replicas: 2, timeZone: 'Europe/Oslo' }],
    use: scaled,
  },
  'ScalingMetric.signal': {
    free: ['2'],
    args: () => [signal(), goal(), { peer: Peer.pods(testChart(), { name: 'a', labels: { app: 'a' } }) }],
    use: scaled,
    also: { 2: ['WebApp'] },
  },
  'ScalingMetric.trigger': {
    free: ['1'],
    args: () => ['aws-sqs-queue', { queueURL: 'a' }, { authentication: 'a' }],
    use: scaled,
  },
};
