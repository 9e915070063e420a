import { Env, EnvValue as PlusEnvValue, Secret } from 'cdk8s-plus-27';
import {
  ConfigKey,
  Engine,
  type EnvValue,
  PodField,
  Probe,
  SecretKey,
  StatefulStore,
  WebApp,
  type WebAppProps,
} from '../../lib';
import { changeReferences, referencesIn } from '../../lib/relations/references';
import { containerOf, find, testChart } from '../support/charts';
import { thrown } from '../support/errors';

const image = 'ghcr.io/acme/app:1.0.0';

interface Variable {
  readonly name: string;
  readonly value?: string;
}

/** The variables of an app that uses a store. */
function variables(env: Record<string, EnvValue | undefined>, props: Partial<WebAppProps> = {}): Variable[] {
  const chart = testChart();
  const web = new WebApp(chart, 'web', { image, env, ...props });
  web.uses(new StatefulStore(chart, 'sessions', { engine: Engine.valkey() }));
  return containerOf(find(chart, 'Deployment', 'web'))['env'];
}

const namesOf = (env: Record<string, EnvValue | undefined>): string[] => variables(env).map(({ name }) => name);

describe('the order of variables', () => {
  it('puts a variable of the program after those of a relation that it refers to', () => {
    const order = namesOf({ BROKER_URL: 'redis://:$(SESSIONS_PASSWORD)@sessions:6379/1', LOG: 'info' });
    expect(order.indexOf('SESSIONS_PASSWORD')).toBeLessThan(order.indexOf('BROKER_URL'));
  });

  it('puts variables of the program in the order of their references, through several steps', () => {
    const env = { C: '$(B)', B: '$(A)/$(D)', D: PodField.name(), A: SecretKey.of('a', 'a') };
    expect(namesOf(env).slice(0, 4)).toEqual(['A', 'D', 'B', 'C']);
  });

  it('stays as it is where nothing refers to a later one', () => {
    const env = { Z: '1', A: '2', M: '$(Z)$(A)', B: ConfigKey.of('b', 'b') };
    expect(namesOf(env).slice(0, 4)).toEqual(['Z', 'A', 'M', 'B']);
  });

  it.each(['$$(NOPE)', '$NOPE', '${NOPE}', '$(NOPE', 'a$', '$(date +%s)', '$$$$(NOPE)', '$(KUBERNETES_SERVICE_HOST)'])(
    'takes %s, which Kubernetes leaves or knows',
    (text) => {
      expect(variables({ TEXT: text })).toContainEqual({ name: 'TEXT', value: text });
    },
  );

  it('leaves out a variable that is undefined', () => {
    expect(namesOf({ A: undefined, B: 'b' })).not.toContain('A');
  });
});

describe('a reference', () => {
  it.each<[string, Record<string, EnvValue>, string]>([
    [
      'nothing defines it',
      { DSN: 'http://$(NOPE)/' },
      'environment variable DSN must refer to variables of its container, got $(NOPE); set NOPE in env, because ' +
        'Kubernetes does not read the variables of the image, or write $$(NOPE) for the text itself',
    ],
    [
      'it is misspelled',
      { DSN: '$(SESSION_PASSWORD)' },
      'environment variable DSN must refer to variables of its container, got $(SESSION_PASSWORD); use ' +
        '$(SESSIONS_PASSWORD), or write $$(SESSION_PASSWORD) for the text itself',
    ],
    [
      'it has another prefix',
      { DSN: '$(DB_PASSWORD)' },
      'environment variable DSN must refer to variables of its container, got $(DB_PASSWORD); use ' +
        '$(SESSIONS_PASSWORD), or write $$(DB_PASSWORD) for the text itself',
    ],
    [
      'it is to the variable itself',
      { PATH: '/app/bin:$(PATH)' },
      'environment variable PATH must not refer to itself, got $(PATH) → $(PATH); write its value out, because ' +
        'Kubernetes does not read the variables of the image',
    ],
    [
      'it leads back to the variable',
      { A: '$(B)', B: '$(C)', C: '$(B)' },
      'environment variable B must not refer to itself, got $(B) → $(C) → $(B); write one of the values out',
    ],
  ])('fails when %s', (_, env, message) => {
    expect(thrown(() => variables(env)).message).toBe(`[shop/web] ${message}`);
  });

  it('fails when its variable comes from a key that may be missing', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, env: { DSN: '$(TOKEN)' } });
    const secret = Secret.fromSecretName(chart, 'Tokens', 'tokens');
    web.container.env.addVariable('TOKEN', PlusEnvValue.fromSecretValue({ secret, key: 'a' }, { optional: true }));
    expect(() => find(chart, 'Deployment', 'web')).toThrow(
      'environment variable DSN must refer to variables that are always there, got $(TOKEN) of an optional key; make the ' +
        'key of TOKEN a required one, or read both variables in the program',
    );
  });

  it('may be to a variable that the container of cdk8s-plus got, and to one of envFrom', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, env: { DSN: '$(HOST)', OTHER: '$(FROM_ELSEWHERE)' } });
    web.container.env.addVariable('HOST', PlusEnvValue.fromValue('db'));
    web.container.env.copyFrom(Env.fromSecret(Secret.fromSecretName(chart, 'Tokens', 'tokens')));
    const env: Variable[] = containerOf(find(chart, 'Deployment', 'web'))['env'];
    expect(env.map(({ name }) => name)).toEqual(['HOST', 'DSN', 'OTHER']);
  });
});

describe('a reference in a command', () => {
  it.each([['--password=$(SESSIONS_PASSWORD)'], ['echo $(date) >/tmp/now'], ['echo $(cat /etc/hostname) $$(NOPE)']])(
    'may be %s',
    (text) => {
      expect(() => variables({}, { command: ['sh', '-c'], args: [text] })).not.toThrow();
    },
  );

  it.each<[string, Partial<WebAppProps>, string]>([
    ['the arguments', { args: ['--dsn=$(SESSIONS_URI)'] }, 'the arguments of container web must refer to'],
    ['the command', { command: ['/app', '$(HOME)/x'] }, 'the command of container web must refer to'],
    [
      'an init container',
      { initContainers: [{ name: 'migrate', image, args: ['$(DSN)'] }] },
      'the arguments of container migrate must refer to',
    ],
    [
      'a probe',
      { health: { readiness: Probe.exec(['check', '$(NOPE)']) } },
      'the command of the readinessProbe of container web must refer to',
    ],
  ])('fails when %s would keep it as text', (_, props, message) => {
    expect(() => variables({}, props)).toThrow(message);
  });

  it('fails when a probe refers to a value that the kubelet puts into programs only', () => {
    const readiness = Probe.exec(['redis-cli', '-a', '$(SESSIONS_PASSWORD)']);
    expect(() => variables({}, { health: { readiness } })).toThrow(
      'the command of a readinessProbe can refer to literal variables only, got $(SESSIONS_PASSWORD); have a shell read ' +
        `it, as in Probe.exec(['sh', '-c', 'check "$SESSIONS_PASSWORD"'])`,
    );
    const literal = Probe.exec(['check', '$(SESSIONS_HOST)']);
    expect(() => variables({}, { health: { readiness: literal } })).not.toThrow();
  });
});

it('is read as Kubernetes reads it', () => {
  expect(referencesIn('$(A)$$(B)$$$(C)$(A)$(D$(E)')).toEqual(['A', 'C', 'D$(E']);
  expect(changeReferences('$(A)$$(A)$$$(A)', () => '$(B)')).toBe('$(B)$$(A)$$$(B)');
});
