import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import fc from 'fast-check';
import { Certificate, Engine, Port } from '../../lib';

/** Mostly what makes sense, and now and then what does not. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const number = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 9 }), weight: 15 },
  fc.constantFrom(-1, 0, 1.5, 1e9, Number.NaN),
);
const mebibytes = fc.oneof({ arbitrary: fc.integer({ min: 8, max: 8192 }), weight: 15 }, fc.constantFrom(0, 1, 0.5));
const size = mebibytes.map((n) => Size.mebibytes(n));
const volume = fc.oneof({ arbitrary: fc.integer({ min: 1, max: 99 }).map((n) => Size.gibibytes(n)), weight: 9 }, size);
const cpu = fc.constantFrom(1, 250, 250, 500, 1500, 1500, 2000, 0).map((n) => Cpu.millis(n));
const seconds = fc.constantFrom(0, 1, 5, 90).map((n) => Duration.seconds(n));
const name = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}[a-z0-9]$/), weight: 30 },
  fc.constantFrom('', 'Big', 'a_b', 'a.b', '-a', 'x'.repeat(64)),
);
const text = fc.oneof(
  fc.constantFrom(
    '',
    'yes',
    '0x1f',
    '1e3',
    '$(A)',
    'ü\n',
    'https://shop',
    'shop.example.com',
    '*.example.com',
    'a:1',
    '/tmp',
    '/var/x/',
  ),
  fc.string(),
);
const path = fc.oneof(
  { arbitrary: fc.constantFrom('/a', '/var/cache/x', '/data/b'), weight: 8 },
  fc.constantFrom('/tmp', 'a', '/', '/a/../b'),
  text,
);
const host = fc.oneof({ arbitrary: fc.constantFrom('shop.example.com', '*.example.com'), weight: 8 }, text);
const port = fc
  .record({ number: fc.constantFrom(80, 443, 8080, 65535), name: fc.constantFrom('http', 'web', 'a') })
  .map((p) => Port.tcp(p.number, p.name));

/** Props of a WebApp, right and wrong. */
export const webApp = fc.record({
  image: fc.oneof(
    { arbitrary: fc.constantFrom('nginx:1.27', `ghcr.io/a/b@sha256:${'a'.repeat(64)}`), weight: 5 },
    text,
  ),
  name: maybe(name),
  containerName: maybe(name),
  serviceName: maybe(name),
  servicePort: maybe(number),
  port: maybe(port),
  command: maybe(fc.array(text, { minLength: 1, maxLength: 2 })),
  env: maybe(fc.dictionary(fc.oneof(fc.constantFrom('A', 'B_C'), text), text, { maxKeys: 2 })),
  health: maybe(path),
  startup: maybe(seconds),
  replicas: maybe(number),
  scaling: maybe(fc.record({ min: maybe(number), max: number, cpu: maybe(number) })),
  memory: maybe(size),
  cpu: maybe(cpu),
  ephemeralStorage: maybe(size),
  writable: maybe(fc.array(path, { maxLength: 2 })),
  user: maybe(number),
  drain: maybe(seconds),
  shutdown: maybe(seconds),
  host: maybe(host),
  expose: maybe(fc.constantFrom('cluster', 'nodePort', 'loadBalancer') as fc.Arbitrary<'cluster'>),
});

/** Props of a StatefulStore, right and wrong. */
export const store = fc.record({
  engine: fc.constantFrom(
    Engine.valkey(),
    Engine.valkey({ maxmemoryPolicy: 'allkeys-lru', dataShare: 0.65, exporter: false }),
    Engine.redis({ image: 'redis:6.2.6' }),
    Engine.redis({ image: 'redis:7.4.2', appendfsync: 'always', allow: ['keys'] }),
    Engine.redis({ image: 'redis:5.0.14' }),
  ),
  topology: maybe(fc.constantFrom('single', 'failover') as fc.Arbitrary<'single'>),
  endpoint: maybe(fc.constantFrom('primary', 'discovery') as fc.Arbitrary<'primary'>),
  addressing: maybe(fc.constantFrom('names', 'services') as fc.Arbitrary<'names'>),
  tls: maybe(fc.constantFrom(Certificate.fromSecret('own-tls'), Certificate.issued())),
  name: maybe(name),
  serviceName: maybe(name),
  volumeName: maybe(name),
  portName: maybe(name),
  mountPath: maybe(path),
  replicas: maybe(fc.oneof({ arbitrary: fc.constantFrom(1, 3, 5), weight: 3 }, number)),
  memory: maybe(size),
  cpu: maybe(cpu),
  storage: maybe(volume),
  grownFrom: maybe(volume),
  fromSnapshot: maybe(fc.oneof(name, fc.array(name, { maxLength: 4 }))),
  storageClass: maybe(name),
  retention: maybe(fc.constantFrom('retain', 'delete', 'keep') as fc.Arbitrary<'retain'>),
  spread: maybe(fc.constantFrom('soft', 'strict', 'none') as fc.Arbitrary<'soft'>),
  zoneLoss: maybe(fc.constantFrom('survive', 'accept', '') as fc.Arbitrary<'accept'>),
});

const usually = <T>(right: readonly T[], wrong: readonly T[]) =>
  fc.oneof({ arbitrary: fc.constantFrom(...right), weight: 19 }, fc.constantFrom(...wrong));
const identifier = usually(['shop', 'a', 'orders_2'], ['Ünicode', 'postgres', 'x'.repeat(64), 'a b', '']);
const settings = usually<Readonly<Record<string, string>>>(
  [{}, { work_mem: '8MB' }, { search_path: "a, 'b'" }],
  [{ fsync: 'off' }, { 'a b': '' }],
);
const pooler = fc.record({
  mode: maybe(usually<'session' | 'transaction'>(['session', 'transaction'], ['none' as 'session'])),
  replicas: maybe(usually([2, 3], [0, 1.5])),
});
const backup = fc.record({ schedule: usually(['15 2 * * *', '0 5 * * 0'], ['daily']) });

/** Props of a StatefulStore of PostgreSQL, most of them right, for a server of its own and for CloudNativePG. */
export const postgres = fc.record({
  engine: fc
    .record({
      image: maybe(usually(['postgres:18.6', 'postgres:15.18', 'postgres:16'], ['postgres:14.23', 'a/b'])),
      database: maybe(identifier),
      user: maybe(identifier),
      maxConnections: maybe(usually([20, 50], [0, 1e9])),
      parameters: maybe(settings),
      exporter: maybe(fc.boolean()),
      cloudNativePg: maybe(fc.record({ pooler: maybe(pooler), backup: maybe(backup) })),
    })
    .map((options) => () => Engine.postgres(options)),
  replicas: usually([undefined, 1, 3, 5], [2, 4, 0]),
  memory: usually([512, 4096, 65536], [128, 100]).map((n) => Size.mebibytes(n)),
  storage: usually([10, 500], [1]).map((n) => Size.gibibytes(n)),
  zoneLoss: maybe(fc.constantFrom('survive', 'accept') as fc.Arbitrary<'accept'>),
});

/** Props of an Observability, right and wrong. */
export const observability = fc.record({
  name: maybe(name),
  storage: maybe(volume),
  memory: maybe(size),
  cpu: maybe(cpu),
  host: maybe(host),
  retention: maybe(fc.constantFrom(1, 15, 40, 0).map((n) => Duration.days(n))),
});
