import { Chart, Testing } from 'cdk8s';
import {
  AddOn,
  Cluster,
  Credentials,
  Engine,
  type ExternalKeyOptions,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  Vault,
  WebApp,
  Worker,
} from '../../lib';
import { containerOf, find, names, synth } from '../support/charts';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';
const VAULT = { address: 'https://vault.example.com:8200', role: 'shop' };
const STRIPE = SecretKey.external('shop/stripe', { property: 'api-key' });

function chartWith(addOn: AddOn | undefined = AddOn.externalSecrets({ store: 'vault' }), namespace = 'shop'): Chart {
  const app = Testing.app();
  Cluster.generic({ installed: addOn ? [addOn] : [] }).attachTo(app);
  return new Chart(app, namespace, { namespace });
}

function webWith(env: Readonly<Record<string, SecretKey>>, chart = chartWith()): Chart {
  new WebApp(chart, 'web', { image: IMAGE, env });
  return chart;
}

const dataOf = (chart: Chart, name: string) => find(chart, 'ExternalSecret', name)['spec'].data;

describe('a key of a store', () => {
  const chart = webWith({ STRIPE });

  it('is brought into the namespace once an hour, and stays when the store has lost it', () => {
    expect(find(chart, 'ExternalSecret', 'shop-stripe')['spec']).toEqual({
      data: [{ secretKey: 'api-key', remoteRef: { key: 'shop/stripe', property: 'api-key' } }],
      refreshInterval: '1h0m0s',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { creationPolicy: 'Owner', deletionPolicy: 'Retain', name: 'shop-stripe' },
    });
  });

  it('is a variable of the program', () => {
    expect(containerOf(find(chart, 'Deployment', 'web'))['env']).toEqual([
      { name: 'STRIPE', valueFrom: { secretKeyRef: { name: 'shop-stripe', key: 'api-key' } } },
    ]);
  });

  it('is in no manifest as a Secret', () => {
    expect(names(chart, 'Secret')).toEqual([]);
  });

  it('has one ExternalSecret however many consumers and properties it has', () => {
    const many = webWith({ STRIPE, HOOK: SecretKey.external('shop/stripe', { property: 'webhook' }) });
    new Worker(many, 'mailer', { image: IMAGE, secretFiles: { '/run/stripe/key': STRIPE } });
    expect(names(many, 'ExternalSecret')).toEqual(['shop-stripe']);
    expect(dataOf(many, 'shop-stripe').map(({ secretKey }: { secretKey: string }) => secretKey)).toEqual([
      'api-key',
      'webhook',
    ]);
  });

  it('has an ExternalSecret in each namespace that uses it', () => {
    const app = Testing.app();
    Cluster.generic({ installed: [AddOn.externalSecrets({ store: 'vault' })] }).attachTo(app);
    const charts = ['eu', 'us'].map((namespace) => webWith({ STRIPE }, new Chart(app, namespace, { namespace })));
    expect(charts.map((one) => names(one, 'ExternalSecret'))).toEqual([['shop-stripe'], ['shop-stripe']]);
  });

  it('without a property is the whole value', () => {
    expect(dataOf(webWith({ CONFIG: SecretKey.external('shop/config') }), 'shop-config')).toEqual([
      { secretKey: 'value', remoteRef: { key: 'shop/config' } },
    ]);
  });

  it('comes with its percent-encoded form', () => {
    const encoded = SecretKey.external('shop/db', { property: 'password', encoded: 'password-url' });
    expect(dataOf(webWith({ A: encoded }), 'shop-db')).toHaveLength(2);
    expect(encoded.encoded).toBe('password-url');
  });

  it('can come from another store, into a Secret of another name', () => {
    const other = webWith({ A: SecretKey.external('a', { store: 'azure', secret: 'from-azure' }) });
    expect(find(other, 'ExternalSecret', 'from-azure')['spec'].secretStoreRef.name).toBe('azure');
  });

  it('is no missing Secret to the security baseline', () => {
    const protectedChart = chartWith();
    new SecurityBaseline(protectedChart, 'baseline');
    webWith({ STRIPE }, protectedChart);
    expect(() => Testing.synth(protectedChart)).not.toThrow();
  });
});

describe('credentials of a store outside of the cluster', () => {
  const chart = chartWith();
  const store = new StatefulStore(chart, 'orders', {
    engine: Engine.valkey(),
    credentials: Credentials.external('shop/orders', { admin: 'admin-password' }),
  });
  new WebApp(chart, 'web', { image: IMAGE }).uses(store);

  it('are those of clients and of the servers among themselves', () => {
    expect(dataOf(chart, 'shop-orders').map(({ remoteRef }: { remoteRef: object }) => remoteRef)).toEqual([
      { key: 'shop/orders', property: 'admin-password' },
      { key: 'shop/orders', property: 'password' },
    ]);
  });

  it('are made by no Job', () => {
    expect(names(chart, 'Job')).toEqual([]);
  });

  it('are brought into the namespace of a client, too', () => {
    const app = chart.node.root;
    const away = new Chart(app as Chart, 'away', { namespace: 'away' });
    new WebApp(away, 'report', { image: IMAGE }).uses(store);
    expect(names(away, 'ExternalSecret')).toEqual(['shop-orders']);
  });
});

describe('a Vault', () => {
  const chart = webWith({ STRIPE }, chartWith(AddOn.externalSecrets({ store: Vault.kubernetes(VAULT) })));
  new Worker(chart, 'mailer', {
    image: IMAGE,
    env: { SMTP: SecretKey.external('shop/smtp', { property: 'password' }) },
  });

  it('is a SecretStore of the namespace, for all its keys', () => {
    expect(names(chart, 'SecretStore')).toEqual(['vault']);
    expect(find(chart, 'ExternalSecret', 'shop-smtp')['spec'].secretStoreRef).toEqual({
      kind: 'SecretStore',
      name: 'vault',
    });
  });

  it('gets tokens that only it takes', () => {
    expect(find(chart, 'SecretStore', 'vault')['spec'].provider.vault).toEqual({
      auth: {
        kubernetes: {
          mountPath: 'kubernetes',
          role: 'shop',
          serviceAccountRef: { name: 'vault', audiences: ['vault'] },
        },
      },
      path: 'secret',
      server: 'https://vault.example.com:8200',
      version: 'v2',
    });
  });

  it('knows an account that no pod has and that has no rights', () => {
    expect(find(chart, 'ServiceAccount', 'vault')['automountServiceAccountToken']).toBe(false);
    expect(names(chart, 'RoleBinding')).toEqual([]);
  });

  it('opens no way out for pods, because the controller connects to it', () => {
    const policies = synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(JSON.stringify(policies)).not.toContain('8200');
  });
});

describe('fails when', () => {
  it('the cluster has no External Secrets', () => {
    const bare = Testing.app();
    expect(() => webWith({ STRIPE }, new Chart(bare, 'shop', { namespace: 'shop' }))).toThrow(
      "[shop/web] a secret from a store needs External Secrets, got a cluster without; say installed: [AddOn.externalSecrets({ store: 'vault' })] in the Cluster, or use SecretKey.of(secret, key)",
    );
  });

  it('neither the cluster nor the key has a store', () => {
    expect(() => webWith({ STRIPE }, chartWith(AddOn.externalSecrets()))).toThrow(
      "[shop/web] the secret shop/stripe must come from a store, got nothing; say AddOn.externalSecrets({ store: 'vault' }) in the Cluster, or { store: 'vault' } for the key",
    );
  });

  it('two sources would make one Secret', () => {
    expect(() => webWith({ A: SecretKey.external('shop/stripe'), B: SecretKey.external('shop-stripe') })).toThrow(
      "Secret shop-stripe must have one source, got shop/stripe of vault and shop-stripe of vault; give one of the two a name: { secret: 'another' }",
    );
  });

  it('two Vaults of a namespace have one name', () => {
    const other = Vault.kubernetes({ ...VAULT, role: 'other' });
    const env = {
      A: SecretKey.external('a', { store: Vault.kubernetes(VAULT) }),
      B: SecretKey.external('b', { store: other }),
    };
    expect(() => webWith(env)).toThrow(
      "a Vault must have a name of its own, got vault; give one of the two another: { name: 'vault-eu' }",
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'a key begins with a slash',
      () => SecretKey.external('/a'),
      'the key of an external secret must be a path, got /a; use its path',
    ],
    ['a key is empty', () => SecretKey.external(''), 'the key of an external secret must be a path'],
    ['a key has no letter', () => SecretKey.external('_'), 'the name of a Secret must be a DNS label'],
    ['a property is no key of a Secret', () => SecretKey.external('a', { property: 'a b' }), 'a key of a Secret must'],
    [
      'a store of a key has a slash',
      () => SecretKey.external('a', { store: 'kv/vault' }),
      'a store must be the name of a SecretStore, without a path, got kv/vault; use vault, and put the path into the key',
    ],
    [
      'a store of the cluster has a slash',
      () => AddOn.externalSecrets({ store: 'a/b' }),
      'a store must be the name of a SecretStore, without a path, got a/b; use b',
    ],
    [
      'a store is a number',
      () => SecretKey.external('a', { store: 1 } as unknown as ExternalKeyOptions),
      'SecretKey.external.store must be the name of a store, or a Vault, got 1',
    ],
    [
      'a Vault speaks plain HTTP',
      () => Vault.kubernetes({ ...VAULT, address: 'http://vault:8200/' }),
      'the address of a Vault must be an https URL without a path, got http://vault:8200/; use https://vault:8200',
    ],
    ['a Vault has no role', () => Vault.kubernetes({ ...VAULT, role: ' ' }), 'the role of a Vault must be a name'],
    [
      'a mount has slashes at its ends',
      () => Vault.kubernetes({ ...VAULT, mount: '/kv/' }),
      'the mount of a Vault must be a path, got /kv/',
    ],
    [
      'credentials have an unknown property',
      () => Credentials.external('a', { user: 'b' } as never),
      'no prop of Credentials.external has this name, got user',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
