import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import fc from 'fast-check';
import { Port } from '../../lib';

/** Mostly what makes sense, and now and then what does not. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const number = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 9 }), weight: 15 },
  fc.constantFrom(-1, 0, 1.5, 1e9, Number.NaN),
);
const mebibytes = fc.oneof({ arbitrary: fc.integer({ min: 8, max: 8192 }), weight: 15 }, fc.constantFrom(0, 1, 0.5));
const size = mebibytes.map((n) => Size.mebibytes(n));
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
