import { Chart, Testing } from 'cdk8s';
import {
  AddOn,
  Certificate,
  Cluster,
  Credentials,
  Engine,
  StatefulStore,
  type StatefulStoreProps,
  WebApp,
} from '../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

function chartWith(cluster = Cluster.generic({ installed: [AddOn.certManager({ issuer: 'internal-ca' })] })): Chart {
  const chart = testChart();
  cluster.attachTo(chart);
  return chart;
}

function store(props: Partial<StatefulStoreProps> = {}, chart = chartWith()) {
  const sessions = new StatefulStore(chart, 'sessions', {
    engine: Engine.valkey(),
    tls: Certificate.issued(),
    ...props,
  });
  return { chart, sessions };
}

describe('a store with a certificate', () => {
  it('makes objects that fit their schemas', () => {
    for (const endpoint of ['discovery', 'primary'] as const) {
      expect(synth(store({ endpoint }).chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    }
  });

  it('speaks TLS only, to clients, replicas and Sentinels', () => {
    const files = find(store().chart, 'ConfigMap')['data'];
    for (const [file, port] of [
      ['server.conf', 6379],
      ['sentinel.conf', 26379],
    ] as const) {
      expect(files[file]).toContain(`port 0\ntls-port ${port}\ntls-replication yes\n`);
      expect(files[file]).toContain('tls-cert-file /run/secrets/certificate/tls.crt\n');
      expect(files[file]).toContain('tls-ca-cert-file /run/secrets/certificate/ca.crt\n');
    }
  });

  it('has it signed for every name that somebody may connect to', () => {
    const { spec } = find(store({ addressing: 'services', endpoint: 'primary' }).chart, 'Certificate');
    expect(spec).toMatchObject({
      issuerRef: { name: 'internal-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      secretName: 'sessions-tls',
      privateKey: { rotationPolicy: 'Always' },
    });
    expect(spec.dnsNames).toEqual(
      expect.arrayContaining([
        'localhost',
        'sessions',
        'sessions-2.sessions',
        'sessions-2.sessions.shop.svc.cluster.local',
        'sessions-pod-1.shop',
        'sessions-primary.shop.svc',
        'sessions-primary.shop.svc.cluster.local',
      ]),
    );
    expect(find(store().chart, 'Certificate')['spec'].dnsNames).toEqual(
      expect.arrayContaining(['sessions-sentinel', 'sessions-read.shop.svc.cluster.local']),
    );
    expect(new Set(spec.dnsNames).size).toBe(spec.dnsNames.length);
  });

  it('is signed by another issuer when one is named', () => {
    const { chart } = store({ tls: Certificate.issued({ issuer: 'own', kind: 'Issuer' }) });
    expect(find(chart, 'Certificate')['spec'].issuerRef).toEqual({
      group: 'cert-manager.io',
      kind: 'Issuer',
      name: 'own',
    });
  });

  it('is applied after its certificate', () => {
    const kinds = synth(store().chart).map((manifest) => manifest['kind']);
    expect(kinds.indexOf('Certificate')).toBeLessThan(kinds.indexOf('StatefulSet'));
  });

  it('takes a Secret that somebody else makes', () => {
    const { chart } = store({ tls: Certificate.fromSecret('own-tls') }, chartWith(Cluster.generic()));
    expect(names(chart, 'Certificate')).toEqual([]);
    expect(podOf(find(chart, 'StatefulSet'))['volumes']).toContainEqual({
      name: 'certificate',
      secret: {
        defaultMode: 0o440,
        items: ['tls.crt', 'tls.key', 'ca.crt'].map((key) => ({ key, path: key })),
        secretName: 'own-tls',
      },
    });
  });

  it('tells clients by which certificate they know it', () => {
    const { chart, sessions } = store({ endpoint: 'primary' });
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(sessions);
    const { env } = containerOf(find(chart, 'Deployment', 'web')) as never as {
      env: { name: string; value: string }[];
    };
    expect(env).toContainEqual({ name: 'SESSIONS_CA_FILE', value: '/run/secrets/sessions-ca/ca.crt' });
    expect(env).toContainEqual({
      name: 'SESSIONS_URL',
      value: 'rediss://:$(SESSIONS_PASSWORD)@sessions-primary:6379',
    });
  });

  it('names the scheme of Sentinels with TLS', () => {
    const { sessions } = store();
    const { env } = sessions.bind({ prefix: 'S', credentials: 'files', namespace: 'shop' });
    expect(env['S_URL']).toMatch(/^rediss-sentinel:\/\//);
  });

  it('knows no passwords less', () => {
    const { chart } = store();
    expect(containerOf(find(chart, 'StatefulSet'))['volumeMounts']).toEqual(
      expect.arrayContaining([
        { name: 'password', mountPath: '/run/secrets/store', readOnly: true },
        { name: 'certificate', mountPath: '/run/secrets/certificate', readOnly: true },
      ]),
    );
  });

  it('fails when the cluster has no cert-manager', () => {
    expect(() => store({}, chartWith(Cluster.generic()))).toThrow(
      "[shop/sessions] Certificate.issued needs cert-manager, got a cluster without; say installed: [AddOn.certManager({ issuer: 'internal-ca' })] in the Cluster, or use Certificate.fromSecret(name)",
    );
  });

  it('fails when the namespace of its names is not known', () => {
    const chart = new Chart(Testing.app(), 'anywhere');
    Cluster.generic({ installed: [AddOn.certManager({ issuer: 'internal-ca' })] }).attachTo(chart);
    const credentials = Credentials.fromSecret('passwords', 'password');
    expect(() => store({ credentials }, chart)).toThrow(
      /a certificate needs to know the namespace of its names, got nothing; give the chart a namespace/,
    );
  });

  it('fails when clients are told addresses, which no certificate names', () => {
    expect(() => store({ addressing: 'services' })).toThrow(
      /a certificate must name what clients connect to, and Sentinels name addresses, got services; use addressing: 'names', or endpoint: 'primary'/,
    );
  });

  it('fails when it is to be the certificate of the ingress controller, whose files no server can read', () => {
    expect(() => store({ tls: Certificate.fromController() })).toThrow(
      "[shop/sessions] the certificate of a store must be one that its servers can read, got Certificate.fromController(); use Certificate.issued() or Certificate.fromSecret('sessions-tls')",
    );
  });

  it('fails when an issuer or a Secret is no name', () => {
    expect(() => Certificate.issued({ issuer: 'My CA' })).toThrow(/the name of an issuer must be a DNS name/);
    expect(() => Certificate.fromSecret('My TLS')).toThrow(/the name of a TLS Secret must be a DNS name/);
  });

  it('fails when the volume takes the name of the certificate', () => {
    expect(() => store({ volumeName: 'certificate' })).toThrow(/volumeName must be free in the pod, got certificate/);
  });
});
