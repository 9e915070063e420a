import type { Chart } from 'cdk8s';
import { parse } from 'yaml';
import { AddOn, Cluster, Observability, Port, SecurityBaseline, WebApp } from '../../lib';
import { containerOf, errorsOf, find, type Manifest, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { adminPassword, files, NO_SOURCES, Queue, watchedFiles } from './support';

const image = 'ghcr.io/acme/app:1.0.0';
const sources = { ...NO_SOURCES, blackbox: true };

/** An app with hosts and no metrics, which is watched. */
function probed(props: Partial<ConstructorParameters<typeof WebApp>[2]> = {}, cluster?: Cluster): Chart {
  const chart = testChart('shop');
  cluster?.attachTo(chart);
  const web = new WebApp(chart, 'web', { image, host: 'shop.example.com', ...props });
  new Observability(chart, 'observability', { adminPassword, sources }).watch(web);
  return chart;
}

const fileOf = (chart: Chart, end: string): Manifest =>
  parse(watchedFiles(chart, 'observability-prometheus')[`shop.web.${end}`] ?? 'null');
const egressOf = (chart: Chart): Manifest[] => find(chart, 'NetworkPolicy', 'observability-blackbox')['spec'].egress;

describe('the hosts of what is watched', () => {
  it('are asked by a blackbox-exporter, one URL for each, without the pods of the app', () => {
    const chart = probed({ hosts: ['www.example.com', '*.shop.example.com'], path: '/api' });
    const [job, ...more] = fileOf(chart, 'scrape.yaml')['scrape_configs'];
    expect(more).toEqual([]);
    expect(job).toMatchObject({
      metrics_path: '/probe',
      params: { module: ['https'] },
      static_configs: [
        {
          labels: { namespace: 'shop', workload: 'web' },
          targets: ['https://shop.example.com/api', 'https://www.example.com/api'],
        },
      ],
    });
    const [, , address, name] = job.relabel_configs;
    expect(address).toEqual({ replacement: 'observability-blackbox:9115', target_label: '__address__' });
    // The alerts about the pods of the app are about another job.
    expect(name).toEqual({ replacement: 'probe', target_label: 'job' });
  });

  it('have alerts with the labels of the app, and panels on its dashboard', () => {
    const chart = probed();
    const { rules } = fileOf(chart, 'rules.yaml')['groups'][0];
    expect(rules.map(({ alert }: Manifest) => alert)).toEqual(['HostUnreachable', 'HostCertificateExpires']);
    for (const { labels } of rules) expect(labels).toMatchObject({ job: 'web', namespace: 'shop' });
    const dashboard = JSON.parse(watchedFiles(chart, 'observability-grafana')['shop.web.json'] ?? '');
    expect(dashboard.panels.map(({ title }: Manifest) => title)).toContain(
      'How long is the certificate of each host valid?',
    );
    expect(errorsOf(chart)).toEqual([]);
  });

  it('of gRPC are asked for their certificate only', () => {
    const cluster = Cluster.generic({ ingressController: 'nginx' });
    const chart = probed({ port: Port.tcp(9000, 'grpc') }, cluster);
    const [job] = fileOf(chart, 'scrape.yaml')['scrape_configs'];
    expect(job).toMatchObject({ params: { module: ['tls'] }, static_configs: [{ targets: ['shop.example.com:443'] }] });
    const { modules } = parse(files(chart, 'observability-blackbox')['config.yml'] ?? '');
    expect(modules.tls).toEqual({ prober: 'tcp', tcp: { tls: true } });
  });

  it('are reached by load balancers and ingress controllers, and nothing else is', () => {
    const ranges = egressOf(
      probed({}, Cluster.generic({ ingressNamespaces: ['edge'], loadBalancerRanges: ['10.8.0.0/16'] })),
    );
    const tls = [443, 8443, 10443].map((port) => ({ port, protocol: 'TCP' }));
    expect(ranges).toContainEqual({ ports: tls, to: [{ ipBlock: { cidr: '10.8.0.0/16' } }] });
    expect(ranges).toContainEqual({
      ports: tls,
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'edge' } } }],
    });
    const wide = ranges.filter(({ to }) => JSON.stringify(to).includes('0.0.0.0/0'));
    expect(wide).toHaveLength(1);
    expect(wide[0]?.['ports']).toEqual([{ port: 443, protocol: 'TCP' }]);
    expect(JSON.stringify(wide[0])).toContain('10.0.0.0/8');
  });

  it('are opened by name where Cilium is the network plugin, its own Ingress by its identity', () => {
    const chart = probed({}, Cluster.generic({ installed: [AddOn.cilium()] }));
    const { egress } = find(chart, 'CiliumNetworkPolicy', 'observability-blackbox-to-hosts')['spec'];
    expect(egress).toContainEqual(expect.objectContaining({ toFQDNs: [{ matchName: 'shop.example.com' }] }));
    expect(egress).toContainEqual(expect.objectContaining({ toEntities: ['ingress'] }));
    expect(JSON.stringify(egressOf(chart))).not.toContain('0.0.0.0/0');
  });

  it('bring a server that fits the schemas and the security baseline, however late the app is added', () => {
    const chart = testChart('shop');
    new Observability(chart, 'observability', { adminPassword, sources }).watch(chart);
    new WebApp(chart, 'web', { image, host: 'shop.example.com' });
    new SecurityBaseline(chart, 'baseline', {});
    expect(errorsOf(chart)).toEqual([]);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    const run = find(chart, 'Deployment', 'observability-blackbox');
    expect(containerOf(run, 'blackbox')['image']).toBe('quay.io/prometheus/blackbox-exporter:v0.28.0');
    expect(names(chart, 'NetworkPolicy')).toContain('observability-prometheus-to-observability-blackbox');
  });

  it('bring none where there are no hosts, and where it is left out', () => {
    const without = testChart('shop');
    const queue = new Queue(without, 'queue', [], { port: 9090 });
    new Observability(without, 'observability', { adminPassword, sources }).watch(queue);
    expect(names(without, 'Deployment')).toEqual(['observability-events', 'observability-grafana']);
    const refused = testChart('shop');
    const web = new WebApp(refused, 'web', { image, host: 'shop.example.com', metrics: { port: 9090 } });
    new Observability(refused, 'observability', { adminPassword, sources: NO_SOURCES }).watch(web);
    expect(names(refused, 'Deployment')).not.toContain('observability-blackbox');
    expect(watchedFiles(refused, 'observability-prometheus')['shop.web.rules.yaml']).not.toContain('HostUnreachable');
  });

  it('fails when an address cannot be probed', () => {
    const chart = testChart('shop');
    const observer = new Observability(chart, 'observability', { adminPassword, sources });
    const queue = Object.assign(new Queue(chart, 'queue', []), { urls: ['shop.example.com'] });
    expect(() => observer.watch(queue)).toThrow(
      '[shop/observability] a URL of queue must be one that can be probed, got shop.example.com; use a form such as https://shop.example.com/ or tls://api.example.com',
    );
  });
});
