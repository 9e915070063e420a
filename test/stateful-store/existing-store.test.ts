import { Chart, Testing } from 'cdk8s';
import {
  AddOn,
  Cluster,
  type ExistingStoreProps,
  Port,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  type UsesOptions,
  WebApp,
} from '../../lib';
import { containerOf, find, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const PORT = Port.tcp(5432, 'postgres');
const INSIDE: ExistingStoreProps = {
  service: 'orders-db',
  namespace: 'databases',
  pods: { app: 'postgres' },
  port: PORT,
  user: 'app',
  password: SecretKey.of('orders-db', 'password'),
  url: 'postgresql://$(USER):$(PASSWORD)@$(HOST):$(PORT)/orders',
};
const OUTSIDE: ExistingStoreProps = { host: 'db.example.com', ranges: ['203.0.113.0/24'], name: 'orders', port: PORT };

function used(props: ExistingStoreProps, options: UsesOptions = {}, chart = testChart()) {
  const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' });
  const store = StatefulStore.existing(props);
  web.uses(store, options);
  return { chart, web, store };
}

const envOf = (chart: Chart) => containerOf(find(chart, 'Deployment'))['env'];

describe('a store that somebody else runs', () => {
  it('is told to whoever uses it as it was given', () => {
    expect(envOf(used(INSIDE).chart)).toEqual([
      { name: 'ORDERS_DB_HOST', value: 'orders-db.databases' },
      { name: 'ORDERS_DB_PORT', value: '5432' },
      { name: 'ORDERS_DB_USER', value: 'app' },
      { name: 'ORDERS_DB_PASSWORD', valueFrom: { secretKeyRef: { key: 'password', name: 'orders-db' } } },
      {
        name: 'ORDERS_DB_URL',
        value: 'postgresql://$(ORDERS_DB_USER):$(ORDERS_DB_PASSWORD)@$(ORDERS_DB_HOST):$(ORDERS_DB_PORT)/orders',
      },
    ]);
  });

  it('has its password in a Secret that the app need not make', () => {
    const chart = testChart();
    new SecurityBaseline(chart, 'baseline');
    expect(() => synth(used(INSIDE, {}, chart).chart)).not.toThrow();
  });

  it('is called by its Service alone in the same namespace', () => {
    const chart = new Chart(Testing.app(), 'databases', { namespace: 'databases' });
    expect(envOf(used(INSIDE, {}, chart).chart)[0]).toEqual({ name: 'ORDERS_DB_HOST', value: 'orders-db' });
  });

  it('makes nothing but the opening of the one who uses it', () => {
    const { chart } = used(INSIDE);
    expect(names(chart, 'NetworkPolicy')).toEqual(['web', 'web-to-orders-db']);
    expect(find(chart, 'NetworkPolicy', 'web-to-orders-db')['spec'].egress).toEqual([
      {
        ports: [{ port: 5432, protocol: 'TCP' }],
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'databases' } },
            podSelector: { matchLabels: { app: 'postgres' } },
          },
        ],
      },
    ]);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('has files instead of the password, and no URL that needs it', () => {
    const env: { name: string }[] = envOf(used(INSIDE, { credentials: 'files' }).chart);
    expect(env.map(({ name }) => name)).toEqual([
      'ORDERS_DB_HOST',
      'ORDERS_DB_PORT',
      'ORDERS_DB_USER',
      'ORDERS_DB_PASSWORD_FILE',
    ]);
  });

  it('may be told more, and text that is no reference is left alone', () => {
    const env = envOf(used({ ...OUTSIDE, env: { DSN: '$(HOST)/$$(HOST)', MODE: 'verify-full' } }, { as: 'DB' }).chart);
    expect(env).toContainEqual({ name: 'DB_DSN', value: '$(DB_HOST)/$$(HOST)' });
    expect(env).toContainEqual({ name: 'DB_MODE', value: 'verify-full' });
  });

  it('can be outside of the cluster', () => {
    const { chart } = used(OUTSIDE);
    expect(envOf(chart)).toContainEqual({ name: 'ORDERS_HOST', value: 'db.example.com' });
    expect(find(chart, 'NetworkPolicy', 'web-to-orders')['spec'].egress).toEqual([
      { ports: [{ port: 5432, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
    ]);
  });

  it('is opened by name where the network plugin knows names', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.cilium()] }).attachTo(chart);
    expect(JSON.stringify(find(used(OUTSIDE, {}, chart).chart, 'CiliumNetworkPolicy'))).toContain('db.example.com');
  });

  it('may be used twice, and by two in either order', () => {
    const twice = (...order: ('web' | 'api')[]) => {
      const chart = testChart();
      const store = StatefulStore.existing(INSIDE);
      const apps = Object.fromEntries(
        ['web', 'api'].map((id) => [id, new WebApp(chart, id, { image: 'ghcr.io/acme/shop:1.0.0' })]),
      );
      for (const id of order) apps[id]?.uses(store);
      return synth(chart);
    };
    expect(twice('api', 'web', 'api', 'web')).toEqual(twice('web', 'api'));
  });

  it.each<[string, ExistingStoreProps, RegExp]>([
    [
      'nobody says where it is',
      { port: PORT },
      /must be reached by a Service or a host, got neither; give service or host/,
    ],
    [
      'it is in two places',
      { ...INSIDE, host: 'db.example.com' },
      /a Service or a host, got both; give service or host/,
    ],
    [
      'its Service has no namespace',
      { service: 'db', port: PORT },
      /Service db needs a namespace, got nothing; say which/,
    ],
    [
      'its Service has no name',
      { service: '', namespace: 'a', port: PORT },
      /the name of a Service must be a DNS label/,
    ],
    [
      'its namespace has a dot',
      { service: 'db', namespace: 'a.b', port: PORT },
      /the namespace of a Service must be a/,
    ],
    [
      'its host is a wildcard',
      { host: '*.example.com', port: PORT },
      /the host of a store must be one, got \*\.example/,
    ],
    [
      'its host is no name',
      { host: 'https://db', port: PORT },
      /an external host must be a host name, got https:\/\/db/,
    ],
    ['a variable has no name', { ...INSIDE, env: { 'a-b': 'c' } }, /an environment variable must be named .*, got a-b/],
    [
      'a URL has a user that nobody names',
      { ...INSIDE, user: undefined },
      /\$\(USER\) must be given to refer to it, got nothing; give user/,
    ],
    [
      'a variable has no password',
      { ...OUTSIDE, env: { DSN: '$(PASSWORD)' } },
      /\$\(PASSWORD\) must be given to refer to it/,
    ],
  ])('fails when %s', (_, props, message) => {
    expect(() => StatefulStore.existing(props)).toThrow(message);
  });

  it('fails when a variable has two sources', () => {
    const { web, store } = used(INSIDE);
    expect(() => web.uses(StatefulStore.existing({ ...INSIDE, user: 'admin' }), { as: 'ORDERS_DB' })).toThrow(
      /environment variable ORDERS_DB_USER must have one source, got orders-db and orders-db/,
    );
    expect(store.port).toBe(PORT);
  });
});
