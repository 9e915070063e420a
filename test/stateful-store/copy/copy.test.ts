import { Chart } from 'cdk8s';
import {
  AddOn,
  App,
  Backup,
  Certificate,
  Cluster,
  Credentials,
  Engine,
  type PostgresOptions,
  StatefulStore,
  type StatefulStoreProps,
} from '../../../lib';
import { find, type Manifest, names, podOf, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';
import { bucket } from '../postgres/support';

type Props = Partial<Omit<StatefulStoreProps, 'engine'>>;

const OLD = { image: 'docker.io/library/postgres:17.6' };

function orders(props: Props = {}, options: PostgresOptions = OLD, chart = testChart()) {
  return new StatefulStore(chart, 'orders', { engine: Engine.postgres(options), ...props });
}

/** A store of the newest version that begins with the data of `orders`. */
function copied(
  {
    from = orders({ readOnly: true }),
    options = {},
    props = {},
  }: Partial<{
    readonly from: StatefulStore;
    readonly options: PostgresOptions;
    readonly props: Props;
  }> = {},
  rehearsal = false,
) {
  const chart = Chart.of(from);
  new StatefulStore(chart, 'orders18', {
    engine: Engine.postgres({ database: 'orders', ...options }),
    copyFrom: rehearsal ? from.rehearsal() : from.copy(),
    ...props,
  });
  return chart;
}

const stepsOf = (chart: Chart): Manifest[] => podOf(find(chart, 'StatefulSet', 'orders18'))['initContainers'];
const variables = ({ env }: Manifest): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value }: Record<string, string>) => [name, value]));

describe('a store that begins with a copy', () => {
  it('makes objects that fit their schemas', () => {
    expect(synth(copied()).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('dumps the other store in its image and loads the dump in its own, before the server starts', () => {
    const [take, load] = stepsOf(copied());
    expect([take?.['name'], take?.['image'], take?.['command']]).toEqual([
      'copy-take',
      OLD.image,
      ['sh', '/etc/backup/copy-take.sh'],
    ]);
    expect(load?.['command']).toEqual(['sh', '/etc/backup/copy-load.sh']);
    expect(load?.['image']).toContain('postgres:18');
    expect(variables(take ?? {})).toMatchObject({
      COPY: 'final',
      SOURCE: 'orders',
      SOURCE_HOST: 'orders-0.orders',
      SOURCE_MAJOR: '17',
      SOURCE_PASSWORD: '/run/secrets/source/admin',
      MAJOR: '18',
      WORK: '/data/.copy',
    });
    expect(load?.['volumeMounts']).toContainEqual({ name: 'data', mountPath: '/data' });
    const scripts = podOf(find(copied(), 'StatefulSet', 'orders18'))['volumes'].find(
      ({ name }: Manifest) => name === 'backup',
    );
    expect(Object.keys(find(copied(), 'ConfigMap', scripts.configMap.name)['data'])).toEqual(
      expect.arrayContaining(['copy-take.sh', 'copy-load.sh', 'copy-common.sh', 'copy-contents.sql']),
    );
  });

  it('has the password of the administrator of the other store in these steps only', () => {
    const credentials = Credentials.fromSecret('shared', 'app', { admin: 'root' });
    const chart = copied({ from: orders({ readOnly: true, credentials }) });
    const pod = podOf(find(chart, 'StatefulSet', 'orders18'));
    expect(pod['volumes']).toContainEqual({
      name: 'source',
      secret: { defaultMode: 0o440, items: [{ key: 'root', path: 'root' }], secretName: 'shared' },
    });
    expect(JSON.stringify(pod['containers'])).not.toContain('secrets/source');
  });

  it('reaches the other store, and nobody else is let in for it', () => {
    const ingress = find(copied(), 'NetworkPolicy', 'orders-from-orders18')['spec'].ingress;
    expect(ingress).toEqual([
      {
        from: [
          {
            podSelector: {
              matchLabels: { 'app.kubernetes.io/component': 'stateful-store', 'app.kubernetes.io/name': 'orders18' },
            },
          },
        ],
        ports: [{ port: 5432, protocol: 'TCP' }],
      },
    ]);
  });

  it('checks the certificate of a store that has one', () => {
    const chart = copied({ from: orders({ readOnly: true, tls: Certificate.fromSecret('orders-tls') }) });
    const [take] = stepsOf(chart);
    expect(variables(take ?? {})['SOURCE_CA']).toBe('/run/secrets/source-authority/ca.crt');
    expect(take?.['volumeMounts']).toContainEqual({
      name: 'source-authority',
      mountPath: '/run/secrets/source-authority',
      readOnly: true,
    });
  });

  it('may be tried while the other store takes writes, and says so to its steps', () => {
    const [take, load] = stepsOf(copied({ from: orders() }, true));
    expect([take, load].map((step) => variables(step ?? {})['COPY'])).toEqual(['rehearsal', 'rehearsal']);
  });

  it('may have the same version, for another volume', () => {
    expect(names(copied({ options: OLD }), 'StatefulSet')).toContain('orders18');
  });
});

describe('a copy', () => {
  it('fails when the other store takes writes', () => {
    expect(() => copied({ from: orders() })).toThrow(
      '[shop/orders] copy() must be of a store that takes no write meanwhile, got false; set readOnly: true for shop/orders, or use rehearsal() to try it',
    );
  });

  it('fails when it would go to an earlier version', () => {
    const from = orders({ readOnly: true }, {});
    expect(() => copied({ from, options: OLD })).toThrow(
      'copyFrom must have the same or an earlier version of postgres, got 18 in shop/orders; use version 18 or a later one',
    );
  });

  it.each([['database'], ['user']])('fails when clients would find another %s', (name) => {
    expect(() => copied({ options: { [name]: 'other' } })).toThrow(
      `${name} must be that of the store that is copied, got other; pass ${name}: 'orders'`,
    );
  });

  it('fails when the store begins with something else, too, or may not be written', () => {
    const restoreFrom = Backup.latest(bucket);
    for (const props of [{ restoreFrom }, { readOnly: true }]) {
      const [prop] = Object.keys(props);
      expect(() => copied({ props })).toThrow(
        `a store that begins with a copy must not have ${prop}, got shop/orders.copy(); leave ${prop} or copyFrom out`,
      );
    }
  });

  it('fails in another namespace, where the Secret is not', () => {
    const app = new App();
    const [one, two] = ['one', 'two'].map((name) => new Chart(app, name, { namespace: name }));
    const from = orders({ readOnly: true }, OLD, one);
    new StatefulStore(two as Chart, 'orders18', {
      engine: Engine.postgres({ database: 'orders' }),
      copyFrom: from.copy(),
    });
    expect(() => app.synth()).toThrow(
      'copyFrom must be in the same namespace, as its Secret is, got one for two; put both in one',
    );
  });

  it('fails for servers that an operator runs', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.cloudNativePg()] }).attachTo(chart);
    const accounts = new StatefulStore(chart, 'accounts', { engine: Engine.postgres() });
    expect(() => accounts.rehearsal()).toThrow('a store that is copied must have pods of its own');
    const props = { engine: Engine.postgres(), readOnly: true };
    expect(() => new StatefulStore(chart, 'more', props)).toThrow(
      "readOnly is for pods of the store's own, and CloudNativePG makes these",
    );
  });

  it('fails for engines that take over the data of an earlier version by themselves, and says so', () => {
    const chart = testChart();
    const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.redis() });
    const copyFrom = sessions.rehearsal();
    expect(() => new StatefulStore(chart, 'new', { engine: Engine.valkey(), copyFrom })).toThrow(
      'copyFrom must be a store of PostgreSQL in one of PostgreSQL, got valkey from redis; servers of Valkey and Redis take over the data of an earlier version: give that store the new engine and image',
    );
    expect(() => new StatefulStore(chart, 'still', { engine: Engine.valkey(), readOnly: true })).toThrow(
      'valkey must be able to serve without taking writes, got readOnly; leave it out: only PostgreSQL has it',
    );
  });

  it('fails when copyFrom is the store itself', () => {
    const from = orders({ readOnly: true });
    const copyFrom = from as never;
    expect(() => copied({ from, props: { copyFrom } })).toThrow(
      'copyFrom must be what copy() or rehearsal() of a store gives, got a StatefulStore; use orders.copy(), where orders is the other store',
    );
  });
});

describe('readOnly', () => {
  it('tells the server alone, whose pod is replaced for it', () => {
    const chart = testChart();
    orders({ readOnly: true }, OLD, chart);
    const [server] = podOf(find(chart, 'StatefulSet', 'orders'))['containers'];
    expect(variables(server)['READ_ONLY']).toBe('yes');
  });
});
