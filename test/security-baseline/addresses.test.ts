import { Chart, Testing } from 'cdk8s';
import {
  App,
  Cluster,
  Engine,
  ExternalObject,
  OtlpEndpoint,
  Peer,
  Port,
  ScheduledTask,
  SecurityBaseline,
  type SecurityBaselineProps,
  StatefulStore,
  WebApp,
  type WebAppProps,
  Worker,
} from '../../lib';
import { addressesIn } from '../../lib/security-baseline/addresses';
import { errorsOf } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';
const CLOSED = 'must have the address of a Service that the network of the pods is open to';
const MISSING = 'must have the address of a Service that exists, with its port';
const OPEN_IT = 'call web.uses(api), whose variables have the address, or api.allowFrom(web)';

interface Shop {
  readonly chart: Chart;
  readonly web: WebApp;
  readonly api: WebApp;
}

/** An app `web` with some props beside `api`, which serves port 80 by its Service and 8080 by its pods. */
function shop(props: Partial<WebAppProps>, baseline: SecurityBaselineProps = {}): Shop {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline', baseline);
  const api = new WebApp(chart, 'api', { image });
  return { chart, web: new WebApp(chart, 'web', { image, ...props }), api };
}

const found = (props: Partial<WebAppProps>, after?: (made: Shop) => void, baseline?: SecurityBaselineProps) => {
  const made = shop(props, baseline);
  after?.(made);
  return errorsOf(made.chart);
};

describe('an address without a relation is dead', () => {
  test.each([
    ['http://api', 'http://api'],
    ['http://user@API:80/v1?x=1', 'http://api:80'],
    ['grpc://x@other.example.com:1,api:80', 'grpc://api:80'],
    ['api:80', 'api:80'],
    ['api.shop:80', 'api.shop:80'],
    ['api.shop.svc', 'api.shop.svc'],
    ['api.shop.svc.cluster.local:80', 'api.shop.svc.cluster.local:80'],
    ['other.example.com:1,api.shop.svc:80', 'api.shop.svc:80'],
    ['proxy=http://api:80/;retry=3', 'http://api:80'],
    ['user:pass@tcp(api:80)/db', 'api:80'],
  ])('closed-service fails when a variable is %s', (value, got) => {
    expect(found({ env: { UPSTREAM: value } })).toEqual([
      `[shop/web/Deployment] variable UPSTREAM of container web ${CLOSED}, got ${got}; ${OPEN_IT} (closed-service)`,
    ]);
  });

  test.each<[string, Partial<WebAppProps>, string]>([
    ['a host alone', { env: { API_HOST: 'api' } }, 'variable API_HOST of container web'],
    ['parts', { env: { NAME: 'api', URL: 'http://$(NAME)/x' } }, 'variable URL of container web'],
    ['an argument', { args: ['--upstream=http://api'] }, 'args of container web'],
    ['a script', { command: ['sh', '-c', 'curl -s "http://api/x"'] }, 'command of container web'],
    [
      'an init container',
      { initContainers: [{ name: 'wait', image, args: ['http://api'] }] },
      'args of container wait',
    ],
    ['a sidecar', { sidecars: [{ name: 'log', image, env: { TO: 'http://api' } }] }, 'variable TO of container log'],
    ['a file', { files: { '/etc/web.conf': 'proxy_pass http://api;\n' } }, 'etc.web.conf in ConfigMap web-files'],
  ])('closed-service fails when %s has the address', (_name, props, where) => {
    const errors = found(props);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`${where}`);
    expect(errors[0]).toContain(CLOSED);
  });

  test('closed-service fails when a Worker or a ScheduledTask has the address of a store', () => {
    const { chart } = shop({});
    new StatefulStore(chart, 'main-cache', { engine: Engine.valkey(), replicas: 1 });
    const env = { CACHE: 'redis://main-cache-0.main-cache:6379' };
    new Worker(chart, 'mailer', { image, env });
    new ScheduledTask(chart, 'night-run', { image, env, schedule: '5 4 * * *' });
    const errors = errorsOf(chart);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toContain('call mailer.uses(mainCache), whose variables have the address');
    expect(errors[1]).toContain('call nightRun.uses(mainCache), whose variables have the address');
  });

  test('closed-service fails when only the side of the client is open', () => {
    const errors = found({ env: { API: 'http://api' } }, ({ web }) =>
      web.uses({
        peer: Peer.foreignPods({ name: 'all', namespaces: ['shop'] }),
        bind: () => ({ port: Port.tcp(8080), env: {} }),
      }),
    );
    expect(errors).toHaveLength(1);
  });

  test('closed-service fails when another port is open', () => {
    const { chart, web } = shop({ env: { ADMIN: 'http://both:9000' } });
    const both = new WebApp(chart, 'both', { image, ports: [Port.tcp(9000, 'admin')] });
    web.uses(both);
    expect(errorsOf(chart)[0]).toContain('got http://both:9000');
    web.uses(both, { port: 'admin', env: {} });
    expect(errorsOf(chart)).toEqual([]);
  });
});

describe('an address that works is left alone', () => {
  test.each<[string, (made: Shop) => void]>([
    ['uses', ({ web, api }) => web.uses(api)],
    ['allowFrom', ({ web, api }) => api.allowFrom(web)],
    [
      'ranges of addresses',
      ({ web, api }) => {
        web.uses({ peer: Peer.addresses('all', ['10.0.0.0/8']), bind: () => ({ port: Port.tcp(8080), env: {} }) });
        api.allowFrom({ peer: Peer.addresses('all', ['10.0.0.0/8']) });
      },
    ],
  ])('by %s', (_name, open) => {
    expect(found({ env: { API: 'http://api', HOST: 'api.shop.svc.cluster.local' } }, open)).toEqual([]);
  });

  test('which is its own', () => {
    expect(found({ env: { PUBLIC_URL: 'http://web', SELF: 'web.shop.svc:80' } })).toEqual([]);
  });

  test('with a waiver', () => {
    const waivers = [{ rule: 'closed-service', construct: 'shop/web', reason: 'shown to people only' }];
    expect(found({ env: { API: 'http://api' } }, undefined, { waivers })).toEqual([]);
  });

  test('where the network is not closed', () => {
    const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
    new WebApp(chart, 'api', { image });
    new WebApp(chart, 'web', { image, env: { API: 'http://api' } });
    expect(errorsOf(chart)).toEqual([]);
  });
});

test.each([
  'api',
  'the api: of the shop',
  'api:7',
  'docker://api:7',
  's3://api/backup',
  'file:///api:80/x',
  'https://api.example.com',
  'api.example.com:80',
  'api.shop',
  '10.0.0.1:80',
  '{"api":80}',
  'http://$(NOWHERE):80'.replace('$(NOWHERE)', '$$(API)'),
])('%s is no address of a Service', (value) => {
  expect(found({ env: { UPSTREAM: value } })).toEqual([]);
});

test.each(['CORS_ORIGINS', 'ALLOWED_HOSTS', 'NO_PROXY', 'TOKEN_AUDIENCE'])(
  'names in %s are those that others use',
  (name) => {
    expect(found({ env: { [name]: 'http://api,api.shop.svc' } })).toEqual([]);
  },
);

test.each(['a', 'a:', 'a.', 'http://a,', '"QUJD', ' '])('a long text of %s is read once', (part) => {
  const text = `${part.repeat(100_000)}!:`;
  expect(addressesIn(text).filter(({ host }) => host.includes('svc'))).toEqual([]);
});

test('comments in files and arguments are no addresses', () => {
  const files = { '/etc/web.conf': '# http://api\n  ; http://api\n// http://api\nport 80\n' };
  expect(found({ files })).toEqual([]);
});

describe('a Service that does not exist', () => {
  test.each([
    [
      'apii.shop.svc:80',
      'apii.shop.svc:80',
      'create it in the app, correct the name, or pass external: [ExternalObject.',
    ],
    ['http://catlog.shop.svc.cluster.local', 'http://catlog.shop.svc.cluster.local', 'did you mean catalog; if not'],
  ])('missing-service fails when a variable is %s', (value, got, fix) => {
    const { chart } = shop({ env: { UPSTREAM: value } });
    new WebApp(chart, 'catalog', { image });
    const [error, ...more] = errorsOf(chart);
    expect(more).toEqual([]);
    expect(error).toContain(`variable UPSTREAM of container web ${MISSING}, got ${got}; ${fix}`);
  });

  test('missing-service fails when the Service has another port', () => {
    expect(found({ env: { API: 'http://api:8080' } }, ({ web, api }) => web.uses(api))).toEqual([
      `[shop/web/Deployment] variable API of container web ${MISSING}, got http://api:8080; ` +
        'use port 80 of Service api (missing-service)',
    ]);
  });

  test('is declared, in another namespace, or behind a relation', () => {
    const external = [ExternalObject.service('mail')];
    const env = { MAIL: 'mail.shop.svc:25', LOGS: 'http://loki.monitoring.svc:3100', X: 'x.shop.svc.example.com:1' };
    expect(found({ env }, undefined, { external })).toEqual([]);
    const collector = OtlpEndpoint.service('collector', 'shop', { labels: { app: 'collector' } });
    expect(found({}, ({ web }) => web.uses(collector))).toEqual([]);
  });

  test('counts with the domain of the cluster', () => {
    const app = new App({ cluster: Cluster.generic({ domain: 'acme.internal' }) });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    new SecurityBaseline(chart, 'baseline');
    new WebApp(chart, 'web', { image, env: { API: 'http://api.shop.svc.acme.internal' } });
    expect(errorsOf(chart)[0]).toContain('got http://api.shop.svc.acme.internal');
  });
});
