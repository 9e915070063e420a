import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import fc from 'fast-check';
import {
  ConfigKey,
  EnvSource,
  LocalFiles,
  Permission,
  type PlacementProps,
  PodField,
  Port,
  Probe,
  type RolloutProps,
  RolloutStrategy,
  type ScheduledTaskProps,
  SecretKey,
  type TaskProps,
  Volume,
  type WebAppProps,
  type WorkerProps,
  type WorkloadProps,
} from '../../lib';
import { type Choices, MIXED } from '../support/choices';
import { type Arbitraries, exposures, type Served } from '../web-app/arbitraries';

const anyText = fc.oneof(fc.constantFrom('', 'yes', '0x1f', '1e3', '$(A)', 'ü\n', 'a: b', '- a', '/x'), fc.string());
/** A reference that no variable of the container answers is refused. */
const plainText = anyText.filter((value) => !value.includes('$('));
const image = fc.constantFrom('nginx:1.27', `ghcr.io/a/b@sha256:${'a'.repeat(64)}`);
const seconds = (...all: readonly number[]) => all.map((n) => Duration.seconds(n));
const extra = { name: 'side', image: 'busybox:1.36' };
const secret = SecretKey.of('s', 'k');

/** The props of programs. */
export const programs = ({ wrong, seldom: some, mostly }: Choices) => {
  const text = wrong ? anyText : plainText;
  const texts = fc.option(fc.array(text, { minLength: 1, maxLength: 2 }), { nil: undefined });
  const { scaling } = exposures({ wrong, seldom: some, mostly });
  const placement: Arbitraries<PlacementProps> = {
    arch: some(['amd64', 'arm64'], ['sparc']),
    nodeSelector: some<Readonly<Record<string, string>>>([{ pool: 'web' }, {}], [{ 'a b': '' }, { a: 'ü' }]),
    spot: some(['prefer', 'require'], ['never']),
    tolerations: some<NonNullable<PlacementProps['tolerations']>>(
      [
        [],
        [{}],
        [{ key: 'a', value: 'b', effect: 'NoSchedule' }],
        [{ effect: 'NoExecute', evictAfter: Duration.minutes(1) }],
      ],
      [[{ value: 'b' }], [{ key: '' }]],
    ),
    spread: some(['soft', 'strict', 'none'], ['']),
    priorityClass: some(['high'], ['', 'Big']),
    dns: some(
      [{ nameservers: ['10.0.0.10'] }, { ndots: 5, searches: ['a.b'] }, {}],
      [{ nameservers: ['::1%a'] }, { ndots: -1 }],
    ),
  };

  const program: Omit<Arbitraries<WorkloadProps>, keyof PlacementProps> = {
    image,
    imagePullSecrets: some([['ghcr'], []], [['']]),
    writableRoot: some(['writes beside its code'], ['']),
    serviceAccount: fc.constant(undefined),
    imagePullPolicy: some(['Always', 'Never'], ['always' as 'Always']),
    podLabels: some<Readonly<Record<string, string>>>([{ team: 'web' }, {}], [{ 'a b': '' }]),
    podAnnotations: some<Readonly<Record<string, string>>>([{ 'acme.com/a': 'b' }, {}], [{ '-': '' }]),
    envFrom: some<NonNullable<WorkloadProps['envFrom']>>([
      [EnvSource.secret('s', { prefix: 'S_' }), EnvSource.configMap('c', { optional: true })],
      [],
    ]),
    name: some(['a', 'b-c'], ['', 'Big', 'x'.repeat(64)]),
    containerName: some(['main'], ['a.b']),
    selector: some([{ app: 'web' }], [{}]),
    command: texts,
    args: texts,
    env: some<NonNullable<WorkloadProps['env']>>(
      [{ A: '' }, { A: secret, B: ConfigKey.of('c', 'k'), C: PodField.nodeIp(), D: PodField.cpuRequest() }],
      [{ 'a b': '' }],
    ),
    files: fc.oneof(
      {
        arbitrary: some<NonNullable<WorkloadProps['files']>>(
          [{ '/lib': LocalFiles.directory('lib/worker') }],
          [{ a: '' }],
        ),
        weight: 2,
      },
      { arbitrary: fc.dictionary(fc.constantFrom('/etc/a', '/etc/b.txt', '/tmp/x'), text, { maxKeys: 2 }), weight: 1 },
    ),
    secretFiles: some<NonNullable<WorkloadProps['secretFiles']>>(
      [{ '/tls/key': secret, '/tls/crt': secret }],
      [{ '/etc/k': secret }],
    ),
    writable: some<readonly string[]>([['/var/cache'], ['/a/b', '/a-b'], ['/etc']], [['/tmp'], ['/'], ['a']]),
    // Each program gets claims of its own.
    volumes: some<() => NonNullable<WorkloadProps['volumes']>>(
      [
        () => ({
          '/srv/media': Volume.claim({ size: Size.gibibytes(1), access: 'ReadWriteMany', storageClass: 'nfs' }),
        }),
        () => ({ '/srv/one': Volume.claim({ size: Size.mebibytes(100), retention: 'delete' }) }),
        () => ({
          '/tmp': Volume.ephemeral({ size: Size.gibibytes(1) }),
          '/srv/in': Volume.existing('in', { access: 'ReadWriteMany' }).readOnly(),
        }),
        () => ({ '/srv/all': Volume.existing('all', { access: 'ReadOnlyMany' }) }),
        () => ({ '/srv/model': Volume.image('ghcr.io/acme/model:1.0.0') }),
      ],
      [() => ({ '/proc/a': Volume.existing('a') }), () => ({ '/a': Volume.existing('A') })],
    ).map((make) => make?.()),
    initContainers: some<NonNullable<WorkloadProps['initContainers']>>(
      [[{ ...extra, name: 'init', shares: ['/tmp'] }]],
      [[{ ...extra, shares: ['/no'] }]],
    ),
    sidecars: some<NonNullable<WorkloadProps['sidecars']>>(
      [[extra], [{ ...extra, health: Probe.tcp({ port: Port.tcp(99) }) }]],
      [[{ ...extra, name: 'UP' }]],
    ),
    memory: some<WorkloadProps['memory']>(['none', Size.gibibytes(1), '1.5Gi', '300M'], [Size.mebibytes(0)]),
    cpu: some<WorkloadProps['cpu']>(['none', Cpu.millis(1), '250m', '0.5'], [Cpu.millis(0)]),
    cpuLimit: some([Cpu.units(2)], [Cpu.millis(0)]),
    ephemeralStorage: some<Size | 'none'>(['none', Size.mebibytes(1)], [Size.mebibytes(0)]),
    devices: some<Readonly<Record<string, number>>>([{ 'nvidia.com/gpu': 1 }, {}], [{ gpu: 1 }, { 'a.b/c': 0 }]),
    user: some([1, 20000], [0, 1.5, 2 ** 31]),
    group: some([0, 1, 20000], [-1]),
    shutdown: some(seconds(0, 90), [Duration.millis(1)]),
    gracePeriod: some(seconds(60, 120), seconds(0, 3)),
    permissions: some([[Permission.read('configmaps')], []]),
    cloudIdentity: fc.constant(undefined),
  };

  const rollout: Arbitraries<RolloutProps> = {
    strategy: some<NonNullable<RolloutProps['strategy']>>(
      ['rolling', 'recreate', RolloutStrategy.canary([{ weight: 10, pause: 'manual' }]), RolloutStrategy.blueGreen()],
      ['canary' as 'rolling'],
    ),
    maxSurge: some<number | string>([1, '50%'], [-1, 0, '101%', 'x']),
    maxUnavailable: some<number | string>([1, '50%', 0], [0.5]),
    minReady: some(seconds(0, 60), [Duration.millis(1)]),
    progressDeadline: some(seconds(900), seconds(1)),
    revisionHistoryLimit: some([0, 9], [-1]),
    budget: some<NonNullable<RolloutProps['budget']>>(
      [{ maxUnavailable: 1 }, { minAvailable: '10%' }],
      [{}, { maxUnavailable: 0 }],
    ),
  };

  const replicas = {
    replicas: some([0, 1, 9], [-1, 0.5]),
    startup: some(seconds(1, 1200), seconds(0)),
    rotation: fc.constant(undefined),
    traces: some([true, false]),
  };
  /** Props of a WebApp, most of them right. */
  const webApp = fc.record({
    ...placement,
    ...program,
    ...rollout,
    ...replicas,
    ports: some<readonly Port[]>([[Port.tcp(81, 'admin'), Port.udp(81, 'quic')], []], [[Port.tcp(1)]]),
    health: some<NonNullable<WebAppProps['health']>>(
      ['/a', Probe.grpc(), { liveness: Probe.exec(['a']) }, Probe.none()],
      ['a', ''],
    ),
    drain: some(seconds(0, 20), [Duration.millis(1)]),
    trafficDistribution: some<NonNullable<WebAppProps['trafficDistribution']>>(
      ['PreferSameZone', 'PreferSameNode'],
      [''],
    ),
    port: some([Port.tcp(80), Port.udp(53), Port.tcp(9000, 'grpc')]),
    host: some(['shop.example.com']),
  } satisfies Arbitraries<Omit<WebAppProps, Exclude<Served, keyof WorkloadProps | 'host' | 'port'>>>);
  /** Props of a Worker, most of them right. */
  const worker = fc.record({
    ...placement,
    ...program,
    ...rollout,
    ...replicas,
    health: some([Probe.exec(['a']), { readiness: Probe.http('/r', { port: Port.tcp(81) }) }], [Probe.tcp()]),
    metrics: some([{ port: Port.tcp(9090, 'metrics') }]),
    scaling: fc.option(scaling, { nil: undefined, freq: 2 }),
    rightsizing: some(['recommend', 'auto'], ['']),
    signals: some([[{ name: 'Depth', question: 'How deep?', unit: 'short', expr: (at: string) => `depth{${at}}` }]]),
  } satisfies Arbitraries<WorkerProps>);
  /** Props of a ScheduledTask, most of them right. */
  const task = fc.record({
    ...placement,
    ...program,
    schedule: mostly(['*/5 * * * *', '@daily', '30 3 * * 1-5'], ['', '0 0 30 2 *']),
    timeZone: some(['Europe/Oslo', 'UTC'], ['', 'Local', 'europe/oslo']),
    concurrencyPolicy: some<NonNullable<ScheduledTaskProps['concurrencyPolicy']>>(['Forbid', 'Allow', 'Replace'], ['']),
    startingDeadline: some(seconds(10, 3600), seconds(1)),
    timeout: some(seconds(1, 86400), seconds(0)),
    backoffLimit: some([0, 9], [-1]),
    history: some([{ succeeded: 0 }, { failed: 9 }], [{ failed: 0.5 }]),
    ttl: some(seconds(0, 60), [Duration.millis(1)]),
    suspend: some([true, false]),
  } satisfies Arbitraries<ScheduledTaskProps>);
  /** Props of a Task, most of them right. What waits for it is a relation. */
  const once = fc.record({
    ...placement,
    ...program,
    timeout: some(seconds(1, 86400), seconds(0)),
    backoffLimit: some([0, 9], [-1]),
    before: fc.constant(undefined),
    after: fc.constant(undefined),
  } satisfies Arbitraries<TaskProps>);
  return { webApp, worker, task, once, volumes: program.volumes };
};

export const { webApp, worker, task } = programs(MIXED);
