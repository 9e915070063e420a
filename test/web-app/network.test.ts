import { AddOn, Cluster, External, Peer, Port, WebApp, Worker } from '../../lib';
import { find, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const POSTGRES = Port.tcp(5432, 'postgres');

function using(externals: readonly External[], cluster = Cluster.generic()) {
  const chart = testChart();
  cluster.attachTo(chart);
  const web = new WebApp(chart, 'web', { image: 'a:1' });
  for (const external of externals) web.uses(external);
  return chart;
}

describe('a host outside the cluster', () => {
  const db = External.host('db.example.com', POSTGRES, ['203.0.113.0/24']);
  const api = External.host('api.example.com');

  it('is opened by name where Cilium is the network plugin', () => {
    const chart = using([db, db, External.host('*.example.org')], Cluster.generic({ installed: [AddOn.cilium()] }));
    expect(names(chart, 'NetworkPolicy')).toEqual(['web']);
    expect(names(chart, 'CiliumNetworkPolicy')).toEqual(['web-to-any.example.org', 'web-to-db.example.com']);
    expect(find(chart, 'CiliumNetworkPolicy', 'web-to-db.example.com')).toMatchObject({
      apiVersion: 'cilium.io/v2',
      spec: {
        endpointSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
        egress: [
          { toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }] },
          { toCIDR: ['169.254.20.10/32'] },
          { toFQDNs: [{ matchName: 'db.example.com' }], toPorts: [{ ports: [{ port: '5432', protocol: 'TCP' }] }] },
        ],
      },
    });
    expect(find(chart, 'CiliumNetworkPolicy', 'web-to-any.example.org')['spec'].egress.at(-1).toFQDNs).toEqual([
      { matchPattern: '*.example.org' },
    ]);
  });

  it('is opened by address elsewhere, and the policy says what that widens', () => {
    const chart = using([db, api]);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    const toDb = find(chart, 'NetworkPolicy', 'web-to-db.example.com');
    expect(toDb['metadata'].annotations['mainstay/widened']).toBe(
      'meant for db.example.com; a NetworkPolicy knows no names, so it opens 203.0.113.0/24',
    );
    expect(toDb['spec'].egress).toEqual([
      { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 5432, protocol: 'TCP' }] },
    ]);
    const toApi = find(chart, 'NetworkPolicy', 'web-to-api.example.com');
    expect(toApi['metadata'].annotations['mainstay/widened']).toContain('so it opens every public address');
    expect(toApi['spec'].egress[0].to[0].ipBlock).toMatchObject({
      cidr: '0.0.0.0/0',
      except: expect.arrayContaining(['10.0.0.0/8']),
    });
  });

  it('means the same twice and in either order', () => {
    const rendered = (...externals: External[]) =>
      synth(using(externals))
        .map((m) => JSON.stringify(m))
        .sort();
    expect(rendered(db, api, db)).toEqual(rendered(api, db));
  });

  it('fails when it is no host name', () => {
    expect(() => External.host('https://db')).toThrow(
      'an external host must be a host name, got https://db; give db.example.com, with your domain',
    );
  });

  it('fails when its ranges are not in CIDR notation', () => {
    expect(() => External.host('db.example.com', POSTGRES, ['203.0.113.0'])).toThrow(
      'an address range must be in CIDR notation',
    );
  });
});

describe('allowFrom', () => {
  it('lets pods of other namespaces in, once', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image: 'a:1' });
    const keda = { peer: Peer.foreignPods({ name: 'keda', namespaces: ['keda'] }) };
    web.allowFrom(keda);
    web.allowFrom(keda);
    expect(find(chart, 'NetworkPolicy', 'web-from-keda')['spec'].ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } } }],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });
});

describe('a scraper of others', () => {
  const prometheus = {
    peer: Peer.foreignPods({
      name: 'prometheus',
      namespaces: ['monitoring'],
      labels: { 'app.kubernetes.io/name': 'prometheus' },
    }),
  };
  const from = [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
    },
  ];
  const ports = (...numbers: number[]) => numbers.map((port) => ({ port, protocol: 'TCP' }));
  const image = 'a:1';
  const metrics = { port: 9090 };

  it('is let in to the metrics of a WebApp and its canary, and with all ports to the others, too', () => {
    const chart = testChart();
    const gateway = AddOn.gateway({ name: 'edge', namespace: 'gateways' });
    Cluster.generic({ installed: [gateway] }).attachTo(chart);
    const canary = { image: 'a:2', weight: 10 };
    new WebApp(chart, 'web', { image, metrics, host: 'a.example.com', canary }).allowFrom(prometheus, {
      port: 'metrics',
    });
    new WebApp(chart, 'api', { image, metrics }).allowFrom(prometheus);
    for (const name of ['web-from-prometheus', 'web-canary-from-prometheus']) {
      expect(find(chart, 'NetworkPolicy', name)['spec'].ingress).toEqual([{ from, ports: ports(9090) }]);
    }
    expect(find(chart, 'NetworkPolicy', 'api-from-prometheus')['spec'].ingress).toEqual([
      { from, ports: ports(8080, 9090) },
    ]);
  });

  it.each(['metrics', 'prom', undefined])('is let in to the metrics of a Worker, by the port %s', (port) => {
    const chart = testChart();
    new Worker(chart, 'mailer', { image, metrics: { port: Port.tcp(9090, 'prom') } }).allowFrom(prometheus, { port });
    expect(find(chart, 'NetworkPolicy', 'mailer-from-prometheus')['spec'].ingress).toEqual([
      { from, ports: ports(9090) },
    ]);
  });

  it('finds the metrics at the Service, which clients outside of the cluster do not', () => {
    const chart = testChart();
    new WebApp(chart, 'inside', { image, metrics });
    new WebApp(chart, 'outside', { image, metrics, expose: 'loadBalancer' });
    new WebApp(chart, 'same', { image, metrics: { port: 8080 }, expose: 'loadBalancer' });
    const portsOf = (name: string) =>
      find(chart, 'Service', name)['spec'].ports.map((port: { name: string; port: number }) => [port.name, port.port]);
    expect(portsOf('inside')).toEqual([
      ['http', 80],
      ['metrics', 9090],
    ]);
    expect(portsOf('outside')).toEqual([['http', 80]]);
    expect(portsOf('outside-metrics')).toEqual([['metrics', 9090]]);
    expect(find(chart, 'Service', 'outside-metrics')['spec'].type).toBe('ClusterIP');
    expect(names(chart, 'Service')).toEqual(['inside', 'outside', 'outside-metrics', 'same']);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'a Worker has no port',
      () => new Worker(testChart(), 'mailer', { image }).allowFrom(prometheus),
      /^\[shop\/mailer\] allowFrom needs a port to open, got none; give it metrics: \{ port: 9090 \}, for example/,
    ],
    [
      'no port has the name',
      () => new WebApp(testChart(), 'web', { image, metrics }).allowFrom(prometheus, { port: 'admin' }),
      /allowFrom needs a port to open, got admin; use one of http, metrics/,
    ],
    [
      'an option has another name',
      () => new WebApp(testChart(), 'web', { image }).allowFrom(prometheus, { ports: 'http' } as never),
      /no option of allowFrom has this name|got ports; did you mean port/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
