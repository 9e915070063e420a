import {
  AddOn,
  Backup,
  Cluster,
  Engine,
  External,
  MainstayError,
  ObjectStore,
  Observability,
  Port,
  ScalingMetric,
  ScheduledTask,
  SecretKey,
  StatefulStore,
  WebApp,
  type WebAppProps,
  Worker,
} from '../../lib';
import { testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

function said(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof MainstayError) return error.message;
    throw error;
  }
  return 'nothing';
}

const web = (props: Partial<WebAppProps>): string => said(() => new WebApp(testChart(), 'web', { image, ...props }));

function kedaChart() {
  const chart = testChart();
  Cluster.generic({ installed: [AddOn.keda()] }).attachTo(chart);
  return chart;
}

const bucket = ObjectStore.s3({
  bucket: 'acme-backups',
  region: 'eu-west-1',
  credentials: { accessKeyId: SecretKey.of('bucket', 'id'), secretAccessKey: SecretKey.of('bucket', 'key') },
});

const store = (props: object = {}) => new StatefulStore(testChart(), 'db', { engine: Engine.valkey(), ...props });

describe('the fix says the right value', () => {
  it.each<[string, Partial<WebAppProps>, string]>([
    [
      'a host is a URL',
      { host: 'https://shop.example.com' },
      'host must be a host name, got https://shop.example.com; give shop.example.com',
    ],
    ['a host has a port', { host: 'shop.example.com:8443' }, 'got shop.example.com:8443; give shop.example.com'],
    ['a host has a path', { hosts: ['Shop.Example.com/cart'] }, 'got Shop.Example.com/cart; give shop.example.com'],
    ['a host ends with a dot', { host: 'shop.example.com.' }, 'got shop.example.com.; give shop.example.com'],
    ['a host has no domain', { host: 'shop' }, 'got shop; give shop.example.com'],
    [
      'there are 2,000 replicas',
      { replicas: 2000 },
      'replicas must be a whole number from 0 to 1000, got 2000; use 1000 or fewer',
    ],
    ['there are fewer than none', { replicas: -1 }, 'got -1; use 0 or more'],
    ['there is half a replica', { replicas: 2.5 }, 'got 2.5; use 3'],
    ['a name has capitals', { name: 'Web App' }, 'got Web App; use web-app'],
    ['a writable path ends with a slash', { writable: ['/var/cache/'] }, 'got /var/cache/; use /var/cache'],
    [
      'a path has no slash',
      { host: 'a.example.com', path: 'shop' },
      'path must be the path of a URL, got shop; use /shop',
    ],
    ['a path is a URL', { host: 'a.example.com', path: 'https://a.example.com/shop?a=b' }, '; use /shop'],
    ['a variable has dashes', { env: { 'log-level': 'debug' } }, 'got log-level; use LOG_LEVEL'],
    ['an image is a URL', { image: 'https://ghcr.io/Acme/shop:1.4.2' }, '; use ghcr.io/acme/shop:1.4.2'],
    ['a health path has no slash', { health: 'healthz' }, 'got healthz; use /healthz'],
    [
      'a load balancer takes one address',
      { expose: 'loadBalancer', loadBalancer: { sourceRanges: ['203.0.113.7'] } },
      'got 203.0.113.7; use 203.0.113.7/32',
    ],
  ])('fails when %s', (_, props, message) => {
    expect(web(props)).toContain(message);
    expect(web(props)).toMatch(/^\[shop\/web\] /);
  });

  it.each([
    ['TZ=Europe/Oslo 0 3 * * *', "use schedule: '0 3 * * *' and timeZone: 'Europe/Oslo'"],
    ['0 0 3 * * *', "use '0 3 * * *'"],
    ['daily', "use '@daily'"],
    ['0 25 * * *', "use a form such as '30 3 * * 1'"],
  ])('fails when a schedule is %s', (schedule, fix) => {
    const message = said(() => new ScheduledTask(testChart(), 'task', { image, schedule }));
    expect(message).toMatch(/^\[shop\/task\] schedule must /);
    expect(message).toContain(`, got ${schedule}; ${fix}`);
  });
});

describe('a time zone', () => {
  const schedule = { start: '0 8 * * *', end: '0 18 * * *', replicas: 3 };
  const everywhere: readonly [string, (timeZone: string) => unknown][] = [
    ['a ScheduledTask', (timeZone) => new ScheduledTask(testChart(), 'task', { image, schedule: '@daily', timeZone })],
    [
      'a schedule of KEDA',
      (timeZone) => {
        const metrics = [ScalingMetric.schedule({ ...schedule, timeZone })];
        return new WebApp(kedaChart(), 'web', { image, scaling: { max: 5, metrics } });
      },
    ],
    ['a backup', (timeZone) => store({ backup: Backup.to(bucket, { schedule: '@daily', keep: 7, timeZone }) })],
  ];

  it.each(everywhere)('fails when it is in small letters: %s', (_, make) => {
    expect(said(() => make('europe/oslo'))).toMatch(
      /^\[shop\/.+ must be one of the IANA database, got europe\/oslo; use Europe\/Oslo$/,
    );
  });

  it.each([
    ['Oslo', 'use Europe/Oslo'],
    ['Europe/Olso', 'use Europe/Oslo'],
    ['america/new york', 'use America/New_York'],
    ['asia/kolkata', 'use Asia/Kolkata'],
    ['utc', 'use UTC'],
    ['Mars/Base', 'use a name such as Europe/Oslo'],
  ])('fails when it is %s', (timeZone, fix) => {
    expect(said(() => new ScheduledTask(testChart(), 'task', { image, schedule: '@daily', timeZone }))).toContain(
      `got ${timeZone}; ${fix}`,
    );
  });
});

describe('nothing where something is needed', () => {
  it.each<[string, () => unknown]>([
    ['a WebApp', () => new WebApp(testChart(), 'web', { image }).allowFrom(undefined as never)],
    ['a StatefulStore', () => store().allowFrom(undefined as never)],
    ['Prometheus', () => new Observability(testChart(), 'o').prometheus.allowFrom(undefined as never)],
  ])('fails when %s lets nothing in', (_, make) => {
    expect(said(make)).toMatch(/^\[shop\/.+\] allowFrom needs a peer to let in, got nothing; pass a WebApp/);
  });

  it.each([undefined, null, {}, 'web', External.https('api.stripe.com')])('fails when %p is watched', (what) => {
    expect(said(() => new Observability(testChart(), 'o').watch(what as never))).toMatch(
      /^\[shop\/o\] watch needs .+, got .+; pass a WebApp, a StatefulStore or a chart/,
    );
  });

  it.each([undefined, null, {}, 'db'])('fails when %p is used', (what) => {
    const worker = new Worker(testChart(), 'mailer', { image });
    expect(said(() => worker.uses(what as never))).toMatch(
      /^\[shop\/mailer\] uses needs .+, got .+; pass the construct itself/,
    );
  });
});

describe('a port that two things want', () => {
  it.each<[string, Partial<WebAppProps>, string]>([
    [
      'two ports have one name',
      { ports: [Port.tcp(9090, 'admin'), Port.tcp(9091, 'admin')] },
      "ports must have names of their own, got admin twice; name the other one, as in Port.tcp(9091, 'admin-2')",
    ],
    [
      'metrics have the name of another port',
      { ports: [Port.tcp(9090, 'admin')], metrics: { port: Port.tcp(9091, 'admin') } },
      "ports must have names of their own, got admin twice; name the other one, as in Port.tcp(9091, 'metrics')",
    ],
    [
      'one number has two names',
      { port: Port.tcp(8080, 'web'), ports: [Port.tcp(8080, 'admin')] },
      'a port must have one name, got TCP/8080 as web and admin; leave one out',
    ],
    [
      'the Service has the number of another port',
      { ports: [80] },
      'servicePort must not be that of another port, got 80; set servicePort to another than TCP/80',
    ],
  ])('fails when %s', (_, props, message) => expect(web(props)).toBe(`[shop/web] ${message}`));

  it('is one port when metrics are answered on the port of the app', () => {
    expect(web({ port: 3000, metrics: { port: 3000 } })).toBe('nothing');
  });
});
