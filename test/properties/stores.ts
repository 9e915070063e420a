/** Props of stores and of Observability, right, and now and then wrong. */
import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import fc from 'fast-check';
import { Certificate, Engine, type ObservabilityProps, type PostgresOptions, type StatefulStoreProps } from '../../lib';
import { type Choices, MIXED } from '../support/choices';

const WRONG_NAMES = ['', 'Big', 'a_b', 'a.b', '-a', 'x'.repeat(64)];
const gibibytes = (...all: readonly number[]) => all.map((n) => Size.gibibytes(n));
const mebibytes = (...all: readonly number[]) => all.map((n) => Size.mebibytes(n));

export const stores = ({ wrong, mostly, seldom }: Choices) => {
  const name = fc.oneof(
    { arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/), weight: 30 },
    ...(wrong ? [fc.constantFrom(...WRONG_NAMES)] : []),
  );
  const names = seldom<readonly string[]>([['snap-a'], ['snap-a', 'snap-b', 'snap-c']], [[], ['Big']]);
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
  const cpu = seldom([1, 250, 1500].map(Cpu.millis), [Cpu.millis(0)]);
  const storage = seldom(gibibytes(20, 50, 99), [Size.mebibytes(1)]);

  const store: fc.Arbitrary<StatefulStoreProps> = fc.record({
    engine: mostly(
      [
        Engine.valkey(),
        Engine.valkey({ maxmemoryPolicy: 'allkeys-lru', dataShare: 0.65, exporter: false }),
        Engine.redis({ image: 'redis:6.2.6' }),
        Engine.redis({ image: 'redis:7.4.2', appendfsync: 'always', allow: ['keys'] }),
        Engine.redis(),
      ],
      [Engine.redis({ image: 'redis:5.0.14' })],
    ),
    topology: seldom<NonNullable<StatefulStoreProps['topology']>>(['single', 'failover'], ['cluster']),
    endpoint: seldom<NonNullable<StatefulStoreProps['endpoint']>>(['primary', 'discovery'], ['']),
    addressing: seldom<NonNullable<StatefulStoreProps['addressing']>>(['names', 'services'], ['']),
    tls: seldom([Certificate.fromSecret('own-tls'), Certificate.issued()]),
    name: maybe(name),
    serviceName: maybe(name),
    volumeName: maybe(name),
    portName: seldom(['redis', 'kv'], ['a_b', 'sentinels-and-more']),
    mountPath: seldom(['/data/b', '/var/lib/kv'], ['a', '/', '/a/../b']),
    replicas: seldom([1, 3, 5], [-1, 2, 1.5, 1e9]),
    memory: seldom(mebibytes(64, 100, 512, 8192), mebibytes(0, 1)),
    cpu,
    storage,
    grownFrom: seldom(gibibytes(17, 18), [Size.mebibytes(0.5)]),
    fromSnapshot: fc.oneof({ arbitrary: names, weight: 9 }, name),
    storageClass: maybe(name),
    volumeRetention: seldom<NonNullable<StatefulStoreProps['volumeRetention']>>(
      ['retain', 'delete', { whenScaled: 'delete' }],
      ['keep'],
    ),
    spread: seldom<NonNullable<StatefulStoreProps['spread']>>(['soft', 'strict'], ['none']),
    zoneLoss: seldom<NonNullable<StatefulStoreProps['zoneLoss']>>(['survive', 'accept'], ['']),
  });

  const identifier = seldom<string>(['shop', 'a', 'orders_2'], ['Ünicode', 'postgres', 'x'.repeat(64), 'a b', '']);
  const pooler = fc.record({ mode: seldom(['session', 'transaction'], ['none']), replicas: seldom([2, 3], [0, 1.5]) });
  const backup = fc.record({ schedule: mostly(['15 2 * * *', '0 5 * * 0'], ['daily']) });
  const options = {
    image: seldom(['postgres:18.6', 'postgres:15.18', 'postgres:16'], ['postgres:14.23', 'a/b']),
    database: identifier,
    user: identifier,
    maxConnections: seldom([20, 50], [0, 1e9]),
    parameters: seldom<Readonly<Record<string, string>>>(
      [{}, { work_mem: '8MB' }, { search_path: "a, 'b'" }],
      [{ fsync: 'off' }, { 'a b': '' }],
    ),
    extensions: seldom<readonly string[]>([[], ['vector', 'uuid-ossp']], [['a b'], ['']]),
    exporter: maybe(fc.boolean()),
  };
  /** The engine is made with the store, because making it can fail. */
  const server = fc.record(options).map((chosen) => () => Engine.postgres(chosen));
  const operated = fc
    .record({ ...options, cloudNativePg: maybe(fc.record({ pooler: maybe(pooler), backup: maybe(backup) })) })
    .map((chosen) => () => Engine.postgres(chosen as PostgresOptions));
  const rest = {
    memory: mostly([512, 4096, 65536], [128, 100]).map((n) => Size.mebibytes(n)),
    storage: mostly([10, 500], [1]).map((n) => Size.gibibytes(n)),
    zoneLoss: seldom<'survive' | 'accept'>(['survive', 'accept'], ['']),
  };
  /** A server of its own, and servers that CloudNativePG runs. */
  const postgres = fc.oneof(
    fc.record({ ...rest, engine: wrong ? operated : server, replicas: mostly([undefined, 1], [0, 2, 3]) }),
    fc.record({ ...rest, engine: operated, replicas: mostly<number | undefined>([3, 5], [2, 4, undefined]) }),
  );

  const observability: fc.Arbitrary<ObservabilityProps> = fc.record({
    name: maybe(name),
    storage,
    memory: seldom(mebibytes(512, 2048), mebibytes(0, 1)),
    cpu,
    host: seldom(['shop.example.com', 'graphs.example.com'], ['*.example.com', 'https://shop', 'a:1', '/tmp', '']),
    retention: seldom([1, 15, 40].map(Duration.days), [Duration.days(0)]),
  });
  return { store, postgres, observability };
};

export const { store, postgres, observability } = stores(MIXED);
