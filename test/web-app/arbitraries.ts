import { Duration, Size } from 'cdk8s';
import fc from 'fast-check';
import {
  AddOn,
  Certificate,
  CloudIdentity,
  Cluster,
  type ExposureProps,
  External,
  type IBindable,
  type MetricGoal,
  Peer,
  Permission,
  Port,
  RouteAuth,
  type Routing,
  ScalingMetric,
  SecretKey,
  type Signal,
  type WebAppProps,
} from '../../lib';
import { type Choices, MIXED } from '../support/choices';

/** Something for every prop, the required ones too. */
export type Arbitraries<Props> = { readonly [Name in keyof Required<Props>]: fc.Arbitrary<Props[Name]> };

/** Mostly what makes sense, and now and then what does not. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary, weight: 1 });
const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const depth: Signal = { name: 'QueueDepth', question: 'How deep?', unit: 'short', expr: (at) => `max(depth{${at}})` };

/**
 * Clusters of some versions, of any kind, with and without what can be installed on them. Most have what is asked for; those with wrong
 * values show what is said where it is missing.
 */
export const clustersOf = ({ mostly }: Choices, versions: readonly string[]): fc.Arbitrary<Cluster> => {
  const mostlyThere = (...addOns: readonly AddOn[]) => mostly<AddOn | undefined>([...addOns, ...addOns], [undefined]);
  return fc
    .record({
      preset: some('generic', 'eks', 'eks', 'eks', 'eks', 'gke', 'aks', 'kind', 'k3s'),
      version: some(...versions),
      gateway: maybe(
        some(
          AddOn.gateway({ name: 'edge', namespace: 'edge' }),
          AddOn.gateway({ name: 'edge', namespace: 'edge', http: 'http', https: 'https' }),
        ),
      ),
      certManager: mostlyThere(
        AddOn.certManager({ issuer: 'letsencrypt' }),
        AddOn.certManager({ issuer: 'own', kind: 'Issuer' }),
      ),
      keda: mostlyThere(AddOn.keda(), AddOn.keda({ namespace: 'scaling' })),
      volumeSnapshots: mostlyThere(AddOn.volumeSnapshots()),
      cloudNativePg: mostlyThere(AddOn.cloudNativePg()),
      prometheus: maybe(some(AddOn.prometheus({ url: 'http://prometheus.monitoring:9090' }))),
      prometheusAdapter: mostlyThere(AddOn.prometheusAdapter()),
      verticalPodAutoscaler: mostlyThere(AddOn.verticalPodAutoscaler()),
      argoRollouts: mostlyThere(AddOn.argoRollouts()),
      cilium: maybe(some(AddOn.cilium())),
      deregistration: maybe(mostly([0, 3], [40]).map((n) => Duration.seconds(n))),
    })
    .map(({ preset, version, deregistration, ...addOns }) => {
      const installed = Object.values(addOns).filter((addOn) => addOn !== undefined);
      return Cluster[preset as 'generic']({ version, deregistration, installed });
    });
};

export const clusterOf = (...versions: readonly string[]) => clustersOf(MIXED, versions);

/** A store that somebody else made. */
const lists: IBindable = {
  peer: Peer.foreignPods({ name: 'lists', namespaces: ['data'] }),
  bind: ({ prefix }) => ({
    port: Port.tcp(6379, 'redis'),
    env: { [`${prefix}_HOST`]: 'lists.data.svc', [`${prefix}_PASSWORD`]: SecretKey.of('lists', 'password') },
  }),
};

/** The props of a WebApp that are made here; the others are in `workload/arbitraries`. */
export type Served =
  | keyof ExposureProps
  | 'canary'
  | 'cloudIdentity'
  | 'metrics'
  | 'permissions'
  | 'port'
  | 'rightsizing'
  | 'scaling'
  | 'serviceName'
  | 'servicePort'
  | 'slo';

/** How a WebApp is scaled, exposed, allowed and promised. */
export const exposures = ({ mostly }: Choices) => {
  const goal = mostly<MetricGoal>([{ average: 5 }, { value: 2.5 }], [{ average: 0 }]);
  const metric = fc.oneof(
    goal.map((g) => ScalingMetric.external('queue', g, { queue: 'mail' })),
    goal.map((g) => ScalingMetric.object({ apiVersion: 'v1', kind: 'Service', name: 'web' }, 'hits', g)),
    goal.map((g) => ScalingMetric.signal(depth, g)),
    goal.map((g) => ScalingMetric.signal(depth, g, External.https('queue.example.com'))),
    mostly([3, 0.25], [-1]).map((n) => ScalingMetric.pods('in_flight', n)),
    mostly([3], [0]).map((n) => ScalingMetric.redisList('sessions.shop.svc:6379', { list: 'jobs', perPod: n })),
    mostly([3], [0]).map((n) => ScalingMetric.redisList(lists, { list: 'jobs', perPod: n })),
    mostly(['kafka.data:9092'], ['kafka:9092']).map((server) =>
      ScalingMetric.kafkaLag([server], { group: 'shop', topic: 'orders', perPod: 100 }),
    ),
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
    stabilizationWindow: maybe(mostly([0, 60], [7200]).map((n) => Duration.seconds(n))),
  });

  const host = mostly(['shop.example.com', '*.example.com', 'api.example.com', 'a.b'], ['example', 'A.b']);
  const loadBalancer = fc.record({
    ports: maybe(mostly<readonly string[]>([['http']], [['none'], []])),
    sourceRanges: maybe(fc.array(mostly(['203.0.113.0/24', '2001:DB8::/32'], ['10.1.2.3/8']), { maxLength: 2 })),
    internal: maybe(fc.boolean()),
    class: maybe(mostly(['service.k8s.aws/nlb'], ['a b'])),
    externalTrafficPolicy: maybe(some('Cluster' as const, 'Local' as const)),
    annotations: maybe(mostly<Record<string, string>>([{ 'example.com/a': 'b' }], [{ '-': '' }])),
  });

  const routing: fc.Arbitrary<Routing> = fc.record({
    rewrite: maybe(mostly(['/', '/v2'], ['x'])),
    redirects: maybe(
      fc.array(fc.record({ path: some('/old', '/a/b'), to: mostly(['/new', 'https://a.example.com'], ['x']) }), {
        maxLength: 2,
      }),
    ),
    requestHeaders: maybe(mostly([{ set: { A: 'b' } }, { remove: ['B'] }, {}], [{ set: { '': '' } }])),
    responseHeaders: maybe(some({ set: { A: 'b' } })),
    timeout: maybe(mostly([1, 3600], [0]).map((n) => Duration.seconds(n))),
    maxBody: maybe(mostly<Routing['maxBody']>(['1Mi', '1500k', Size.gibibytes(1)], ['0Mi'])),
    sticky: maybe(some<true | object>(true, { cookie: 'a' })) as fc.Arbitrary<Routing['sticky']>,
    cors: maybe(mostly([{ origins: ['*'] }, { origins: ['https://*.a.com'], credentials: true }], [{ origins: [] }])),
    auth: maybe(some(RouteAuth.basic('staff'))),
    mirror: fc.constant(undefined),
    rateLimit: maybe(mostly([{ requests: 5 }, { requests: 5, per: 'minute' as const }], [{ requests: 0 }])),
  } satisfies Arbitraries<Routing>);

  const webApp = fc.record({
    port: maybe(some(Port.tcp(8080), Port.tcp(9000, 'grpc'), Port.udp(53))),
    scaling: maybe(scaling),
    rightsizing: maybe(some('recommend' as const, 'auto' as const)),
    expose: maybe(some('cluster' as const, 'headless' as const, 'nodePort' as const, 'loadBalancer' as const)),
    nodePort: maybe(mostly([30080], [80])),
    serviceLabels: maybe(mostly<Record<string, string>>([{ team: 'web' }], [{ a: ' ' }])),
    serviceAnnotations: maybe(mostly<Record<string, string>>([{ 'example.com/a': 'b' }], [{ '-': '' }])),
    loadBalancer: maybe(loadBalancer),
    host: maybe(host),
    hosts: maybe(fc.array(host, { maxLength: 2 })),
    path: maybe(mostly(['/', '/shop'], ['/a//b', 'x'])),
    paths: maybe(mostly<readonly string[]>([['/cart'], ['/cart', '/b/c']], [['x'], ['/']])),
    routing: fc.oneof({ arbitrary: fc.constant(undefined), weight: 12 }, { arbitrary: routing, weight: 1 }),
    ingressAnnotations: maybe(mostly<Record<string, string>>([{ 'example.com/a': 'b' }], [{ '-': '' }])),
    tls: maybe(
      some(
        Certificate.fromController(),
        Certificate.fromSecret('mine'),
        Certificate.issued({ issuer: 'own', kind: 'Issuer' }),
      ),
    ),
    permissions: maybe(some([Permission.read('pods')], [])),
    cloudIdentity: maybe(
      mostly(
        [CloudIdentity.awsRole('arn:aws:iam::111122223333:role/shop'), CloudIdentity.awsPodIdentity()],
        [
          CloudIdentity.googleServiceAccount('shop-web@acme.iam.gserviceaccount.com'),
          CloudIdentity.azureClient('11111111-2222-3333-4444-555555555555'),
        ],
      ),
    ),
    metrics: maybe(
      some('prometheus' as const, 'opentelemetry' as const).map((convention) => ({
        port: Port.tcp(9090, 'metrics'),
        convention,
      })),
    ),
    canary: maybe(
      fc.record({
        image: mostly(['a:2'], ['a']),
        weight: mostly([0, 10, 100], [101, 0.5]),
        replicas: maybe(mostly([1, 4], [-1])),
      }),
    ),
    serviceName: maybe(mostly(['front'], ['1st', 'Big'])),
    servicePort: maybe(mostly([80, 443], [0])),
    slo: maybe(
      fc.record({
        availability: maybe(mostly([99.9, 93.1], [50])),
        latency: maybe(
          fc.record({
            percentile: mostly([99], [90]),
            under: mostly([250, 1000], [300]).map((n) => Duration.millis(n)),
          }),
        ),
      }),
    ),
  } satisfies Arbitraries<Pick<WebAppProps, Served>>);
  return { scaling, webApp };
};

export const { webApp } = exposures(MIXED);
