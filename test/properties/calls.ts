import path from 'node:path';
import { ApiObject, Chart, Duration, JsonPatch, Size, YamlOutputType } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import * as library from '../../lib';
import * as engine from '../../lib/engine';
import * as testing from '../../lib/testing';
import { testChart } from '../support/charts';
import { ROOT } from '../support/dist';
import { nats } from '../support/nats-engine';

const {
  AddOn,
  Backup,
  Certificate,
  CloudIdentity,
  Cluster,
  ConfigKey,
  Credentials,
  Engine,
  External,
  LocalFiles,
  ObjectStore,
  Observability,
  OtlpEndpoint,
  Peer,
  Permission,
  PodField,
  Port,
  Probe,
  RolloutStrategy,
  ScalingMetric,
  ScheduledTask,
  SecretKey,
  StatefulStore,
  Waiver,
  WebApp,
  Worker,
} = library;

/** A call of a public method or constructor with the right arguments, all of them given. */
export interface Call {
  /** Returns the object that has the method. @default - it is static */
  readonly on?: () => object;
  /** Returns the arguments. Plain objects and lists in them are tried from inside, too. */
  readonly args: () => readonly unknown[];
  /** Uses the result in a chart. @default - nothing is rendered */
  readonly use?: (made: never) => Chart | undefined;
  /** The places with names that the program makes up, by the path from the arguments. @default - none but those of env and labels */
  readonly free?: readonly string[];
  /** The places that also take a value of another kind, such as a number where there is a Port, by the path from the arguments. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
}

const FILE = path.join(ROOT, 'test', 'fixtures', 'article', 'web-service.yaml');
const image = 'ghcr.io/acme/shop:1.4.2';
const key = () => SecretKey.of('bucket', 'key');
const bucket = () => ObjectStore.gcs({ bucket: 'acme-backups', credentials: key() });
const SCHEDULE = {
  schedule: '30 3 * * *',
  timeZone: 'Europe/Oslo',
  timeout: Duration.hours(1),
  backoffLimit: 2,
  startingDeadline: Duration.minutes(5),
  suspend: true,
};

/** A chart in a cluster where everything is installed but a Gateway. */
function chart(...more: readonly library.AddOn[]): Chart {
  const made = testChart();
  const installed = [
    AddOn.keda(),
    AddOn.prometheus({ url: 'http://prometheus.monitoring:9090' }),
    AddOn.verticalPodAutoscaler(),
    AddOn.argoRollouts(),
    AddOn.volumeSnapshots(),
    AddOn.velero(),
    AddOn.cloudNativePg({ barmanCloud: true }),
    AddOn.certManager({ issuer: 'ca' }),
    ...more,
  ];
  Cluster.eks({ installed }).attachTo(made);
  return made;
}

function charted(make: (scope: Chart) => unknown): Chart {
  const made = chart();
  make(made);
  return made;
}

const web = (props: object): Chart => charted((scope) => new WebApp(scope, 'web', { image, ...props }));
const worker = (props: object): Chart => charted((scope) => new Worker(scope, 'worker', { image, ...props }));
const used = (provider: library.IBindable): Chart =>
  charted((scope) => new Worker(scope, 'worker', { image }).uses(provider, { as: 'IT' }));
const allowed = (peer: library.Peer): Chart => {
  const made = peer.scope ? Chart.of(peer.scope) : chart();
  new WebApp(made, 'web', { image }).allowFrom({ peer });
  return made;
};
const inEnv = (value: library.EnvValue): Chart => worker({ env: { A: value } });
const store = (props: object): Chart =>
  charted((scope) => new StatefulStore(scope, 'sessions', { engine: Engine.valkey(), ...props }));
const scaled = (metric: library.ScalingMetric): Chart => worker({ scaling: { max: 3, metrics: [metric] } });
const installed = (addOn: library.AddOn): Chart => {
  const made = testChart();
  Cluster.generic({ installed: [addOn] }).attachTo(made);
  new WebApp(made, 'web', { image, host: 'shop.example.com' });
  return made;
};
const on = (cluster: library.Cluster): Chart => {
  const made = testChart();
  cluster.attachTo(made);
  new WebApp(made, 'web', { image, host: 'shop.example.com' });
  new StatefulStore(made, 'sessions', { engine: Engine.valkey() });
  return made;
};
/** An app that writes to its root. */
const unsafe = (): Chart =>
  charted((scope) => {
    const { deployment } = new WebApp(scope, 'web', { image });
    const at = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
    ApiObject.of(deployment).addJsonPatch(JsonPatch.replace(at, false));
  });
const waived = (waiver: library.Waiver): Chart => {
  const made = unsafe();
  new library.SecurityBaseline(made, 'b', { waivers: [waiver] });
  return made;
};
const outside = (object: library.ExternalObject): Chart =>
  charted((scope) => new library.SecurityBaseline(scope, 'b', { external: [object] }));

const signal = () => ({
  name: 'Depth',
  question: 'Is it deep?',
  unit: 'short',
  expr: (at: string) => `depth{${at}}`,
  records: () => ({ a: 'b' }),
  alert: { above: 1, for: Duration.minutes(1), severity: 'info', advice: 'wait' },
});
const PORTS = ['number', 'Port'];
const cluster = () => [
  {
    version: '1.34',
    zones: ['a', 'b', 'c'],
    domain: 'cluster.local',
    storageClass: 'fast',
    volumeExpansion: true,
    nodeMemory: Size.gibibytes(16),
    ingressClass: 'nginx',
    ingressNamespaces: ['ingress'],
    loadBalancerRanges: ['10.0.0.0/8'],
    apiServerPorts: [443],
    deregistration: Duration.seconds(30),
    installed: [AddOn.keda()],
  },
];
const clusters = { args: cluster, use: on };
const binding = () => [{ prefix: 'DB', credentials: 'env', namespace: 'shop' }];
const otlp = () => ({ protocol: 'grpc', port: 4317, signals: ['traces'], sampling: 10, attributes: { team: 'shop' } });
const external = { args: () => ['outside', 'shop'], use: outside };
/** The chart that a construct is in. */
const chartOf = (made: Chart): Chart => Chart.of(made.node.scope ?? made);
const goal = () => ({ average: 5 });

/** Every public method and constructor. */
export const CALLS: Readonly<Record<string, Call>> = {
  'AddOn.argoRollouts': { args: () => [], use: installed },
  'AddOn.certManager': { args: () => [{ issuer: 'ca', kind: 'Issuer' }], use: installed },
  'AddOn.cilium': { args: () => [], use: installed },
  'AddOn.cloudNativePg': { args: () => [{ namespace: 'cnpg', barmanCloud: true }], use: installed },
  'AddOn.gateway': { args: () => [{ name: 'edge', namespace: 'edge', https: 'https', http: 'http' }], use: installed },
  'AddOn.keda': { args: () => [{ namespace: 'keda' }], use: installed },
  'AddOn.prometheus': { args: () => [{ url: 'http://prometheus.monitoring:9090' }], use: installed },
  'AddOn.prometheusAdapter': { args: () => [], use: installed },
  'AddOn.velero': { args: () => [{ namespace: 'velero' }], use: installed },
  'AddOn.verticalPodAutoscaler': { args: () => [], use: installed },
  'AddOn.volumeSnapshots': { args: () => [], use: installed },
  'AdapterRules.constructor': {
    args: () => [chart(AddOn.prometheusAdapter()), 'rules', { name: 'rules' }],
    use: chartOf,
  },
  'App.constructor': {
    free: ['0'],
    args: () => [
      {
        cluster: Cluster.generic(),
        images: { valkey: 'mirror.example.com/valkey:9.1' },
        outdir: 'out',
        outputFileExtension: '.yaml',
        recordConstructMetadata: false,
        yamlOutputType: YamlOutputType.FILE_PER_CHART,
      },
    ],
    use: (app: library.App) => {
      const made = new Chart(app, 'shop');
      new StatefulStore(made, 'sessions', { engine: Engine.valkey() });
      return made;
    },
  },
  'App.synth': { on: () => new library.App({ outdir: '/tmp' }), args: () => [] },
  'App.synthYaml': { on: () => new library.App(), args: () => [] },
  'Backup.at': {
    args: () => [bucket(), '2026-11-22T03:30:00Z', { path: 'a/b', orEmpty: true }],
    use: (restoreFrom) => store({ restoreFrom }),
    also: { 1: ['Date'] },
  },
  'Backup.latest': {
    args: () => [bucket(), { path: 'a/b', orEmpty: true }],
    use: (restoreFrom) => store({ restoreFrom }),
  },
  'Backup.named': {
    args: () => [bucket(), '20261122T033000Z', { path: 'a/b', orEmpty: true }],
    use: (restoreFrom) => store({ restoreFrom }),
  },
  'Backup.snapshots': {
    args: () => [{ ...SCHEDULE, keep: 7, snapshotClass: 'fast' }],
    use: (backup) => store({ backup }),
  },
  'Backup.to': {
    args: () => [
      bucket(),
      {
        ...SCHEDULE,
        keep: { newest: 3, within: Duration.days(3) },
        name: 'near',
        path: 'a/b',
        collapse: 50,
        drill: { ...SCHEDULE },
        pointInTime: false,
        memory: Size.mebibytes(512),
        scratch: Size.gibibytes(9),
        scratchClass: 'fast',
      },
    ],
    use: (backup) => store({ backup }),
    also: { '1.keep': ['number'] },
  },
  'Backup.velero': {
    args: () => [
      {
        schedule: '30 3 * * *',
        keep: Duration.days(3),
        storageLocation: 'default',
        timeout: Duration.minutes(5),
        volumes: 'snapshots',
        suspend: true,
      },
    ],
    use: (backup) => store({ backup }),
  },
  'Certificate.bind': {
    on: () => Certificate.issued(),
    args: () => [chart(), { name: 'db-tls', labels: { a: 'b' }, dnsNames: () => ['db'] }],
  },
  'Certificate.fromController': { args: () => [], use: (tls) => web({ host: 'a.example.com', tls }) },
  'Certificate.fromSecret': { args: () => ['tls'], use: (tls) => store({ tls }) },
  'Certificate.issued': { args: () => [{ issuer: 'ca', kind: 'Issuer' }], use: (tls) => store({ tls }) },
  'Certificate.toString': { on: () => Certificate.fromController(), args: () => [] },
  'CloudIdentity.awsPodIdentity': { args: () => [], use: (cloudIdentity) => worker({ cloudIdentity }) },
  'CloudIdentity.awsRole': {
    args: () => ['arn:aws:iam::111122223333:role/shop'],
    use: (cloudIdentity) => worker({ cloudIdentity }),
  },
  'CloudIdentity.azureClient': {
    args: () => ['11111111-1111-1111-1111-111111111111', '11111111-1111-1111-1111-111111111111'],
  },
  'CloudIdentity.googleServiceAccount': { args: () => ['shop-web@acme.iam.gserviceaccount.com'] },
  'Cluster.addOn': { on: () => Cluster.generic(), args: () => ['keda'] },
  'Cluster.aks': clusters,
  'Cluster.attachTo': { on: () => Cluster.generic(), args: () => [testChart()] },
  'Cluster.eks': clusters,
  'Cluster.eksAuto': clusters,
  'Cluster.generic': clusters,
  'Cluster.gke': clusters,
  'Cluster.has': { on: () => Cluster.generic(), args: () => ['nativeSidecars'] },
  'Cluster.k3s': clusters,
  'Cluster.kind': clusters,
  'Cluster.openshift': clusters,
  'Cluster.of': { args: () => [testChart()] },
  'ConfigKey.of': { args: () => ['settings', 'level'], use: inEnv },
  'Credentials.bind': {
    on: () => Credentials.generated(),
    args: () => [chart(), { name: 'db', image, keys: ['password'] }],
  },
  'Credentials.fromSecret': {
    args: () => ['db', 'password', { admin: 'admin' }],
    use: (credentials) => store({ credentials }),
  },
  'Credentials.generated': { args: () => [], use: (credentials) => store({ credentials }) },
  'Engine.of': {
    args: () => [{ ...nats.model, operator: { addOn: 'cilium', failover: [99], describe: () => ({}) } }],
    use: (made) => store({ engine: made, replicas: 3 }),
  },
  'Engine.postgres': {
    args: () => [
      {
        image: 'postgres:18.6',
        version: '18',
        database: 'orders',
        user: 'orders',
        maxConnections: 50,
        parameters: { work_mem: '8MB' },
        exporter: true,
        cloudNativePg: {
          pooler: { maxClients: 100, mode: 'session', replicas: 2 },
          archive: { name: 'archive', at: bucket() },
          backup: { schedule: '0 3 * * *', snapshotClass: 'fast' },
          recovery: { name: 'archive', at: bucket(), server: 'old', time: '2026-11-22T03:30:00Z' },
        },
      },
    ],
    use: (made) => store({ engine: made, replicas: 3, memory: Size.gibibytes(1), storage: Size.gibibytes(20) }),
  },
  'Engine.redis': {
    args: () => [
      {
        image: 'redis:7.4.2',
        version: '7.4',
        maxmemoryPolicy: 'noeviction',
        dataShare: 0.5,
        appendfsync: 'always',
        allow: ['keys'],
        exporter: true,
      },
    ],
    use: (made) => store({ engine: made }),
  },
  'Engine.valkey': {
    args: () => [
      {
        image: 'valkey:9.1',
        version: '9.1',
        maxmemoryPolicy: 'noeviction',
        dataShare: 0.5,
        appendfsync: 'always',
        allow: ['keys'],
        exporter: true,
      },
    ],
    use: (made) => store({ engine: made }),
  },
  'ExistingStore.bind': {
    on: () => StatefulStore.existing({ host: 'db.example.com', port: 5432, url: 'a://$(HOST)' }),
    args: binding,
  },
  'External.bind': { on: () => External.https('a.example.com'), args: () => [] },
  'External.cidr': { args: () => ['203.0.113.0/24', 443], use: used, also: { 1: PORTS } },
  'External.host': { args: () => ['db.example.com', 5432, ['203.0.113.0/24']], use: used, also: { 1: PORTS } },
  'External.https': { args: () => ['api.stripe.com'], use: used },
  'ExternalObject.clusterRole': { args: () => ['view'], use: outside },
  'ExternalObject.configMap': external,
  'ExternalObject.namespace': { args: () => ['view'], use: outside },
  'ExternalObject.of': { args: () => ['Secret', 'outside', 'shop'], use: outside },
  'ExternalObject.persistentVolumeClaim': external,
  'ExternalObject.secret': external,
  'ExternalObject.service': external,
  'ExternalObject.serviceAccount': external,
  'LocalFiles.directory': { args: () => [path.dirname(FILE)], use: (files) => worker({ files: { '/etc/a': files } }) },
  'LocalFiles.file': { args: () => [FILE], use: (files) => worker({ files: { '/etc/a': files } }) },
  'Manifests.find': { on: () => testing.Manifests.of(web({})), args: () => ['Deployment', 'web'] },
  'Manifests.names': { on: () => testing.Manifests.of(web({})), args: () => ['Deployment'] },
  'Manifests.of': { args: () => [web({})] },
  'ObjectStore.azure': {
    args: () => [{ account: 'acme', container: 'backups', prefix: 'a/b', credentials: key(), ranges: ['10.0.0.0/8'] }],
    use: (at) => store({ backup: Backup.to(at, { schedule: '@daily', keep: 3 }) }),
    also: { '0.credentials': ['CloudIdentity'] },
  },
  'ObjectStore.gcs': {
    args: () => [{ bucket: 'acme-backups', prefix: 'a/b', credentials: key() }],
    use: (at) => store({ backup: Backup.to(at, { schedule: '@daily', keep: 3 }) }),
    also: { '0.credentials': ['CloudIdentity'] },
  },
  'ObjectStore.of': {
    args: () => [
      {
        url: 'sftp://a.example.com/b',
        root: 'b',
        options: { TYPE: 'sftp' },
        secrets: { PASS: key() },
        identity: CloudIdentity.awsPodIdentity(),
        ca: ConfigKey.of('ca', 'ca.crt'),
        peer: External.https('a.example.com').peer,
        port: Port.tcp(22, 'ssh'),
      },
    ],
    use: (at) => store({ backup: Backup.to(at, { schedule: '@daily', keep: 3 }) }),
    also: { '0.ca': ['SecretKey'] },
  },
  'ObjectStore.s3': {
    args: () => [
      {
        bucket: 'acme-backups',
        prefix: 'a/b',
        credentials: { accessKeyId: key(), secretAccessKey: key() },
        region: 'eu-west-1',
        endpoint: 'https://minio.example.com:9000',
        provider: 'Minio',
        pathStyle: true,
        ca: ConfigKey.of('ca', 'ca.crt'),
        peer: External.https('a.example.com').peer,
        port: Port.tcp(9000, 's3'),
        ranges: ['10.0.0.0/8'],
      },
    ],
    use: (at) => store({ backup: Backup.to(at, { schedule: '@daily', keep: 3 }) }),
    also: { '0.credentials': ['CloudIdentity'], '0.ca': ['SecretKey'], '0.port': PORTS },
  },
  'Observability.constructor': {
    args: () => [
      chart(),
      'o',
      {
        adminPassword: key(),
        encryptionKey: key(),
        name: 'o',
        retention: Duration.days(3),
        storage: Size.gibibytes(9),
        storageClass: 'fast',
        scrapeInterval: Duration.seconds(15),
        memory: Size.gibibytes(1),
        cpu: Cpu.millis(300),
        host: 'o.example.com',
        tls: Certificate.fromController(),
      },
    ],
    use: chartOf,
  },
  'Observability.watch': {
    free: ['0'],
    on: () => new Observability(testChart(), 'o'),
    args: () => [
      {
        peer: Peer.pods(testChart(), { name: 'a', labels: { app: 'a' } }),
        metrics: { port: 9090, morePorts: [9091], path: '/m', mayBeAbsent: true },
        signals: [signal()],
      },
    ],
    also: { '0.metrics.port': PORTS, '0.metrics.morePorts.0': PORTS, 0: ['list', 'WebApp'] },
  },
  'ObservabilityServer.allowFrom': {
    free: ['0'],
    on: () => new Observability(testChart(), 'o').prometheus,
    args: () => [{ peer: Peer.pods(testChart(), { name: 'a', labels: { app: 'a' } }) }],
    also: { 0: ['WebApp'] },
  },
  'OtlpEndpoint.bind': { on: () => OtlpEndpoint.https('a.example.com'), args: binding },
  'OtlpEndpoint.https': { args: () => ['otlp.example.com', { ...otlp(), headers: key() }], use: used },
  'OtlpEndpoint.service': { args: () => ['otel', 'o11y', { ...otlp(), labels: { app: 'otel' } }], use: used },
  'Peer.addresses': { args: () => ['office', ['203.0.113.0/24'], { except: ['203.0.113.7/32'] }], use: allowed },
  'Peer.called': { on: () => Peer.addresses('a', ['10.0.0.0/8']), args: () => ['office'], use: allowed },
  'Peer.foreignPods': { args: () => [{ name: 'edge', namespaces: ['edge'], labels: { app: 'edge' } }], use: allowed },
  'Peer.named': { on: () => Peer.addresses('a', ['10.0.0.0/8']), args: () => ['office.example.com'], use: allowed },
  'Peer.pods': { args: () => [chart(), { name: 'mailer', labels: { app: 'mailer' } }], use: allowed },
  'Permission.of': {
    args: () => [{ resources: ['configmaps'], verbs: ['get'], apiGroup: 'apps', names: ['a'] }],
    use: (one) => worker({ permissions: [one] }),
  },
  'Permission.read': { args: () => ['configmaps', 'secrets'], use: (one) => worker({ permissions: [one] }) },
  ...Object.fromEntries(
    ['annotation', 'label'].map((name) => [`PodField.${name}`, { args: () => ['team'], use: inEnv }]),
  ),
  ...Object.fromEntries(
    ['cpuRequest', 'ip', 'memoryLimit', 'name', 'namespace', 'node', 'nodeIp', 'serviceAccount', 'uid'].map((name) => [
      `PodField.${name}`,
      { args: () => [], use: inEnv },
    ]),
  ),
  'Port.tcp': { args: () => [9000, 'admin'], use: (port) => web({ port }) },
  'Port.toString': { on: () => Port.tcp(80), args: () => [] },
  'Port.udp': { args: () => [9000, 'admin'], use: (port) => web({ ports: [port] }) },
  'Probe.exec': {
    args: () => [['/ready'], { period: Duration.seconds(5), timeout: Duration.seconds(5), failureThreshold: 3 }],
    use: (health) => worker({ health }),
  },
  'Probe.grpc': {
    args: () => [
      { period: Duration.seconds(5), timeout: Duration.seconds(5), failureThreshold: 3, port: 9000, service: 'a' },
    ],
    use: (health) => web({ health }),
    also: { '0.port': PORTS },
  },
  'Probe.http': {
    args: () => [
      '/ready',
      {
        period: Duration.seconds(5),
        timeout: Duration.seconds(5),
        failureThreshold: 3,
        port: 9000,
        headers: { 'X-A': 'b' },
        tls: true,
      },
    ],
    use: (health) => web({ health }),
    also: { '1.port': PORTS },
  },
  'Probe.none': { args: () => [], use: (health) => web({ health }) },
  'Probe.tcp': {
    args: () => [{ period: Duration.seconds(5), timeout: Duration.seconds(5), failureThreshold: 3, port: 9000 }],
    use: (health) => web({ health }),
    also: { '0.port': PORTS },
  },
  'ReplicatedWorkload.allowFrom': {
    free: ['0'],
    on: () => new Worker(chart(), 'w', { image, metrics: { port: 9090 } }),
    args: () => [{ peer: Peer.addresses('a', ['10.0.0.0/8']) }, { port: 'metrics' }],
    also: { 0: ['WebApp'] },
  },
  'ReplicatedWorkload.uses': {
    on: () => new Worker(chart(), 'w', { image }),
    args: () => [External.https('a.example.com'), { as: 'A', port: 'https', credentials: 'env', secret: 'a' }],
    also: { 0: ['WebApp'] },
  },
  'RolloutStrategy.blueGreen': {
    args: () => [{ promote: 'auto', keep: Duration.minutes(5) }],
    use: (strategy) => web({ strategy }),
  },
  'RolloutStrategy.canary': {
    args: () => [
      [
        { weight: 10, pause: Duration.minutes(5) },
        { weight: 50, pause: 'manual' },
      ],
    ],
    use: (strategy) => web({ strategy }),
    also: { '0.1.pause': ['Duration'] },
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
  'ScheduledTask.constructor': {
    args: () => [
      chart(),
      'task',
      {
        image,
        ...SCHEDULE,
        concurrencyPolicy: 'Forbid',
        history: { failed: 1, succeeded: 1 },
        ttl: Duration.days(1),
        dns: { cluster: true, nameservers: ['10.0.0.10'], searches: ['a.example.com'], ndots: 2 },
      },
    ],
    use: chartOf,
  },
  'ScheduledTask.uses': {
    on: () => new ScheduledTask(chart(), 'w', { image, schedule: '@daily' }),
    args: () => [External.https('a.example.com'), { as: 'A', port: 'https', credentials: 'env', secret: 'a' }],
    also: { 0: ['WebApp'] },
  },
  'SecretKey.in': { on: key, args: () => ['other'], use: inEnv },
  'SecretKey.of': { args: () => ['db', 'password'], use: inEnv },
  'SecurityBaseline.constructor': {
    args: () => [
      unsafe(),
      'b',
      {
        podSecurity: 'baseline',
        quota: { claims: 99, cpu: Cpu.units(99), memory: Size.gibibytes(99), pods: 99, storage: Size.gibibytes(99) },
        external: [{ kind: 'Secret', name: 'a', namespace: 'b', keys: ['c'] }],
        waivers: [{ rule: 'read-only-root', construct: 'shop/web', reason: 'for a test only', expires: '2099-01-31' }],
        now: new Date('2026-01-01'),
      },
    ],
    use: chartOf,
    also: {
      '2.external.0': ['ExternalObject'],
      '2.waivers.0': ['Waiver'],
      '2.waivers.0.construct': ['Chart', 'Worker'],
    },
  },
  'StatefulStore.allowFrom': {
    free: ['0'],
    on: () => new StatefulStore(chart(), 's', { engine: Engine.valkey() }),
    args: () => [{ peer: Peer.addresses('a', ['10.0.0.0/8']) }],
    also: { 0: ['WebApp'] },
  },
  'StatefulStore.bind': { on: () => new StatefulStore(chart(), 's', { engine: Engine.valkey() }), args: binding },
  'StatefulStore.constructor': {
    args: () => [
      chart(),
      's',
      {
        engine: Engine.valkey(),
        replicas: 3,
        topology: 'failover',
        spread: 'soft',
        zoneLoss: 'accept',
        storage: Size.gibibytes(20),
        storageClass: 'fast',
        accessMode: 'ReadWriteOnce',
        mountPath: '/data',
        volumeName: 'data',
        grownFrom: Size.gibibytes(10),
        volumeRetention: 'retain',
        addressing: 'names',
        backup: [Backup.to(bucket(), { schedule: '@daily', keep: 3 })],
        containerName: 'db',
        cpu: Cpu.millis(300),
        credentials: Credentials.generated(),
        endpoint: 'discovery',
        ephemeralStorage: Size.gibibytes(1),
        memory: Size.gibibytes(1),
        name: 's',
        portName: 'redis',
        selector: { app: 's' },
        serviceName: 's',
        tls: Certificate.issued(),
      },
    ],
    use: chartOf,
    also: { '2.backup': ['Backup'], '2.volumeRetention': ['object'] },
  },
  'StatefulStore.existing': {
    args: () => [
      {
        name: 'db',
        service: 'db',
        namespace: 'x',
        pods: { app: 'db' },
        port: 5432,
        user: 'a',
        password: key(),
        url: 'a://$(USER)',
        env: { A: 'b', C: PodField.name() },
      },
    ],
    use: used,
    also: {
      '0.port': PORTS,
      '0.env.*': ['text', 'SecretKey', 'ConfigKey', 'PodField'],
      '0.env.C': ['text', 'SecretKey', 'ConfigKey'],
    },
  },
  'Waiver.of': {
    args: () => [
      { rule: 'read-only-root', object: 'Deployment/web', reason: 'for a test only', expires: '2099-01-31' },
    ],
    use: waived,
    also: { 0: ['Waiver'] },
  },
  'Waiver.toString': {
    on: () => Waiver.of({ rule: 'read-only-root', object: 'Deployment/web', reason: 'for a test only' }),
    args: () => [],
  },
  'WebApp.allowFrom': {
    free: ['0'],
    on: () => new WebApp(chart(), 's', { image }),
    args: () => [{ peer: Peer.addresses('a', ['10.0.0.0/8']) }],
    also: { 0: ['WebApp'] },
  },
  'WebApp.bind': { on: () => new WebApp(chart(), 's', { image }), args: binding },
  'WebApp.constructor': {
    args: () => [
      chart(),
      'web',
      {
        image,
        imagePullSecrets: ['registry'],
        name: 'web',
        containerName: 'app',
        selector: { app: 'web' },
        command: ['/app'],
        args: ['serve'],
        env: { A: 'b', C: key(), D: ConfigKey.of('a', 'b'), E: PodField.name() },
        files: { '/etc/a': 'text', '/etc/b': LocalFiles.file(FILE) },
        secretFiles: { '/etc/c/d': key() },
        writable: ['/var/cache'],
        initContainers: [
          {
            name: 'init',
            image,
            command: ['/a'],
            args: ['b'],
            env: { A: 'b' },
            shares: ['/tmp'],
            memory: Size.mebibytes(64),
            cpu: Cpu.millis(10),
            cpuLimit: Cpu.millis(99),
            ephemeralStorage: Size.mebibytes(64),
            user: 7,
          },
        ],
        sidecars: [{ name: 'side', image, env: { A: 'b' }, shares: ['/tmp'], health: Probe.exec(['/a']) }],
        memory: Size.mebibytes(512),
        cpu: Cpu.millis(300),
        cpuLimit: Cpu.millis(900),
        ephemeralStorage: Size.gibibytes(1),
        devices: { 'nvidia.com/gpu': 1 },
        user: 7,
        group: 7,
        shutdown: Duration.seconds(20),
        gracePeriod: Duration.seconds(99),
        permissions: [Permission.read('configmaps')],
        cloudIdentity: CloudIdentity.awsPodIdentity(),
        arch: 'arm64',
        nodeSelector: { disk: 'ssd' },
        spot: 'prefer',
        tolerations: [{ key: 'a', value: 'b', effect: 'NoExecute', evictAfter: Duration.minutes(5) }],
        spread: 'soft',
        priorityClass: 'high',
        scaling: {
          min: 2,
          max: 5,
          cpu: 70,
          memory: 80,
          metrics: [ScalingMetric.pods('a', 3)],
          stabilizationWindow: Duration.minutes(5),
        },
        budget: { maxUnavailable: 1 },
        maxSurge: 1,
        maxUnavailable: 0,
        minReady: Duration.seconds(5),
        progressDeadline: Duration.minutes(9),
        revisionHistoryLimit: 3,
        strategy: 'rolling',
        host: 'a.example.com',
        hosts: ['b.example.com'],
        path: '/shop',
        tls: Certificate.fromController(),
        serviceName: 'web',
        servicePort: 80,
        port: Port.tcp(8080, 'http'),
        ports: [Port.tcp(9000, 'admin')],
        trafficDistribution: 'PreferSameZone',
        health: { readiness: '/ready', liveness: Probe.tcp(), startup: Probe.tcp() },
        startup: Duration.minutes(1),
        drain: Duration.seconds(9),
        metrics: { port: 9090, morePorts: [9091], path: '/m', mayBeAbsent: false, convention: 'prometheus' },
        slo: {
          availability: 99.9,
          latency: { percentile: 99, under: Duration.millis(500), buckets: [Duration.millis(500)] },
        },
      },
    ],
    use: chartOf,
    also: {
      '2.env.*': ['text', 'SecretKey', 'ConfigKey', 'PodField'],
      '2.initContainers.0.env.A': ['SecretKey', 'ConfigKey', 'PodField'],
      '2.sidecars.0.env.A': ['SecretKey', 'ConfigKey', 'PodField'],
      '2.files.*': ['text', 'LocalFiles'],
      '2.budget.maxUnavailable': ['text'],
      '2.maxSurge': ['text'],
      '2.maxUnavailable': ['text'],
      '2.strategy': ['RolloutStrategy'],
      '2.port': PORTS,
      '2.ports.0': PORTS,
      '2.metrics.port': PORTS,
      '2.metrics.morePorts.0': PORTS,
      '2.health': ['text', 'Probe'],
      '2.health.*': ['text', 'Probe'],
      '2.scaling': ['none'],
    },
  },
  'WebApp.uses': {
    on: () => new WebApp(chart(), 'w', { image }),
    args: () => [External.https('a.example.com'), { as: 'A', port: 'https', credentials: 'env', secret: 'a' }],
    also: { 0: ['WebApp'] },
  },
  'Worker.constructor': {
    args: () => [
      chart(),
      'w',
      {
        image,
        replicas: 2,
        rightsizing: 'recommend',
        health: { readiness: Probe.exec(['/a']) },
        metrics: { port: 9090, path: '/m' },
        signals: [signal()],
        startup: Duration.minutes(1),
        strategy: RolloutStrategy.canary([{ weight: 10, pause: 'manual' }]),
      },
    ],
    use: chartOf,
    also: { '2.metrics.port': PORTS, '2.health': ['Probe'], '2.health.readiness': ['text'], '2.strategy': ['text'] },
  },
  describeFinding: {
    args: () => [
      {
        rule: 'a',
        object: { kind: 'Pod', name: 'a', namespace: 'b' },
        path: 'c',
        what: 'd',
        why: 'e',
        got: 1,
        fix: 'f',
      },
    ],
    also: { '0.got': ['*'] },
  },
  verify: {
    args: () => [
      [{ apiVersion: 'v1', kind: 'Pod' }],
      {
        external: [{ kind: 'Secret', name: 'a', namespace: 'b', keys: ['c'] }],
        waivers: [],
        now: new Date('2026-01-01'),
      },
    ],
    also: { '0.0': ['*'], '0.0.apiVersion': ['*'], '0.0.kind': ['*'] },
  },
};

export const ALL = { ...engine, ...library, ...testing } as unknown as Record<string, Record<string, unknown>>;

/** Calls a method with arguments. */
export function call(name: string, { on: object }: Call, args: readonly unknown[]): unknown {
  const [owner = '', method] = name.split('.');
  const found = ALL[owner] as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  if (method === undefined) return (found as unknown as (...args: readonly unknown[]) => unknown)(...args);
  if (method === 'constructor') return Reflect.construct(found as never, args as unknown[]);
  const on = object?.() ?? found;
  return (on as typeof found)[method]?.(...args);
}
