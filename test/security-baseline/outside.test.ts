import { ApiObject, Chart, Testing } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import {
  Backup,
  Certificate,
  ConfigKey,
  Credentials,
  Engine,
  ExternalObject,
  ObjectStore,
  Probe,
  ScheduledTask,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  type WebAppProps,
} from '../../lib';
import { errorsOf } from '../support/charts';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';

function problemsOf(chart: Chart, external: readonly ExternalObject[] = []): string[] {
  new SecurityBaseline(chart, 'baseline', { external });
  return errorsOf(chart);
}

function chartWith(props: Partial<WebAppProps> = {}): Chart {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  new WebApp(chart, 'web', { image: IMAGE, ...props });
  return chart;
}

describe('what a program names', () => {
  it('exists outside the app: nobody says it twice', () => {
    const chart = chartWith({
      env: { STRIPE: SecretKey.of('stripe', 'key'), REGION: ConfigKey.of('platform', 'region') },
      secretFiles: { '/run/keys/license': SecretKey.of('license', 'key') },
      imagePullSecrets: ['ghcr'],
      initContainers: [{ name: 'migrate', image: IMAGE, env: { OWNER: SecretKey.of('owner', 'url') } }],
      sidecars: [{ name: 'log', image: IMAGE, env: { TOKEN: SecretKey.of('log', 'token') } }],
      host: 'shop.example.com',
      tls: Certificate.fromSecret('shop-tls'),
    });
    const keys = { accessKeyId: SecretKey.of('bucket', 'id'), secretAccessKey: SecretKey.of('bucket', 'key') };
    const at = ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-central-1', credentials: keys });
    const store = new StatefulStore(chart, 'sessions', {
      engine: Engine.valkey(),
      credentials: Credentials.fromSecret('sessions-password', 'password'),
      tls: Certificate.fromSecret('sessions-tls'),
      backup: [Backup.to(at, { schedule: '5 4 * * *', keep: { newest: 7 } })],
    });
    new ScheduledTask(chart, 'report', {
      image: IMAGE,
      schedule: '5 4 * * *',
      env: { K: SecretKey.of('report', 'k') },
    }).uses(store, { secret: 'copy-of-sessions' });
    expect(problemsOf(chart)).toEqual([]);
  });

  const near = (kind: 'secret' | 'configMap', got: string, meant: string): string =>
    `got ${got}; did you mean ${meant}; if not, pass external: [ExternalObject.${kind}('${got}')] to the SecurityBaseline`;

  it.each<[string, string, string]>([
    ['two letters are swapped', 'stripe-sceret', 'stripe-secret'],
    ['a dash is missing', 'stripesecret', 'stripe-secret'],
    ['a letter is missing', 'stripe-secrt', 'stripe-secret'],
    ['it is a plural', 'stripes-secret', 'stripe-secret'],
  ])('fails when %s, where the app makes the other', (_, named, made) => {
    const chart = chartWith({ env: { STRIPE: SecretKey.of(named, 'key') } });
    new Secret(chart, 'Stripe', { metadata: { name: made }, stringData: { key: 'x' } });
    const [problem, ...more] = problemsOf(chart);
    expect(problem).toContain(near('secret', named, made));
    expect(more.filter((line) => line.includes('missing-secret'))).toEqual([]);
  });

  it.each<[string, string]>([
    ['the number', 'key-2'],
    ['a short part', 'us-database'],
    ['the first letter', 'import-database'],
    ['more than a slip', 'orders'],
    ['one part', 'eu-database-admin'],
  ])('may differ from a Secret of the app by %s', (_, named) => {
    const chart = chartWith({ env: { A: SecretKey.of(named, 'key') } });
    for (const name of ['key-1', 'eu-database', 'export-database']) {
      new ApiObject(chart, name, { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata: { name } });
    }
    expect(problemsOf(chart).filter((line) => line.includes('missing-secret'))).toEqual([]);
  });

  it('fails when a pull secret, a file or a certificate misspells what a controller makes', () => {
    const chart = chartWith({
      imagePullSecrets: ['mirorr'],
      secretFiles: { '/run/keys/license': SecretKey.of('licence', 'key') },
      env: { REGION: ConfigKey.of('platfrom', 'region') },
      host: 'shop.example.com',
      tls: Certificate.fromSecret('shop-cretificate'),
    });
    for (const name of ['mirror', 'license', 'shop-certificate']) {
      new ApiObject(chart, name, { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata: { name } });
    }
    const problems = problemsOf(chart, [ExternalObject.configMap('platform')]).join('\n');
    expect(problems).toContain(near('secret', 'mirorr', 'mirror'));
    expect(problems).toContain(near('secret', 'licence', 'license'));
    expect(problems).toContain(near('secret', 'shop-cretificate', 'shop-certificate'));
    expect(problems).toContain(near('configMap', 'platfrom', 'platform'));
  });

  it('is as it is said when the baseline lists it', () => {
    const chart = chartWith({ env: { STRIPE: SecretKey.of('stripe-secrt', 'key') } });
    const external = ['stripe-secret', 'stripe-secrt'].map((name) => ExternalObject.secret(name));
    expect(problemsOf(chart, external)).toEqual([]);
  });

  it('fails when the app makes the Secret without the key', () => {
    const chart = chartWith({ env: { STRIPE: SecretKey.of('stripe', 'kye') } });
    new Secret(chart, 'Stripe', { metadata: { name: 'stripe' }, stringData: { key: 'x' } });
    expect(problemsOf(chart).join()).toContain('got stripe without key kye');
  });
});

describe('a port that only a probe asks', () => {
  it('is a port of its container', () => {
    const chart = chartWith({
      health: {
        readiness: Probe.http('/ready', { port: 8443, tls: true }),
        startup: Probe.grpc({ port: 9000 }),
        liveness: Probe.tcp(),
      },
      sidecars: [{ name: 'proxy', image: IMAGE, health: Probe.http('/healthz', { port: 15021 }) }],
    });
    expect(problemsOf(chart)).toEqual([]);
    const manifest = Testing.synth(chart).find(({ kind }) => kind === 'Deployment');
    const { containers, initContainers } = manifest.spec.template.spec;
    expect(containers[0].ports).toEqual([
      { containerPort: 8080, name: 'http', protocol: 'TCP' },
      { containerPort: 9000, name: 'probe-9000', protocol: 'TCP' },
      { containerPort: 8443, name: 'probe-8443', protocol: 'TCP' },
    ]);
    expect(initContainers[0].ports).toEqual([{ containerPort: 15021, name: 'probe-15021', protocol: 'TCP' }]);
  });
});
