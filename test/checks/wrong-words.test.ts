import { Chart, Testing } from 'cdk8s';
import {
  AddOn,
  Cluster,
  Engine,
  MainstayError,
  Observability,
  Peer,
  Permission,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  Worker,
} from '../../lib';
import { thrown } from '../support/errors';

const image = 'ghcr.io/acme/shop:1.4.2';

/** Props that a program in JavaScript may say, by the words of Kubernetes, Compose, Helm and others. */
type Words = Readonly<Record<string, unknown>>;

function chart(): Chart {
  const made = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  Cluster.generic({ installed: [AddOn.argoRollouts(), AddOn.certManager({ issuer: 'ca' })] }).attachTo(made);
  return made;
}

const MAKE: Readonly<Record<string, (words: Words) => unknown>> = {
  web: (words) => new WebApp(chart(), 'web', { image, ...words } as never),
  worker: (words) => new Worker(chart(), 'web', { image, ...words } as never),
  task: (words) => new ScheduledTask(chart(), 'web', { image, schedule: '@daily', ...words } as never),
  store: (words) => new StatefulStore(chart(), 'web', { engine: Engine.valkey(), ...words } as never),
  observability: (words) => new Observability(chart(), 'web', words as never),
  baseline: (words) => new SecurityBaseline(chart(), 'web', words as never),
};

type Row = readonly [construct: string, words: Words, what: string, got: string, fix: string];
const reference = { name: 'stripe', key: 'token' };

const ROWS: readonly Row[] = [
  ['web', { health: { path: '/x' } }, 'health must be a path', '{"path":"/x"}', "use '/x'"],
  ['web', { health: { httpGet: { path: '/x' } } }, 'health must be', '{"httpGet":{"path":"/x"}}', "use '/x'"],
  ['web', { health: { readiness: { path: '/x' } } }, 'health.readiness must be', '{"path":"/x"}', "use '/x'"],
  ['web', { health: false }, 'health must be', 'false', 'use Probe.none()'],
  ['worker', { health: '/x' }, 'health must be a Probe', '/x', "use Probe.http('/x', { port: 8080 }), with its port"],
  ['web', { env: [{ name: 'A', value: 'b' }] }, 'env must be', '{"name":"A","value":"b"}', "use { A: 'b' }"],
  ['web', { env: ['A=b', 'C=d'] }, 'env must be', 'A=b, C=d', "use { A: 'b', C: 'd' }"],
  ['web', { env: { A: null } }, 'variable A must be', 'null', "use '' for an empty variable, or leave it out"],
  ['web', { env: { A: 5 } }, 'variable A must be', '5', "use '5'"],
  ['web', { env: { A: false } }, 'variable A must be', 'false', "use 'false'"],
  ['web', { env: { A: { b: 1 } } }, 'variable A must be', '{"b":1}', "SecretKey.of('name', 'key')"],
  [
    'web',
    { env: { A: { valueFrom: { secretKeyRef: reference } } } },
    'variable A must be',
    'valueFrom',
    "use SecretKey.of('stripe', 'token')",
  ],
  [
    'web',
    { env: { A: { configMapKeyRef: reference } } },
    'variable A',
    'stripe',
    "use ConfigKey.of('stripe', 'token')",
  ],
  ['web', { env: { A: { fieldRef: { fieldPath: 'status.podIP' } } } }, 'variable A', 'podIP', 'use PodField.ip()'],
  ['web', { permissions: ['pods'] }, 'permissions must be a list', 'pods', "use Permission.read('pods')"],
  [
    'web',
    { permissions: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] }] },
    'permissions must be',
    'deployments',
    "use Permission.of({ resources: ['deployments'], verbs: ['get'], apiGroup: 'apps' })",
  ],
  ['web', { user: 'node' }, 'user must be a number', 'node', 'use its number, such as 1000'],
  ['web', { user: '1000' }, 'user must be a number', "'1000'", 'use 1000'],
  ['web', { ports: 8080 }, 'ports must be a list', '8080', 'use [8080]'],
  ['web', { port: '8080' }, 'port must be a Port or a number', "'8080'", 'use 8080'],
  ['web', { replicas: '3' }, 'replicas must be a number', "'3'", 'use 3'],
  ['web', { replicas: { min: 2, max: 6 } }, 'replicas must be', '{"min":2,"max":6}', 'scaling: { min: 2, max: 6 }'],
  ['web', { memory: 512 }, 'memory must be a Size', '512', 'use Size.mebibytes(512), for example'],
  ['web', { memory: '512MB' }, 'memory must be a Size', '512MB', 'use Size.mebibytes(512)'],
  ['web', { memory: '1GB' }, 'memory must be a Size', '1GB', 'use Size.gibibytes(1)'],
  ['store', { memory: '1.5Gi' }, 'memory must be a Size', '1.5Gi', 'use Size.mebibytes(1536)'],
  ['web', { memory: { limit: '1Gi' } }, 'memory must be a Size', '{"limit":"1Gi"}', 'use Size.gibibytes(1)'],
  ['web', { cpu: '0.5 cores' }, 'cpu must be a Cpu', '0.5 cores', 'use Cpu.millis(500)'],
  ['store', { cpu: '250m' }, 'cpu must be a Cpu', '250m', 'use Cpu.millis(250)'],
  ['web', { image: 'nginx:latest' }, 'image must name a version', 'nginx:latest', 'as in nginx:1.4.2'],
  ['web', { image: 'nginx' }, 'image must name a version', 'nginx', 'as in nginx:1.4.2'],
  ['web', { image: { repository: 'nginx', tag: '1.29.3' } }, 'image must be text', 'nginx', "use 'nginx:1.29.3'"],
  ['web', { host: 'https://x' }, 'host must be a host name', 'https://x', 'give x.example.com, with your domain'],
  ['web', { host: 'https://x.com/a' }, 'host must be a host name', 'https://x.com/a', 'give x.com'],
  ['web', { host: ['a.com', 'b.com'] }, 'host must be text', 'a.com, b.com', "use hosts: ['a.com', 'b.com']"],
  ['web', { host: 'a.com', tls: { secretName: 'a' } }, 'tls must be', '"a"', "use Certificate.fromSecret('a')"],
  ['web', { expose: 'LoadBalancer' }, 'expose must be one of', 'LoadBalancer', "use 'loadBalancer'"],
  ['web', { type: 'LoadBalancer' }, 'no prop has this name', 'type', 'did you mean expose'],
  ['web', { command: 'npm start' }, 'command must be a list', 'npm start', "use ['npm', 'start']"],
  ['web', { args: [8080] }, 'args must be a list', '8080', "use ['8080']"],
  ['web', { imagePullSecrets: [{ name: 'a' }] }, 'imagePullSecrets must be', '{"name":"a"}', "use ['a']"],
  ['web', { strategy: { type: 'RollingUpdate' } }, 'strategy must be', 'RollingUpdate', "use 'rolling'"],
  ['web', { strategy: 'canary' }, 'strategy must be', 'canary', 'use RolloutStrategy.canary(['],
  ['web', { maxSurge: '25' }, 'maxSurge must be', '25', "use '25%'"],
  ['web', { budget: true }, 'budget must be an object', 'true', 'use { maxUnavailable: 1 }'],
  ['web', { gracePeriod: '1m30s' }, 'gracePeriod must be a Duration', '1m30s', 'use Duration.seconds(90)'],
  ['web', { scaling: { max: 3, cpu: 0.8 } }, 'scaling.cpu must be a number of percent', '0.8', 'use 80'],
  ['web', { tolerations: ['gpu'] }, 'tolerations must be a list', 'gpu', "use { key: 'gpu' }"],
  ['web', { dns: '1.1.1.1' }, 'dns must be an object', '1.1.1.1', "use { nameservers: ['1.1.1.1'] }"],
  ['web', { cloudIdentity: 'arn:aws:x' }, 'cloudIdentity must be', 'arn:aws:x', "CloudIdentity.awsRole('arn:aws:x')"],
  ['web', { namespace: 'x' }, 'no prop has this name', 'namespace', 'set it for the chart'],
  ['worker', { port: 80 }, 'no prop has this name', 'port', 'make a WebApp, which has a port'],
  ['task', { schedule: 'daily' }, 'schedule must have the fields', 'daily', "use '@daily'"],
  ['task', { schedule: 'every 5 minutes' }, 'schedule must have', 'every 5 minutes', "use '*/5 * * * *'"],
  ['task', { schedule: '1h' }, 'schedule must have', '1h', "use '0 * * * *'"],
  ['task', { suspend: 'yes' }, 'suspend must be true or false', 'yes', 'use true'],
  ['store', { engine: 'postgres:16' }, 'engine must be an Engine', 'postgres:16', 'use Engine.postgres()'],
  ['store', { engine: Engine.redis }, 'engine must be an Engine', 'a function', 'use Engine.redis()'],
  ['store', { storage: 10 }, 'storage must be a Size', '10', 'use Size.gibibytes(10), for example'],
  ['store', { storage: { size: '10Gi' } }, 'storage must be a Size', '{"size":"10Gi"}', 'use Size.gibibytes(10)'],
  ['store', { persistence: true }, 'no prop has this name', 'persistence', 'did you mean storage'],
  ['store', { backup: '@daily' }, 'backup must be', '@daily', 'use Backup.to(objectStore, { schedule:'],
  ['observability', { retention: 15 }, 'retention must be a Duration', '15', 'use Duration.days(15)'],
  ['observability', { adminPassword: 'admin' }, 'adminPassword must be', 'something else', 'SecretKey.of('],
  ['baseline', { waivers: ['privileged'] }, 'waivers must be', 'privileged', "use { rule: 'privileged', construct:"],
  ['baseline', { quota: { pods: '10' } }, 'quota.pods must be a number', "'10'", 'use 10'],
];

describe('words from elsewhere are errors whose fix can be pasted', () => {
  it.each(ROWS)('%s %j', (construct, words, what, got, fix) => {
    const error = thrown(() => MAKE[construct]?.(words));
    expect(error).toBeInstanceOf(MainstayError);
    expect(error.path).toBe('shop/web');
    expect(error.what).toContain(what);
    expect(error.message).toMatch(/^\[shop\/web\] .+, got .+; .+/);
    const shown = error.message.slice(error.message.indexOf(', got ') + 6, error.message.lastIndexOf(`; ${error.fix}`));
    expect(shown).toContain(got);
    expect(error.fix).toContain(fix);
  });

  it('never fixes a value by telling that it needs quotes, brackets or a choice', () => {
    const fixes = ROWS.map(([construct, words]) => thrown(() => MAKE[construct]?.(words)).fix);
    expect(fixes.filter((fix) => /put it in|pick one|\{ … \}/.test(fix))).toEqual([]);
  });
});

describe('calls with the wrong thing', () => {
  const web = (): WebApp => new WebApp(chart(), 'web', { image });
  it.each<readonly [string, () => unknown, string]>([
    ['uses with a list', () => web().uses([web()] as never), 'call uses once for each'],
    ['uses with a host', () => web().uses('api.stripe.com' as never), "use External.https('api.stripe.com')"],
    ['uses with a name', () => web().uses('db' as never), 'pass the construct itself'],
    [
      'allowFrom with a Peer',
      () => web().allowFrom(Peer.addresses('a', ['10.0.0.0/8']) as never),
      'allowFrom({ peer })',
    ],
    [
      'allowFrom with a range',
      () => web().allowFrom('10.0.0.0/8' as never),
      "Peer.addresses('clients', ['10.0.0.0/8'])",
    ],
    ['allowFrom with everybody', () => web().allowFrom('internet' as never), "['0.0.0.0/0', '::/0']"],
    ['allowFrom with a namespace', () => web().allowFrom({ namespace: 'x' } as never), "namespaces: ['x']"],
    ['Permission.read with a list', () => Permission.read(['pods', 'services'] as never), "read('pods', 'services')"],
    ['Permission.read with verbs', () => Permission.read('pods', 'get'), "use Permission.read('pods')"],
    [
      'Permission.read with a rule',
      () => Permission.read({ resources: ['pods'], verbs: ['create'] } as never),
      "use Permission.of({ resources: ['pods'], verbs: ['create'] })",
    ],
    ['Permission.read with a kind', () => Permission.read('Pod'), "use 'pods'"],
  ])('say the right call: %s', (_, call, fix) => {
    expect(thrown(call).fix).toContain(fix);
  });
});
