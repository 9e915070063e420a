import { Chart, Duration, Size, Testing } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { parse } from 'yaml';
import {
  Alerts,
  Certificate,
  Logs,
  Oidc,
  Peer,
  Port,
  Prometheus,
  Receiver,
  RemoteWrite,
  SecretKey,
  Traces,
} from '../../lib';
import { Observability } from '../../lib/observability/observability';
import type { ObservabilityProps } from '../../lib/observability/props';
import { App } from '../../lib/synth/app';
import { containerOf, find, type Manifest, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { adminPassword, files, NO_SOURCES, observability, Queue, sorted, watchedFiles, webApp } from './support';

const everyProp: Required<ObservabilityProps> = {
  adminPassword,
  encryptionKey: SecretKey.of('grafana', 'encryption-key'),
  name: 'metrics',
  size: 'small',
  sources: { ...NO_SOURCES, apiServer: true },
  metricsFrom: Prometheus.existing('http://prometheus.monitoring:9090'),
  remoteWrite: RemoteWrite.to('https://metrics.example.com/push', { token: SecretKey.of('remote', 'token') }),
  replicas: 2,
  retention: Duration.hours(36),
  storage: Size.gibibytes(50),
  storageClass: 'fast',
  scrapeInterval: Duration.seconds(15),
  memory: Size.gibibytes(4),
  cpu: Cpu.units(1),
  logs: Logs.loki(),
  alerts: Alerts.to(Receiver.pagerduty(SecretKey.of('pagerduty', 'key'))),
  traces: Traces.jaeger(),
  persistent: true,
  oidc: Oidc.keycloak('https://sso.example.com/realms/acme', {
    clientId: 'grafana',
    clientSecret: SecretKey.of('grafana-oidc', 'secret'),
  }),
  host: 'grafana.example.com',
  tls: Certificate.fromSecret('grafana-tls'),
};

describe('an Observability', () => {
  it.each(['1.27', '1.33', '1.36'] as const)('makes objects that the API server of %s takes', (version) => {
    for (const props of [{ adminPassword }, everyProp]) {
      const chart = testChart();
      new Observability(chart, 'observability', props).watch(new Queue(chart, 'queue', [], { port: Port.tcp(9100) }));
      expect(synth(chart).flatMap((manifest) => validateManifest(manifest, version))).toEqual([]);
    }
  });

  it('uses every prop', () => {
    const chart = testChart();
    new Observability(chart, 'observability', everyProp);
    const prometheus = find(chart, 'StatefulSet', 'metrics-prometheus');
    expect(prometheus['spec'].volumeClaimTemplates[0].spec).toMatchObject({
      storageClassName: 'fast',
      resources: { requests: { storage: '50Gi' } },
    });
    expect(containerOf(prometheus, 'prometheus')['resources']).toMatchObject({
      limits: { memory: '8Gi' },
      requests: { cpu: '1', memory: '4Gi' },
    });
    const config = files(chart, 'metrics-prometheus')['prometheus.yml'];
    expect(config).toContain('scrape_interval: 15s');
    expect(config).toMatch(/size: 40960MB\n\s+time: 36h/);
    expect(files(chart, 'metrics-grafana')['datasources.yaml']).toContain('timeInterval: 15s');
    expect(find(chart, 'Ingress', 'metrics-grafana')['spec'].tls).toEqual([
      { hosts: ['grafana.example.com'], secretName: 'grafana-tls' },
    ]);
    expect(podOf(find(chart, 'Deployment', 'metrics-grafana'))['volumes']).toContainEqual(
      expect.objectContaining({
        name: 'secret-encryption-key',
        secret: expect.objectContaining({ items: [{ key: 'encryption-key', path: 'encryption-key' }] }),
      }),
    );
  });

  it('gives a token to Prometheus only, and only when it has targets to find', () => {
    const chart = testChart();
    const observer = observability(chart);
    expect(podOf(find(chart, 'StatefulSet'))['automountServiceAccountToken']).toBe(false);
    observer.watch(webApp(testChart('apps', chart.node.root as never)));
    expect(podOf(find(chart, 'StatefulSet'))['automountServiceAccountToken']).toBe(true);
    expect(podOf(find(chart, 'Deployment'))['automountServiceAccountToken']).toBe(false);
    const accounts = synth(chart).filter((m) => m['kind'] === 'ServiceAccount');
    expect(accounts.map((m) => m['automountServiceAccountToken'])).toEqual([false, false]);
  });

  it('has Services that select the pods', () => {
    const chart = testChart();
    observability(chart);
    for (const [kind, name] of [
      ['StatefulSet', 'observability-prometheus'],
      ['Deployment', 'observability-grafana'],
    ] as const) {
      const { selector } = find(chart, 'Service', name)['spec'];
      expect(find(chart, kind)['spec'].template.metadata.labels).toMatchObject(selector);
      expect(Object.keys(selector)).toHaveLength(2);
    }
  });

  it('opens the network between its two servers, to the API server, and to nobody else', () => {
    const chart = testChart();
    observability(chart).watch(webApp(testChart('apps', chart.node.root as never)));
    const policy = (name: string): Manifest => find(chart, 'NetworkPolicy', name)['spec'];
    expect(names(chart, 'NetworkPolicy')).toEqual([
      'observability-grafana',
      'observability-grafana-to-observability-prometheus',
      'observability-prometheus',
      'observability-prometheus-from-observability-grafana',
      'observability-prometheus-to-apps-web',
    ]);
    expect(policy('observability-prometheus')['egress']).toContainEqual({
      ports: [
        { port: 443, protocol: 'TCP' },
        { port: 6443, protocol: 'TCP' },
      ],
    });
    expect(policy('observability-grafana')['ingress']).toBeUndefined();
    expect(policy('observability-grafana-to-observability-prometheus')['egress']).toMatchObject([
      { ports: [{ port: 9090 }] },
    ]);
  });

  it('lets ingress controllers reach Grafana when it has a host', () => {
    const chart = testChart();
    observability(chart, { host: 'grafana.example.com' });
    expect(find(chart, 'NetworkPolicy', 'observability-grafana')['spec'].ingress).toMatchObject([
      { ports: [{ port: 3000 }] },
    ]);
    expect(containerOf(find(chart, 'Deployment'), 'grafana')['env']).toContainEqual({
      name: 'GF_SERVER_ROOT_URL',
      value: 'https://grafana.example.com/',
    });
  });
});

describe('watch', () => {
  it('means the same when it is said twice and in any order', () => {
    const build = (order: readonly string[]): Manifest[] => {
      const chart = testChart();
      const parts = new Map(['a', 'b'].map((id) => [id, webApp(chart, id)]));
      const observer = observability(chart);
      for (const id of order) observer.watch(...[parts.get(id)].filter((part) => part !== undefined));
      return sorted(chart);
    };
    const once = build(['a', 'b']);
    expect(build(['b', 'a'])).toEqual(once);
    expect(build(['a', 'b', 'a', 'b'])).toEqual(once);
  });

  it('reaches pods of another namespace, and adds no order between the charts', () => {
    const app = new App();
    const [shop, pay, monitoring] = ['shop', 'pay', 'monitoring'].map((n) => new Chart(app, n, { namespace: n }));
    if (!shop || !pay || !monitoring) throw new Error('three charts');
    observability(monitoring).watch(webApp(shop), webApp(pay));
    expect(find(shop, 'NetworkPolicy', 'web-from-monitoring-observability-prometheus')['spec']).toMatchObject({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
          ports: [{ port: 9100, protocol: 'TCP' }],
        },
      ],
    });
    expect(names(monitoring, 'NetworkPolicy')).toEqual(
      expect.arrayContaining(['observability-prometheus-to-shop-web', 'observability-prometheus-to-pay-web']),
    );
    const roles = synth(monitoring).filter((m) => m['kind'] === 'Role');
    expect(roles.map((m) => m['metadata'].namespace).sort()).toEqual(['pay', 'shop']);
    expect(roles.map((m) => m['rules'])).toEqual(
      Array(2).fill([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }]),
    );
    const bindings = synth(monitoring).filter((m) => m['kind'] === 'RoleBinding');
    expect(bindings.map((m) => m['subjects'][0].namespace)).toEqual(['monitoring', 'monitoring']);
    for (const chart of [shop, pay, monitoring]) expect(chart.node.dependencies).toEqual([]);
  });

  it('works where no namespace is known', () => {
    const chart = new Chart(Testing.app(), 'plain');
    observability(chart).watch(webApp(chart));
    expect(watchedFiles(chart, 'observability-prometheus')['web.scrape.yaml']).toContain('own_namespace: true');
    expect(watchedFiles(chart, 'observability-prometheus')['web.rules.yaml']).toContain('up{job="web"} == 0');
    expect(find(chart, 'Role')['metadata']).toMatchObject({ name: 'observability-prometheus' });
  });

  it('renders the signals of something that has no metrics of its own', () => {
    const chart = testChart();
    const signal = { name: 'Depth', question: 'Is work piling up?', unit: 'short', expr: () => 'count(up)' };
    observability(chart).watch(new Queue(chart, 'queue', [signal]), { peer: foreign, signals: [] });
    expect(watchedFiles(chart, 'observability-grafana')['shop.queue.json']).toContain('Is work piling up?');
    expect(names(chart, 'Role')).toEqual([]);
    const { groups } = parse(watchedFiles(chart, 'observability-prometheus')['shop.queue.rules.yaml'] ?? '');
    expect(groups[0].rules.map(({ record, alert }: Manifest) => record ?? alert)).toEqual(['mainstay:watched:info']);
  });
});

const foreign = Peer.foreignPods({ name: 'elsewhere' });
