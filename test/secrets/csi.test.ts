import { Chart, Testing } from 'cdk8s';
import { AddOn, Cluster, SecretKey, SecurityBaseline, Vault, WebApp, type WebAppProps, Worker } from '../../lib';
import { find, type Manifest, names, podOf, synth } from '../support/charts';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';
const vault = Vault.kubernetes({ address: 'https://vault.example.com:8200', role: 'shop', mount: 'apps' });
const STRIPE = SecretKey.csi('shop/stripe', { property: 'api-key' });
const MAIL = SecretKey.csi('shop/mail', { property: 'password' });

function chartWith(...installed: readonly AddOn[]): Chart {
  const app = Testing.app();
  Cluster.generic({ installed }).attachTo(app);
  return new Chart(app, 'shop', { namespace: 'shop' });
}

function webWith(props: Partial<WebAppProps>, chart = chartWith(AddOn.secretsStoreCsi({ vault }))): Chart {
  new WebApp(chart, 'web', { image: IMAGE, ...props });
  return chart;
}

const classOf = (chart: Chart, name: string): Manifest => find(chart, 'SecretProviderClass', name)['spec'];

describe('a secret of the CSI driver', () => {
  const chart = webWith({ secretFiles: { '/run/keys/stripe': STRIPE, '/run/keys/mail': MAIL } });

  it('is a file of a directory that the driver mounts, and no Secret', () => {
    const [volume] = podOf(find(chart, 'Deployment'))['volumes'].filter(({ csi }: Manifest) => csi !== undefined);
    expect(volume.csi).toEqual({
      driver: 'secrets-store.csi.k8s.io',
      readOnly: true,
      volumeAttributes: { secretProviderClass: 'web-run-keys' },
    });
    expect(podOf(find(chart, 'Deployment'))['containers'][0].volumeMounts).toContainEqual({
      name: volume.name,
      mountPath: '/run/keys',
      readOnly: true,
    });
    expect(synth(chart).map(({ kind }) => kind)).not.toContain('ExternalSecret');
    expect(JSON.stringify(synth(chart))).not.toContain('secretKeyRef');
  });

  it('has the name of the file, and comes from its property in Vault with a token that only Vault takes', () => {
    const { provider, parameters } = classOf(chart, 'web-run-keys');
    expect(provider).toBe('vault');
    expect(parameters).toMatchObject({
      audience: 'vault',
      roleName: 'shop',
      vaultAddress: 'https://vault.example.com:8200',
      vaultKubernetesMountPath: 'kubernetes',
    });
    expect(JSON.parse(parameters.objects)).toEqual([
      { objectName: 'stripe', secretPath: 'apps/data/shop/stripe', secretKey: 'api-key' },
      { objectName: 'mail', secretPath: 'apps/data/shop/mail', secretKey: 'password' },
    ]);
  });

  it('has a class for each program and directory, and no finding', () => {
    const both = webWith({ secretFiles: { '/run/keys/stripe': STRIPE, '/run/mail/password': MAIL } });
    new SecurityBaseline(both, 'baseline');
    new Worker(both, 'mailer', { image: IMAGE, secretFiles: { '/run/mail/password': MAIL } });
    expect(names(both, 'SecretProviderClass')).toEqual(['mailer-run-mail', 'web-run-keys', 'web-run-mail']);
  });
});

describe('fails when', () => {
  it('the cluster has no driver', () => {
    expect(() => webWith({ secretFiles: { '/run/keys/stripe': STRIPE } }, chartWith())).toThrow(
      '[shop/web] a secret of SecretKey.csi needs the Secrets Store CSI driver, got a cluster without; ' +
        'say installed: [AddOn.secretsStoreCsi({ vault })] in the Cluster, or use SecretKey.external(key) for a Secret',
    );
  });

  it('it is a variable', () => {
    expect(() => webWith({ env: { STRIPE } })).toThrow(
      '[shop/web] a secret of SecretKey.csi can only be a file, got shop/stripe; use it in secretFiles of a program',
    );
  });

  it('a directory has files of a Secret, too', () => {
    const secretFiles = { '/run/keys/stripe': STRIPE, '/run/keys/other': SecretKey.of('other', 'key') };
    expect(() => webWith({ secretFiles })).toThrow(
      'a directory must have files of Secrets or of SecretKey.csi, got both in /run/keys; put the files of one kind',
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'its key ends with a slash',
      () => SecretKey.csi('shop/', { property: 'a' }),
      'the key of a mounted secret must be a path',
    ],
    ['it has no property', () => SecretKey.csi('shop/stripe', {} as never), 'SecretKey.csi.property must be text'],
    [
      'the driver has no Vault',
      () => AddOn.secretsStoreCsi({} as never),
      'AddOn.secretsStoreCsi.vault must be a Vault',
    ],
  ])('%s', (_, make, message) => expect(make).toThrow(message));
});
