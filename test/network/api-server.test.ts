import { Chart } from 'cdk8s';
import {
  AddOn,
  App,
  Cluster,
  type ClusterProps,
  Engine,
  Observability,
  Permission,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  WebApp,
} from '../../lib';
import { find, type Manifest, synth } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

/** Pods with rights at the API server beside pods without. */
function shop(props: ClusterProps): Chart {
  const chart = new Chart(new App({ cluster: Cluster.generic(props) }), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline');
  const store = new StatefulStore(chart, 'sessions', { engine: Engine.valkey() });
  const web = new WebApp(chart, 'web', { image });
  web.uses(store);
  new ScheduledTask(chart, 'report', { image, schedule: '5 4 * * *', permissions: [Permission.read('pods')] });
  new Observability(chart, 'metrics').watch(web, store);
  return chart;
}

const policies = (chart: Chart): Manifest[] => synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
const rulesOf = (policy: Manifest): Manifest[] => policy['spec'].egress ?? [];
const isAboutApiServer = ({ ports }: Manifest): boolean =>
  (ports ?? []).some(({ port }: { port: number }) => port === 6443);
const openings = (chart: Chart): Manifest[] => policies(chart).flatMap(rulesOf).filter(isAboutApiServer);
const ports = [
  { port: 443, protocol: 'TCP' },
  { port: 6443, protocol: 'TCP' },
];

describe('egress to the API server', () => {
  it('is open to its addresses only, for pods with rights', () => {
    const chart = shop({ apiServer: ['10.96.0.1/32', '10.0.0.5/32'], nodeRanges: ['10.0.0.0/24'] });
    const rule = { to: [{ ipBlock: { cidr: '10.0.0.5/32' } }, { ipBlock: { cidr: '10.96.0.1/32' } }], ports };
    const found = openings(chart).map(({ to, ports: some }) => ({
      to: [...to].sort((a, b) => (a.ipBlock.cidr < b.ipBlock.cidr ? -1 : 1)),
      ports: some,
    }));
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(found).toEqual(found.map(() => rule));
    expect(rulesOf(find(chart, 'NetworkPolicy', 'web')).filter(isAboutApiServer)).toEqual([]);
    const anywhere = policies(chart)
      .flatMap(rulesOf)
      .filter(({ to, ports: some }) => to === undefined && some.some(({ port }: { port: number }) => port === 443));
    expect(anywhere).toEqual([]);
    expect(JSON.stringify(synth(chart))).not.toContain('mainstay/widened');
  });

  it('is open to every address where none is known, and the policy says so', () => {
    const chart = shop({ apiServerPorts: [6443] });
    const { metadata, spec } = find(chart, 'NetworkPolicy', 'report') as Manifest;
    expect(spec.egress).toContainEqual({ ports: [{ port: 6443, protocol: 'TCP' }] });
    expect(metadata.annotations).toEqual({
      'mainstay/widened':
        'meant for the API server; its addresses are not in the Cluster (apiServer), so it opens every address on port 6443',
    });
    expect(find(chart, 'NetworkPolicy', 'web')['metadata'].annotations).toBeUndefined();
  });

  it('is open to its identity on Cilium, which no address selects', () => {
    const chart = shop({ installed: [AddOn.cilium()], apiServer: ['10.96.0.1/32'] });
    expect(openings(chart)).toEqual([]);
    expect(find(chart, 'CiliumNetworkPolicy', 'report-to-kube-apiserver')['spec']).toEqual({
      endpointSelector: {
        matchLabels: { 'app.kubernetes.io/component': 'scheduled-task', 'app.kubernetes.io/name': 'report' },
      },
      egress: [
        {
          toEntities: ['kube-apiserver'],
          toPorts: [
            {
              ports: [
                { port: '443', protocol: 'TCP' },
                { port: '6443', protocol: 'TCP' },
              ],
            },
          ],
        },
      ],
    });
  });

  it('fails when an address is no range', () => {
    expect(() => Cluster.generic({ apiServer: ['10.96.0.1'] })).toThrow(
      'must be in CIDR notation, got 10.96.0.1; use 10.96.0.1/32',
    );
  });
});

describe('the network plugin', () => {
  it.each(['calico', 'cilium', 'kindnet'] as const)('may be %s, which enforces policies', (cni) => {
    expect(() => Cluster.generic({ cni })).not.toThrow();
  });

  it('may enforce nothing if a reason accepts it', () => {
    expect(() => Cluster.generic({ cni: 'flannel', openNetwork: 'a laptop of one person' })).not.toThrow();
  });

  it.each<[string, ClusterProps, string]>([
    [
      'it enforces nothing',
      { cni: 'flannel' },
      'the network plugin must enforce NetworkPolicies, or every pod is open to all others, got flannel; install one that does, such as ' +
        'antrea, aws-vpc-cni-with-policies, azure-cni-with-policies, or accept it with openNetwork and a reason',
    ],
    ['it is not known', { cni: 'flanel' as never }, 'Cluster.cni must be one of antrea'],
    [
      'the reason is none',
      { cni: 'flannel', openNetwork: 'yes' },
      'openNetwork must say why, in three words or more, got yes',
    ],
    [
      'a reason accepts nothing',
      { cni: 'calico', openNetwork: 'a laptop of one person' },
      'openNetwork is for a network plugin that enforces no NetworkPolicy, got calico; remove openNetwork',
    ],
  ])('fails when %s', (_, props, message) => {
    expect(() => Cluster.generic(props)).toThrow(message);
  });
});
