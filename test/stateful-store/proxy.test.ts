import { spawnSync } from 'node:child_process';
import { AddOn, Certificate, Cluster, Engine, StatefulStore, type StatefulStoreProps, WebApp } from '../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

function store(props: Partial<StatefulStoreProps> = {}) {
  const chart = testChart();
  Cluster.generic({ installed: [AddOn.certManager({ issuer: 'internal-ca' })] }).attachTo(chart);
  const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), endpoint: 'primary', ...props });
  return { chart, sessions };
}

const configuration = (props: Partial<StatefulStoreProps> = {}): string => {
  const { chart } = store(props);
  const map = podOf(find(chart, 'Deployment'))['volumes'].find((v: { name: string }) => v.name === 'files').configMap
    .name;
  return Object.values(find(chart, 'ConfigMap', map)['data'])[0] as string;
};

describe('a store whose endpoint is its primary', () => {
  it('has two proxies that are hardened, spread and one of which always stays', () => {
    const { chart, sessions } = store();
    const deployment = find(chart, 'Deployment', 'sessions-primary');
    expect(deployment['spec'].replicas).toBe(2);
    expect(podOf(deployment)).toMatchObject({
      automountServiceAccountToken: false,
      serviceAccountName: 'sessions-primary',
    });
    expect(containerOf(deployment)['securityContext']).toMatchObject({
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    });
    expect(find(chart, 'PodDisruptionBudget', 'sessions-primary')['spec'].maxUnavailable).toBe(1);
    expect(sessions.pods?.proxy?.service.name).toBe('sessions-primary');
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('tells clients where it is as if there were one server', () => {
    const { chart, sessions } = store({ portName: 'cache' });
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(sessions);
    expect(containerOf(find(chart, 'Deployment', 'web'))['env']).toEqual([
      { name: 'SESSIONS_HOST', value: 'sessions-primary' },
      { name: 'SESSIONS_PORT', value: '6379' },
      { name: 'SESSIONS_READ_HOST', value: 'sessions-primary' },
      { name: 'SESSIONS_READ_PORT', value: '6380' },
      { name: 'SESSIONS_PASSWORD', valueFrom: { secretKeyRef: { key: 'password', name: 'sessions-credentials' } } },
      { name: 'SESSIONS_URL', value: 'redis://:$(SESSIONS_PASSWORD)@sessions-primary:6379' },
    ]);
    const ports = find(chart, 'Service', 'sessions-primary')['spec'].ports;
    expect(ports.map(({ name, port }: { name: string; port: number }) => [name, port])).toEqual([
      ['cache', 6379],
      ['read', 6380],
    ]);
  });

  it('is reached through the proxy and in no other way', () => {
    const { chart, sessions } = store();
    const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' });
    web.uses(sessions);
    web.uses(sessions);
    const policies = names(chart, 'NetworkPolicy');
    expect(policies).toEqual(expect.arrayContaining(['web-to-sessions-primary', 'sessions-primary-from-web']));
    expect(policies).toEqual(
      expect.arrayContaining(['sessions-primary-to-sessions', 'sessions-from-sessions-primary']),
    );
    expect(policies).not.toContain('sessions-from-web');
    const [{ ports }] = find(chart, 'NetworkPolicy', 'sessions-from-sessions-primary')['spec'].ingress;
    expect(ports).toEqual([{ port: 6379, protocol: 'TCP' }]);
    expect(names(chart, 'Service')).toEqual(['sessions', 'sessions-primary', 'web']);
  });

  it('lets in through the proxy who is allowed from the other side', () => {
    const { chart, sessions } = store();
    sessions.allowFrom(new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }));
    expect(names(chart, 'NetworkPolicy')).toContain('sessions-primary-from-web');
  });

  it('asks every server who it is, without a password', () => {
    const text = configuration({ replicas: 5 });
    expect(text.match(/^ {2}server /gm)).toHaveLength(10);
    expect(text).toContain('server sessions-4 "sessions-4.sessions.${POD_NAMESPACE}.svc.cluster.local:6379"\n');
    expect(text).toContain('tcp-check expect string role:master\n');
    expect(text).toContain('init-state down');
    expect(text).toContain('balance first');
  });

  it('listens on the addresses of both families, or of the only one that the kernel has', () => {
    const binds = configuration().match(/^ {2}bind .*$/gm);
    expect(binds).toEqual(['6379', '6380', '8404'].map((port) => `  bind "\${ANY}${port}" v4v6`));
    const [shell, option, script] = containerOf(find(store().chart, 'Deployment'))['command'] as string[];
    expect([shell, option]).toEqual(['sh', '-c']);
    const started = (there: string) => {
      const text = `haproxy() { echo "$ANY"; }; ${script}`.replace('/proc/net/if_inet6', there).replace('exec ', '');
      return spawnSync('sh', ['-c', text], { encoding: 'utf8' }).stdout;
    };
    expect(started('/proc/version')).toBe(':::\n');
    expect(started('/nowhere')).toBe(':\n');
  });

  it('asks the Service of each pod where pods have one', () => {
    expect(configuration({ addressing: 'services' })).toContain(
      '"sessions-pod-2.${POD_NAMESPACE}.svc.cluster.local:6379"',
    );
  });

  it('passes TLS on, and asks by it', () => {
    const text = configuration({ tls: Certificate.issued() });
    expect(text).toContain('check-ssl verify required');
    expect(text).not.toMatch(/bind .* ssl/);
    const { chart } = store({ tls: Certificate.issued() });
    expect(containerOf(find(chart, 'Deployment'))['volumeMounts']).toContainEqual(
      expect.objectContaining({ mountPath: '/run/secrets/certificate' }),
    );
  });

  it('stays in the Service for the moment in which there is no primary', () => {
    const { readinessProbe, livenessProbe } = containerOf(find(store().chart, 'Deployment')) as never as Record<
      string,
      { failureThreshold: number; periodSeconds: number; httpGet: { path: string } }
    >;
    expect(containerOf(find(store().chart, 'Deployment'))['ports']).toContainEqual(
      expect.objectContaining({ containerPort: 8404, name: 'health' }),
    );
    expect(readinessProbe?.httpGet.path).toBe('/ready');
    expect(livenessProbe?.httpGet.path).toBe('/alive');
    expect((readinessProbe?.failureThreshold ?? 0) * (readinessProbe?.periodSeconds ?? 0)).toBeGreaterThan(20);
  });

  it('has no proxy before a single server', () => {
    const { chart, sessions } = store({ replicas: 1 });
    expect(sessions.pods?.proxy).toBeUndefined();
    expect(names(chart, 'Deployment')).toEqual([]);
    expect(sessions.bind({ prefix: 'S', credentials: 'env', namespace: 'shop' }).env['S_HOST']).toBe(
      'sessions-0.sessions',
    );
  });
});
