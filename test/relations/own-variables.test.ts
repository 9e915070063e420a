import { Construct } from 'constructs';
import {
  Engine,
  External,
  type IBindable,
  OtlpEndpoint,
  Peer,
  Port,
  SecretKey,
  StatefulStore,
  type StoreParts,
  WebApp,
} from '../../lib';
import type { Binding, BindingRequest } from '../../lib/engine';
import { containerOf, find, testChart } from '../support/charts';
import { thrown } from '../support/errors';
import { image, store, variables } from './support';

describe('variables that a program names', () => {
  it('stand in the place of the usual ones', () => {
    const env = variables((chart) => new WebApp(chart, 'catalog', { image }), {
      env: {
        PRODUCT_CATALOG_SERVICE_ADDR: ({ host, port }) => `${host}:${port}`,
        catalog__url: ({ url }) => `${url}/v1`,
      },
    });
    expect(env).toEqual({ PRODUCT_CATALOG_SERVICE_ADDR: 'catalog:80', catalog__url: 'http://catalog:80/v1' });
  });

  it('are for the port that is named', () => {
    const api = (chart: ReturnType<typeof testChart>) =>
      new WebApp(chart, 'api', { image, ports: [Port.tcp(9000, 'grpc')] });
    expect(variables(api, { port: 'grpc', env: { API_ADDR: ({ host, port }) => `${host}:${port}` } })).toEqual({
      API_ADDR: 'api:9000',
    });
  });

  it('compose a URL of a database, with a reference to the password before it', () => {
    const env = variables(store({}), {
      env: {
        ACCOUNTS_DB_URI: ({ host, port, user, password, database }) =>
          `postgresql://${user}:${password}@${host}:${port}/${database}`,
        SPRING_DATASOURCE_URL: ({ host, port, database }) => `jdbc:postgresql://${host}:${port}/${database}`,
      },
    });
    expect(Object.keys(env)).toEqual(['ORDERS_PASSWORD', 'ACCOUNTS_DB_URI', 'SPRING_DATASOURCE_URL']);
    expect(env).toEqual({
      ORDERS_PASSWORD: 'orders-credentials/password',
      ACCOUNTS_DB_URI: 'postgresql://orders:$(ORDERS_PASSWORD)@orders-rw:5432/orders',
      SPRING_DATASOURCE_URL: 'jdbc:postgresql://orders-rw:5432/orders',
    });
  });

  it('have the key itself where a part is a secret alone', () => {
    expect(variables(store({}), { env: { DB_PASS: ({ password }) => password } })).toEqual({
      DB_PASS: 'orders-credentials/password',
    });
  });

  it('take the whole URL of a store, and stand beside the usual ones when both are asked for', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    const cache = new StatefulStore(chart, 'cache', { engine: Engine.valkey(), replicas: 1 });
    web.uses(cache);
    web.uses(cache, { env: { REDIS_ADDR: ({ host, port }) => `${host}:${port}`, BROKER: ({ url }) => `${url}/1` } });
    const env: { name: string; value: string }[] = containerOf(find(chart, 'Deployment', 'web'))['env'];
    expect(env.map(({ name }) => name)).toEqual([
      'CACHE_HOST',
      'CACHE_PORT',
      'CACHE_PASSWORD',
      'CACHE_URL',
      'REDIS_ADDR',
      'BROKER',
    ]);
    expect(env.at(-1)?.value).toBe('redis://:$(CACHE_PASSWORD)@cache-0.cache:6379/1');
  });

  it('have the parts of Sentinels, or of the proxy in front', () => {
    const failover = (endpoint: 'primary' | 'discovery') =>
      store({ engine: Engine.valkey(), replicas: 3, endpoint }, 'cache');
    expect(
      variables(failover('discovery'), { env: { S: ({ sentinels, masterName }) => `${masterName}@${sentinels}` } })[
        'S'
      ],
    ).toBe('mymaster@cache-0.cache:26379,cache-1.cache:26379,cache-2.cache:26379');
    expect(variables(failover('primary'), { env: { A: ({ host, readHost }) => `${host} ${readHost}` } })['A']).toBe(
      'cache-primary cache-primary',
    );
  });

  const bySentinels = store({ engine: Engine.valkey(), replicas: 3 }, 'cache');

  it('have the address of Sentinels under names of their own', () => {
    const env = {
      S: ({ sentinelHost, sentinelPort }: StoreParts) => `${sentinelHost}:${sentinelPort}`,
      U: ({ sentinelUrl }: StoreParts) => sentinelUrl,
    };
    const found = variables(bySentinels, { env });
    expect(found).toMatchObject({ S: 'cache-sentinel:26379', CACHE_PASSWORD: 'cache-credentials/password' });
    expect(found['U']).toMatch(/^redis-sentinel:\/\/:\$\(CACHE_PASSWORD\)@cache-0\.cache:26379,.*\/0#mymaster$/);
    expect(variables(bySentinels, { credentials: 'files', env: { U: env.U } })['U']).toMatch(
      /^redis-sentinel:\/\/cache-0/,
    );
  });

  it.each([
    ['host', ({ host }: StoreParts) => host],
    ['port', ({ port }: StoreParts) => port],
    ['url', ({ url }: StoreParts) => url],
  ])('fails when %s would be that of a Sentinel', (part, form) => {
    expect(thrown(() => variables(bySentinels, { env: { X: form } })).message).toBe(
      `[shop/web] X can use the parts of cache, got ${part}; its clients ask the Sentinels: use sentinelHost, sentinelPort, ` +
        "sentinelUrl or sentinels, or give the store endpoint: 'primary' or replicas: 1",
    );
  });

  it('have the paths of files, which are mounted when they are taken', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    const db = new StatefulStore(chart, 'orders', { engine: Engine.postgres() });
    web.uses(db, {
      credentials: 'files',
      env: { PGHOST: ({ host }) => host, PGPASSFILE: ({ passwordFile }) => passwordFile },
    });
    const { env, volumeMounts } = containerOf(find(chart, 'Deployment', 'web'));
    expect(env).toContainEqual({ name: 'PGPASSFILE', value: '/run/secrets/orders/password' });
    expect(volumeMounts).toContainEqual({ mountPath: '/run/secrets/orders', name: 'secret-orders', readOnly: true });
  });

  it('are of what is outside, of a collector, and of classes of your own', () => {
    expect(
      variables(() => External.https('api.stripe.com'), { env: { STRIPE: ({ url, host }) => `${url} ${host}` } }),
    ).toEqual({
      STRIPE: 'https://api.stripe.com api.stripe.com',
    });
    expect(
      variables(() => External.cidr('10.1.2.3/32', 5432), { env: { DB: ({ host, port }) => `${host}:${port}` } }),
    ).toEqual({
      DB: '10.1.2.3:5432',
    });
    const collector = OtlpEndpoint.service('otel-collector', 'observability');
    expect(variables(() => collector, { env: { COLLECTOR: ({ host, port }) => `${host}:${port}` } })).toEqual({
      COLLECTOR: 'otel-collector.observability.svc:4318',
    });
    class Mailer extends Construct implements IBindable {
      readonly peer = Peer.pods(this, { name: 'mailer', labels: { app: 'mailer' } });
      bind({ prefix }: BindingRequest): Binding {
        const env = { [`${prefix}_HOST`]: 'mailer', [`${prefix}_AUTH_KEY`]: SecretKey.of('mailer', 'key') };
        return { port: Port.tcp(25, 'smtp'), env, parts: { domain: 'example.com' } };
      }
    }
    const form = ({ host, authKey, domain }: Readonly<Record<string, string>>) => `${host}/${domain}?k=${authKey}`;
    expect(variables((chart) => new Mailer(chart, 'mailer'), { env: { MAIL: form } })).toEqual({
      MAILER_AUTH_KEY: 'mailer/key',
      MAIL: 'mailer/example.com?k=$(MAILER_AUTH_KEY)',
    });
  });

  it('are of a store that runs elsewhere, whose literals stand in the text', () => {
    const existing = () =>
      StatefulStore.existing({
        host: 'db.example.com',
        port: 5432,
        user: 'app',
        password: SecretKey.of('db', 'password', { encoded: 'password' }),
        url: 'postgresql://$(USER):$(PASSWORD)@$(HOST):$(PORT)/shop',
        env: { VHOST: 'v1' },
      });
    expect(variables(existing, { env: { DSN: ({ url, vhost }) => `${url}?${vhost}` } })).toEqual({
      DB_PASSWORD: 'db/password',
      DSN: 'postgresql://app:$(DB_PASSWORD)@db.example.com:5432/shop?v1',
    });
  });

  it('name a word once, and leave out what is undefined', () => {
    const forms = {
      env: { DSN: ({ password }: { password: string }) => `x ${password}`, NONE: () => undefined, NO: undefined },
    };
    expect(variables(store({}), { as: 'PASSWORD', ...forms })).toEqual({
      PASSWORD: 'orders-credentials/password',
      DSN: 'x $(PASSWORD)',
    });
  });
});

describe('a form', () => {
  it('fails when a part does not exist', () => {
    const single = store({ engine: Engine.valkey(), replicas: 1 });
    expect(() => variables(single, { env: { U: ({ user }) => user } })).toThrow(
      '[shop/web] U can use the parts of orders, got user; use some of host, port, ',
    );
    expect(() => variables(store({}), { env: { U: (parts) => (parts as unknown as { hots: string }).hots } })).toThrow(
      '[shop/web] U can use the parts of orders, got hots; did you mean host',
    );
    expect(() => variables(() => External.host('*.example.com', 443), { env: { U: ({ host }) => host } })).toThrow(
      '[shop/web] U can use the parts of any.example.com, got host; use some of port',
    );
  });

  it.each([
    ['is no function', 'host:port', 'A of uses must be composed by a function, got host:port; use a form such as'],
    ['returns a number', () => 5432, 'A of uses must be composed to text, got 5432; return a text such as'],
  ])('fails when it %s', (_, form, message) => {
    expect(() => variables(store({}), { env: { A: form as never } })).toThrow(`[shop/web] ${message}`);
  });

  it('fails when the program sets the variable itself', () => {
    const env = { DB_HOST: ({ host }: { host: string }) => host };
    expect(thrown(() => variables(store({}), { env }, { env: { DB_HOST: 'elsewhere' } })).message).toBe(
      "[shop/web] environment variable DB_HOST must have one source, got env and shop/orders; remove DB_HOST from env, or rename one, for example with { as: 'OTHER' }",
    );
  });

  it('fails when the name is none', () => {
    expect(() => variables(store({}), { env: { 'DB HOST': ({ host }) => host } })).toThrow(
      /environment variable must be named/,
    );
  });
});

it('knows the parts of each provider at compile time', () => {
  const chart = testChart();
  const web = new WebApp(chart, 'web', { image });
  const wrong = () => {
    // @ts-expect-error A WebApp has no password.
    web.uses(new WebApp(chart, 'api', { image }), { env: { A: ({ password }) => password } });
    // @ts-expect-error A variable is text.
    web.uses(new WebApp(chart, 'other', { image }), { env: { A: ({ port }) => Number(port) } });
  };
  expect(wrong).toThrow();
  const plain: IBindable[] = [
    new StatefulStore(chart, 'db', { engine: Engine.postgres() }),
    External.https('a.example.com'),
  ];
  for (const provider of plain) web.uses(provider);
});
