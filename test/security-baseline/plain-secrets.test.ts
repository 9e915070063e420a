import { verify } from '../../lib/security-baseline';
import { FORM_COUNT } from '../../lib/security-baseline/plain/token-forms';
import { type Fields, goodApp, main } from './good-app';
import { Planting } from './planted';

const found = (change: (app: Fields) => void): readonly string[] => {
  const app = goodApp();
  change(app);
  return verify(Object.values(app)).map(({ rule }) => rule);
};

type Pair = readonly [name: string, value: string];

const pod = (container: object): object => ({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [container] } });
const map = (fields: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', ...fields });

/** Each place in which a value can stand, and the rule about it. */
const PLACES: Readonly<Record<string, (...pair: Pair) => object>> = {
  'plain-secret-env': (name, value) => pod({ env: [{ name, value }] }),
  'plain-secret-args': (name, value) => pod({ args: [`--${name.toLowerCase()}=${value}`] }),
  'plain-secret-file': (name, value) =>
    map({ data: { 'app.conf': `level = info\n${name.toLowerCase()} = "${value}"\n` } }),
  'plain-secret-annotation': (name, value) =>
    map({ metadata: { annotations: { [`example.com/${name.toLowerCase()}`]: value } } }),
  'plain-secret-header': (name, value) => pod({ readinessProbe: { httpGet: { httpHeaders: [{ name, value }] } } }),
};

/** Returns those of the pairs that a rule finds in its place. */
function foundBy(rule: string, pairs: readonly Pair[]): readonly Pair[] {
  const objects = pairs.map((pair, at) => {
    const object = PLACES[rule]?.(...pair) as Fields;
    return { ...object, metadata: { ...object.metadata, name: `n-${at}`, namespace: 'shop' } };
  });
  const names = new Set(verify(objects).flatMap((one) => (one.rule === rule ? one.object?.name : [])));
  return pairs.filter((_, at) => names.has(`n-${at}`));
}

describe('secrets in plain sight', () => {
  test.each(Object.keys(PLACES))(
    '%s fails when a token of any form is there, or a value that its name says is one',
    (rule) => {
      const planting = new Planting(7);
      const tokens = planting.tokens().map((token): Pair => ['NOTE', token]);
      expect(tokens.length).toBeGreaterThanOrEqual(FORM_COUNT);
      const planted = [...tokens, ...Array.from({ length: 20 }, () => planting.assignment())];
      expect(planted.length).toBeGreaterThan(60);
      expect(foundBy(rule, planted)).toEqual(planted);
    },
  );

  test.each(Object.keys(PLACES))(
    '%s has no alarm in 400 paths, numbers, names, hashes, references and public keys',
    (rule) => {
      const planting = new Planting(3 + rule.length);
      const harmless = Array.from({ length: 400 }, () => planting.harmless());
      expect(foundBy(rule, harmless)).toEqual([]);
    },
  );

  test.each<[string, string, string]>([
    ['a word of a password', 'POSTGRES_PASSWORD', 'postgres'],
    ['a password with one digit', 'DB_PASSWORD', 'hunter2'],
    ['a short key', 'API_KEY', 'abc'],
  ])('plain-secret-env fails when there is %s', (_, name, value) => {
    expect(found(({ job }) => (main(job).env = [{ name, value }]))).toEqual(['plain-secret-env']);
  });

  test.each([
    ['a flag and its value', { args: ['--password', 'hunter2x'] }],
    ['a variable of a command', { command: ['env', 'PGPASSWORD=hunter2', 'psql'] }],
    ['a URL with a password', { args: ['--url=amqp://app:hunter2@queue.example.com'] }],
  ])('plain-secret-args fails when there is %s', (_, fields) => {
    expect(found(({ job }) => Object.assign(main(job), fields))).toEqual(['plain-secret-args']);
  });

  test.each([
    ['a YAML file', 'db:\n  user: app\n  password: h7Kq2mZx91\n'],
    ['a JSON file', '{\n  "apiToken": "h7Kq2mZx91",\n  "level": "info"\n}'],
    ['a properties file', 'spring.datasource.password=h7Kq2mZx91\nserver.port=8080\n'],
    ['a file of npm', '//registry.example.com/:_authToken=h7Kq2mZx91\nalways-auth=true\n'],
    ['a file of a registry', '{\n "auths": { "ghcr.io": { "auth": "YXBwOmh1bnRlcjI=" } }\n}'],
  ])('plain-secret-file fails when there is a secret in %s', (_, text) => {
    expect(found(({ settings }) => (settings.data.file = text))).toEqual(['plain-secret-file']);
  });

  it('are not seen in programs and schemas that speak of them', () => {
    const text = [
      'password = os.environ["DB_PASSWORD"]',
      'token: string',
      'PGPASSWORD=$(cat /run/secrets/password)',
      '"password": { "type": "string" }',
      'password: ${DB_PASSWORD}',
      'secretName: shop-tls',
      'token_file: /var/run/token',
      'requirepass %REQUIREPASS%',
      'key: user_id',
      '# password: ask the team',
    ].join('\n');
    expect(found(({ settings }) => (settings.data.file = text))).toEqual([]);
  });
});
