import { Duration, Size } from 'cdk8s';
import { Probe, RolloutStrategy, ScheduledTask, WebApp, Worker } from '../../lib';
import {
  CPU,
  checkKind,
  checkProps,
  DURATION,
  either,
  FLAG,
  type Kind,
  LIST,
  listOf,
  NONE,
  NUMBER,
  needed,
  object,
  oneOf,
  SIZE,
  secret,
  TEXT,
} from '../../lib/checks/kinds';
import { testChart } from '../support/charts';
import { thrown } from '../support/errors';

const image = 'ghcr.io/acme/shop:1.4.2';

describe('the kind of a value', () => {
  it.each<[unknown, Kind, string]>([
    ['512Mi', SIZE, 'use Size.mebibytes(512)'],
    ['10Gi', SIZE, 'use Size.gibibytes(10)'],
    [10, SIZE, 'use Size.gibibytes(10), for example'],
    [30, DURATION, 'use Duration.seconds(30)'],
    ['5m', DURATION, 'use Duration.minutes(5)'],
    [Size.gibibytes(1), DURATION, 'use Duration.seconds(30), for example'],
    ['250m', CPU, 'use Cpu.millis(250)'],
    ['2', CPU, 'use Cpu.millis(2000)'],
    [0.5, CPU, 'use Cpu.millis(500)'],
    [{}, CPU, 'use Cpu.millis(250), for example'],
    [17, TEXT, "use '17'"],
    ['3', NUMBER, 'use 3'],
    ['many', NUMBER, 'use 3, for example'],
    ['true', FLAG, 'use true'],
    ['yes', FLAG, 'use true'],
    ['a', LIST, "use ['a']"],
    ['Prefer', oneOf('prefer', 'require'), "use 'prefer'"],
    ['requrie', oneOf('prefer', 'require'), "use 'require'"],
    ['always', oneOf('prefer', 'require'), "use 'prefer', for example"],
    ['256Mi', either(SIZE, NONE), 'use Size.mebibytes(256)'],
    ['a', listOf(NUMBER), 'use [3], for example'],
    [['7'], listOf(NUMBER), 'use 7'],
    [{ a: '7' }, object({ a: NUMBER }), 'use 7'],
    [[{ b: 1 }], listOf(object({ a: NUMBER })), 'use one of a'],
  ])('%p that is wrong has a fix that says the right one', (value, kind, fix) => {
    const error = thrown(() => checkKind(undefined, 'it', value, kind));
    expect(error.fix).toBe(fix);
  });

  it('says where in the props it is wrong', () => {
    const kinds = { list: listOf(object({ stay: DURATION })) };
    const error = thrown(() => checkProps(undefined, { list: [{}, { stay: 5 }] }, kinds, 'Engine.nats'));
    expect(error.what).toBe('Engine.nats.list.stay must be a Duration');
  });

  it('shows nothing that may be a secret', () => {
    const error = thrown(() => checkProps(undefined, { token: 'hunter2' }, { token: secret(FLAG) }));
    expect(error.message).toBe('token must be true or false, got something else; use true or false');
  });

  it('says what is needed when there are no props', () => {
    const kinds = { image: needed(TEXT), schedule: needed(TEXT), name: TEXT };
    expect(thrown(() => checkProps<Record<keyof typeof kinds, string>>(undefined, undefined as never, kinds)).fix).toBe(
      'pass { image: …, schedule: … }',
    );
  });
});

describe('a prop that there is not', () => {
  it.each([
    ['replica', 'did you mean replicas'],
    ['Replicas', 'did you mean replicas'],
    ['repilcas', 'did you mean replicas'],
    ['readinessProbe', 'did you mean health'],
    ['livenessProbe', 'did you mean health'],
    ['nodes', 'did you mean nodeSelector'],
    ['imagePullSecret', 'did you mean imagePullSecrets'],
    ['pullSecrets', 'did you mean imagePullSecrets'],
    ['resources', 'did you mean memory and cpu'],
    ['containerPort', 'did you mean port'],
    ['ingress', 'did you mean host'],
    ['domain', 'did you mean host'],
    ['autoscaling', 'did you mean scaling'],
    ['terminationGracePeriodSeconds', 'did you mean gracePeriod'],
  ])('fails when it is %s, and says which is meant', (name, fix) => {
    const props = { image, [name]: 1 };
    const error = thrown(() => new WebApp(testChart(), 'web', props));
    expect(error.message).toBe(`[shop/web] no prop has this name, got ${name}; ${fix}`);
  });

  it('fails when nothing is like it, and names what there is', () => {
    const error = thrown(() => new WebApp(testChart(), 'web', { image, dns: { resolver: '10.0.0.10' } as never }));
    expect(error.message).toBe(
      '[shop/web] no prop of dns has this name, got resolver; use one of cluster, nameservers, ndots, searches',
    );
  });

  it.each<[string, () => unknown, string]>([
    ['a worker that is asked for a port', () => new Worker(testChart(), 'w', { image, port: 80 } as never), 'port'],
    [
      'a task with replicas',
      () => new ScheduledTask(testChart(), 't', { image, schedule: '@daily', replicas: 2 } as never),
      'replicas',
    ],
    ['a probe', () => Probe.http('/', { periodSeconds: 5 } as never), 'periodSeconds'],
    ['a strategy', () => RolloutStrategy.blueGreen({ wait: Duration.minutes(1) } as never), 'wait'],
    [
      'scaling',
      () => new WebApp(testChart(), 'w', { image, scaling: { max: 3, minReplicas: 2 } as never }),
      'minReplicas',
    ],
  ])('fails when it is one of %s', (_, make, name) => {
    expect(thrown(make)).toMatchObject({ got: name, what: expect.stringMatching(/^no prop .*has this name$/) });
  });

  it('may be undefined', () => {
    expect(() => new WebApp(testChart(), 'web', { image, readinessProbe: undefined } as never)).not.toThrow();
  });
});
