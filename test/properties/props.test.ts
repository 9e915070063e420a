import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import fc from 'fast-check';
import { Engine, Observability, Port, SecurityBaseline, StatefulStore, WebApp } from '../../lib';
import { synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

/** Mostly what makes sense, and now and then what does not. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const number = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 9 }), weight: 5 },
  fc.constantFrom(-1, 0, 1.5, 1e9, Number.NaN),
);
const mebibytes = fc.oneof({ arbitrary: fc.integer({ min: 8, max: 8192 }), weight: 5 }, fc.constantFrom(0, 1, 0.5));
const size = mebibytes.map((n) => Size.mebibytes(n));
const cpu = fc.constantFrom(0, 1, 250, 1500).map((n) => Cpu.millis(n));
const seconds = fc.constantFrom(0, 1, 5, 90).map((n) => Duration.seconds(n));
const name = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}[a-z0-9]$/), weight: 5 },
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
const path = fc.oneof(fc.constantFrom('/a', '/var/cache/x', '/tmp', 'a', '/', '/a/../b'), text);
const port = fc
  .record({ number: fc.constantFrom(80, 443, 8080, 65535), name: fc.constantFrom('http', 'web', 'a') })
  .map((p) => Port.tcp(p.number, p.name));

const webApp = fc.record({
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
  host: maybe(text),
  expose: maybe(fc.constantFrom('cluster', 'nodePort', 'loadBalancer') as fc.Arbitrary<'cluster'>),
});

const store = fc.record({
  engine: fc.constantFrom(Engine.valkey(), Engine.redis({ image: 'redis:6.2.6' })),
  name: maybe(name),
  serviceName: maybe(name),
  volumeName: maybe(name),
  portName: maybe(name),
  mountPath: maybe(path),
  replicas: maybe(number),
  memory: maybe(size),
  cpu: maybe(cpu),
  storage: maybe(size),
  storageClass: maybe(name),
  retention: maybe(fc.constantFrom('retain', 'delete') as fc.Arbitrary<'retain'>),
});

const observability = fc.record({
  name: maybe(name),
  storage: maybe(size),
  memory: maybe(size),
  cpu: maybe(cpu),
  host: maybe(text),
  retention: maybe(
    fc
      .integer({ min: -1, max: 40 })
      .map((n) => n)
      .filter((n) => n >= 0)
      .map((n) => Duration.days(n)),
  ),
});

/** An error a user can act on: where, what, the value, and the fix. */
const READABLE = /\[[^\]]+\] .+, got [\s\S]+; .+/;

function survives(make: () => ReturnType<typeof synth>): void {
  let made: ReturnType<typeof synth>;
  try {
    made = make();
  } catch (error) {
    expect((error as Error).message).toMatch(READABLE);
    return;
  }
  expect(made.flatMap((manifest) => validateManifest(manifest))).toEqual([]);
}

describe('whatever the props are, there is a readable error or there are manifests that fit their schemas', () => {
  it('for a WebApp', () => {
    fc.assert(
      fc.property(webApp, (props) =>
        survives(() => {
          const chart = testChart();
          new WebApp(chart, 'web', props);
          return synth(chart);
        }),
      ),
      { numRuns: 600 },
    );
  }, 60_000);

  it('for a StatefulStore', () => {
    fc.assert(
      fc.property(store, (props) =>
        survives(() => {
          const chart = testChart();
          new StatefulStore(chart, 'store', props);
          return synth(chart);
        }),
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it('for an Observability', () => {
    fc.assert(
      fc.property(observability, (props) =>
        survives(() => {
          const chart = testChart();
          new Observability(chart, 'observability', props);
          return synth(chart);
        }),
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it('for a SecurityBaseline over a WebApp', () => {
    fc.assert(
      fc.property(webApp, (props) =>
        survives(() => {
          const chart = testChart();
          new SecurityBaseline(chart, 'baseline');
          new WebApp(chart, 'web', props);
          return synth(chart);
        }),
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});
