import { AddOn, Cluster, External, Peer, Port, WebApp } from '../../lib';
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
      'an external host must be a host name, got https://db; give a DNS name',
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
