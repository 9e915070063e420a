import { Duration } from 'cdk8s';
import fc from 'fast-check';
import {
  CloudIdentity,
  Cluster,
  External,
  type MetricGoal,
  Permission,
  Port,
  ScalingMetric,
  type Signal,
  Tls,
  type WebAppProps,
} from '../../lib';

/** Mostly what makes sense, and now and then what does not. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary, weight: 1 });
const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const mostly = <T>(right: readonly T[], wrong: readonly T[]) =>
  fc.oneof({ arbitrary: fc.constantFrom(...right), weight: 15 }, { arbitrary: fc.constantFrom(...wrong), weight: 1 });
const depth: Signal = { name: 'QueueDepth', question: 'How deep?', unit: 'short', expr: (at) => `max(depth{${at}})` };

/** Clusters of some versions, of any kind, with and without what can be installed on them. */
export const clusterOf = (...versions: readonly string[]): fc.Arbitrary<Cluster> =>
  fc
    .record({
      preset: some('generic', 'eks', 'gke', 'aks', 'kind', 'k3s'),
      version: some(...versions),
      gateway: maybe(
        some({ name: 'edge', namespace: 'edge' }, { name: 'edge', namespace: 'edge', http: 'http', https: 'https' }),
      ),
      certManager: maybe(some({ issuer: 'letsencrypt' }, { issuer: 'own', kind: 'Issuer' as const })),
      keda: fc.boolean(),
      prometheus: maybe(some('http://prometheus.monitoring:9090')),
      prometheusAdapter: fc.boolean(),
      vpa: fc.boolean(),
    })
    .map(({ preset, ...props }) => Cluster[preset as 'generic'](props));

const goal = mostly<MetricGoal>([{ average: 5 }, { value: 2.5 }], [{ average: 0 }]);
const metric = fc.oneof(
  goal.map((g) => ScalingMetric.external('queue', g, { queue: 'mail' })),
  goal.map((g) => ScalingMetric.object({ apiVersion: 'v1', kind: 'Service', name: 'web' }, 'hits', g)),
  goal.map((g) => ScalingMetric.signal(depth, g)),
  goal.map((g) => ScalingMetric.signal(depth, g, External.https('queue.example.com'))),
  mostly([3, 0.25], [-1]).map((n) => ScalingMetric.pods('in_flight', n)),
  mostly([3], [0]).map((n) => ScalingMetric.redisList('sessions.shop.svc:6379', 'jobs', n)),
  mostly(['0 8 * * *'], ['0 0 31 2 *']).map((start) =>
    ScalingMetric.schedule({ start, end: '0 18 * * *', replicas: 2 }),
  ),
);
const percent = mostly([1, 50, 100], [0, 1.5]);
const scaling = fc.record({
  min: maybe(mostly([0, 1, 3], [-1])),
  max: mostly([4, 9], [0, 1e9]),
  cpu: maybe(percent),
  memory: maybe(percent),
  metrics: maybe(fc.array(metric, { maxLength: 2 })),
  settle: maybe(mostly([0, 60], [7200]).map((n) => Duration.seconds(n))),
});

const host = mostly(['shop.example.com', '*.example.com', 'api.example.com', 'a.b'], ['example', 'A.b']);
const loadBalancer = fc.record({
  sourceRanges: maybe(fc.array(mostly(['203.0.113.0/24', '2001:DB8::/32'], ['10.1.2.3/8']), { maxLength: 2 })),
  internal: maybe(fc.boolean()),
  class: maybe(mostly(['service.k8s.aws/nlb'], ['a b'])),
  externalTrafficPolicy: maybe(some('Cluster' as const, 'Local' as const)),
  annotations: maybe(mostly<Record<string, string>>([{ 'example.com/a': 'b' }], [{ '-': '' }])),
});

/** How a WebApp is scaled, exposed, allowed and promised: right, and now and then wrong. */
export const webApp: fc.Arbitrary<Partial<WebAppProps>> = fc.record({
  port: maybe(some(Port.tcp(8080), Port.tcp(9000, 'grpc'), Port.udp(53))),
  scaling: maybe(scaling),
  rightsizing: maybe(some('recommend' as const, 'auto' as const)),
  expose: maybe(some('cluster' as const, 'nodePort' as const, 'loadBalancer' as const)),
  loadBalancer: maybe(loadBalancer),
  host: maybe(host),
  hosts: maybe(fc.array(host, { maxLength: 2 })),
  path: maybe(mostly(['/', '/shop'], ['/a//b', 'x'])),
  tls: maybe(some(Tls.controller(), Tls.secret('mine'), Tls.issuer('own', 'Issuer'))),
  permissions: maybe(some([Permission.read('pods')], [])),
  cloudIdentity: maybe(
    some(
      CloudIdentity.awsRole('arn:aws:iam::111122223333:role/shop'),
      CloudIdentity.awsPodIdentity(),
      CloudIdentity.googleServiceAccount('shop-web@acme.iam.gserviceaccount.com'),
      CloudIdentity.azureClient('11111111-2222-3333-4444-555555555555'),
    ),
  ),
  metrics: maybe(
    some('prometheus' as const, 'opentelemetry' as const).map((convention) => ({
      port: Port.tcp(9090, 'metrics'),
      convention,
    })),
  ),
  slo: maybe(
    fc.record({
      availability: maybe(mostly([99.9, 93.1], [50])),
      latency: maybe(
        fc.record({ p: mostly([99], [90]), under: mostly([250, 1000], [300]).map((n) => Duration.millis(n)) }),
      ),
    }),
  ),
});
