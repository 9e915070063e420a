import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import {
  AddOn,
  Backup,
  Cluster,
  Credentials,
  Engine,
  External,
  type IBindable,
  ObjectStore,
  Observability,
  OtlpEndpoint,
  Permission,
  Port,
  Probe,
  RolloutStrategy,
  ScalingMetric,
  ScheduledTask,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  Task,
  Waiver,
  WebApp,
  Worker,
} from '../../lib';
import { OBSERVABILITY } from '../../lib/observability/props';
import { SCALING } from '../../lib/scaling/props';
import { HOURS, KAFKA_LAG, RABBIT_QUEUE, REDIS_LIST } from '../../lib/scaling/trigger';
import { SCHEDULED_TASK } from '../../lib/scheduled-task/props';
import { SECURITY_BASELINE } from '../../lib/security-baseline/props';
import { FILE_BACKUP } from '../../lib/stateful-store/backup/settle-file-backup';
import { SNAPSHOTS } from '../../lib/stateful-store/backup/settle-snapshots';
import { VELERO } from '../../lib/stateful-store/backup/settle-velero';
import { POSTGRES } from '../../lib/stateful-store/engines/postgres/options';
import { VALKEY } from '../../lib/stateful-store/engines/valkey-family/options';
import { STORE } from '../../lib/stateful-store/store-kinds';
import { TASK } from '../../lib/task/props';
import { WEB_APP } from '../../lib/web-app/props';
import { WORKER } from '../../lib/worker/props';
import { synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

/** What a program may pass that no compiler has seen, and words that mean something to a shell, a URL or a path. */
const ANYTHING: readonly unknown[] = [
  null,
  '',
  ' ',
  -1,
  0,
  1.5,
  1e20,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  'a\nb',
  `a"b'c`,
  '$(HOME)',
  'ünï☃',
  '../x',
  '/a/../b',
  'a'.repeat(64),
  'constructor',
  {},
  [null],
  ['a'],
  () => 'a',
  new Date(Number.NaN),
  Size.kibibytes(0),
  Size.tebibytes(9e6),
  Duration.seconds(0),
  Cpu.millis(-1),
  Engine.valkey(),
];

const READABLE = /^(Validation failed [^\n]+\n +)?(\[[^\]]+\] )?[^\n]+, got [\s\S]+; .+/;

/** Props that are right but for one, which may be anything. */
type Any = Readonly<Record<string, never>>;

const credentials = { accessKeyId: SecretKey.of('bucket', 'a'), secretAccessKey: SecretKey.of('bucket', 's') };
const s3 = (props: Any) => ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials, ...props });
const NIGHTLY = { schedule: '30 3 * * *', keep: 7 };

function store(props: Any | object) {
  const chart = testChart();
  Cluster.generic({
    installed: [AddOn.volumeSnapshots(), AddOn.velero(), AddOn.certManager({ issuer: 'ca' })],
  }).attachTo(chart);
  const made = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), ...props });
  new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(made);
  new Observability(chart, 'observability').watch(made);
  return chart;
}

function existing(props: Any) {
  const chart = testChart();
  const found = StatefulStore.existing({ service: 'db', namespace: 'x', port: Port.tcp(5432, 'pg'), ...props });
  new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(found, { as: 'DB' });
  return chart;
}

const IMAGE = 'ghcr.io/acme/shop:1.0.0';
const RIGHT = { image: IMAGE, scaling: undefined };

function charted(make: (chart: ReturnType<typeof testChart>) => unknown) {
  const chart = testChart();
  const { gateway: _, ...all } = INSTALLED;
  Cluster.eks({ installed: Object.values(all) }).attachTo(chart);
  make(chart);
  return chart;
}

const INSTALLED = {
  keda: AddOn.keda(),
  prometheus: AddOn.prometheus({ url: 'http://prometheus.monitoring:9090' }),
  vpa: AddOn.verticalPodAutoscaler(),
  argoRollouts: AddOn.argoRollouts(),
  gateway: AddOn.gateway({ name: 'edge', namespace: 'edge' }),
};

const web = (props: object) =>
  charted((chart) => new WebApp(chart, 'web', { ...RIGHT, host: 'shop.example.com', ...props }));
const worker = (props: object) => charted((chart) => new Worker(chart, 'worker', { ...RIGHT, ...props }));
const scaled = (metric: () => ScalingMetric) => worker({ scaling: { max: 3, metrics: [metric()] } });
const used = (make: () => IBindable, options: Any = {}) =>
  charted((chart) => new Worker(chart, 'worker', RIGHT).uses(make(), options));
const list = (names: object, but = '') =>
  Object.keys(names)
    .filter((name) => name !== but)
    .join(',');

describe('whatever is passed, there is a readable error or there are manifests that fit their schemas', () => {
  it.each<[string, string, (props: Any) => ReturnType<typeof testChart>]>([
    ['a store', list(STORE), store],
    ['Engine.redis', list(VALKEY), (props) => store({ engine: Engine.redis(props) })],
    ['Engine.postgres', list(POSTGRES), (props) => store({ engine: Engine.postgres(props) })],
    ['Backup.to', list(FILE_BACKUP), (props) => store({ backup: Backup.to(s3({}), { ...NIGHTLY, ...props }) })],
    ['Backup.snapshots', list(SNAPSHOTS), (props) => store({ backup: Backup.snapshots({ ...NIGHTLY, ...props }) })],
    [
      'Backup.velero',
      list(VELERO),
      (props) => store({ backup: Backup.velero({ schedule: '@daily', keep: Duration.days(1), ...props }) }),
    ],
    [
      'ObjectStore.s3',
      'bucket,prefix,credentials,region,endpoint,provider,pathStyle,ca,peer,port,ranges',
      (props) => store({ backup: Backup.to(s3(props), NIGHTLY) }),
    ],
    [
      'ObjectStore.of',
      'url,root,options,secrets,identity,ca,peer,port',
      (props) => store({ backup: Backup.to(ObjectStore.of({ ...s3({}).model, ...props }), NIGHTLY) }),
    ],
    ['restoreFrom', 'path,orEmpty', (props) => store({ restoreFrom: Backup.latest(s3({}), props) })],
    ['Credentials', 'key', ({ key }) => store({ credentials: Credentials.fromSecret('s', key as never) })],
    ['a WebApp', list(WEB_APP), web],
    ['a Worker', list(WORKER), worker],
    [
      'a ScheduledTask',
      list(SCHEDULED_TASK),
      (props) => charted((chart) => new ScheduledTask(chart, 'task', { image: IMAGE, schedule: '@daily', ...props })),
    ],
    ['a Task', list(TASK), (props) => charted((chart) => new Task(chart, 'task', { image: IMAGE, ...props }))],
    ['scaling', list(SCALING), (props) => worker({ scaling: { max: 5, ...props } })],
    ['dns', 'servers,nameservers,cluster,searches,ndots', (dns) => worker({ dns })],
    ['a toleration', 'key,value,effect,stay,evictAfter', (one) => worker({ tolerations: [one] })],
    ['a budget', 'maxUnavailable,minAvailable', (budget) => worker({ budget })],
    ['health', 'readiness,liveness,startup', (health) => web({ health })],
    ['metrics', 'port,morePorts,path,mayBeAbsent,convention', (props) => web({ metrics: { port: 9090, ...props } })],
    ['slo', 'availability,latency', (slo) => web({ metrics: { port: 9090 }, slo })],
    [
      'latency',
      'p,under,buckets',
      (props) => web({ metrics: { port: 9090 }, slo: { latency: { p: 99, under: Duration.millis(500), ...props } } }),
    ],
    [
      'a load balancer',
      'sourceRanges,internal,class,externalTrafficPolicy,annotations',
      (loadBalancer) => web({ expose: 'loadBalancer', loadBalancer }),
    ],
    ['a canary', 'image,weight,replicas', (props) => web({ canary: { image: IMAGE, weight: 10, ...props } })],
    [
      'a sidecar',
      'name,image,command,args,env,shares,memory,cpu,cpuLimit,user,health',
      (props) => {
        return worker({ sidecars: [{ name: 'side', image: IMAGE, ...props }] });
      },
    ],
    [
      'Probe.http',
      'period,timeout,failureThreshold,port,headers,tls',
      (props) => web({ health: Probe.http('/', props) }),
    ],
    ['Probe', 'path', ({ path }) => web({ health: Probe.http(path as never) })],
    ['Probe.exec', 'command', ({ command }) => web({ health: Probe.exec(command as never) })],
    [
      'a step of a canary',
      'weight,pause',
      (props) => worker({ strategy: RolloutStrategy.canary([{ weight: 10, pause: 'manual', ...props }]) }),
    ],
    ['blueGreen', 'promote,keep', (props) => web({ strategy: RolloutStrategy.blueGreen(props) })],
    [
      'ScalingMetric.schedule',
      list(HOURS),
      (props) => scaled(() => ScalingMetric.schedule({ start: '0 8 * * *', end: '0 9 * * *', replicas: 2, ...props })),
    ],
    [
      'ScalingMetric.redisList',
      list(REDIS_LIST),
      (props) => scaled(() => ScalingMetric.redisList('db.example.com:6379', { list: 'mails', perPod: 9, ...props })),
    ],
    [
      'the server of a list',
      'server',
      ({ server }) => scaled(() => ScalingMetric.redisList(server as never, { list: 'mails', perPod: 9 })),
    ],
    [
      'ScalingMetric.rabbitQueue',
      list(RABBIT_QUEUE),
      (props) => scaled(() => ScalingMetric.rabbitQueue('mails', { perPod: 9, authentication: 'rabbit', ...props })),
    ],
    [
      'ScalingMetric.kafkaLag',
      list(KAFKA_LAG),
      (props) =>
        scaled(() => ScalingMetric.kafkaLag(['kafka.data:9092'], { group: 'g', topic: 't', perPod: 9, ...props })),
    ],
    [
      'ScalingMetric.object',
      'apiVersion,kind,name',
      (props) =>
        scaled(() =>
          ScalingMetric.object({ apiVersion: 'v1', kind: 'Service', name: 'a', ...props }, 'hits', { value: 1 }),
        ),
    ],
    ['ScalingMetric', 'goal', ({ goal }) => scaled(() => ScalingMetric.external('hits', goal as never))],
    ['uses', 'as,port,credentials,secret', (props) => used(() => External.https('api.example.com'), props)],
    ['uses', 'provider', ({ provider }) => used(() => provider as never)],
    [
      'OtlpEndpoint',
      'protocol,port,signals,sampling,attributes,labels',
      (props) => used(() => OtlpEndpoint.service('otel', 'otel', props)),
    ],
    [
      'Permission.of',
      'resources,verbs,apiGroup,names',
      (props) => worker({ permissions: [Permission.of({ resources: ['configmaps'], verbs: ['get'], ...props })] }),
    ],
    ['an Observability', list(OBSERVABILITY), (props) => charted((chart) => new Observability(chart, 'o', props))],
    [
      'a SecurityBaseline',
      list(SECURITY_BASELINE),
      (props) => charted((chart) => new SecurityBaseline(chart, 'b', props)),
    ],
    [
      'Waiver.of',
      'rule,construct,object,reason,expires',
      (props) =>
        charted((chart) => {
          const waiver = Waiver.of({ rule: 'read-only-root', construct: 'shop', reason: 'for a test only', ...props });
          new SecurityBaseline(chart, 'b', { waivers: [waiver] });
        }),
    ],
    ['existing', 'name,service,namespace,pods,port,user,password,url,env,ranges', existing],
  ])('as a prop of %s: %s', (_, names, make) => {
    const wrong: string[] = [];
    for (const name of names.split(',')) {
      for (const value of ANYTHING) {
        try {
          const errors = synth(make({ [name]: value as never })).flatMap((manifest) => validateManifest(manifest));
          wrong.push(...errors.map((error) => `${name} ${String(value)}: ${error}`));
        } catch (error) {
          const { message } = error as Error;
          if (!READABLE.test(message)) wrong.push(`${name} ${String(value)}: ${message}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
