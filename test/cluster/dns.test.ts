import { Chart } from 'cdk8s';
import {
  AddOn,
  App,
  Cluster,
  Engine,
  External,
  type NameServer,
  Observability,
  Permission,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  Worker,
} from '../../lib';
import { find, type Manifest, synth } from '../support/charts';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';
const COREDNS: NameServer = { namespaces: ['dns'], labels: { app: 'coredns' }, port: 1053 };

/** One of each construct, and the baseline of their namespace. */
function shop(cluster: Cluster): Chart {
  const chart = new Chart(new App({ cluster }), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline');
  const store = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), replicas: 3, endpoint: 'primary' });
  const web = new WebApp(chart, 'web', { image: IMAGE });
  web.uses(store);
  new Worker(chart, 'mailer', { image: IMAGE });
  new ScheduledTask(chart, 'report', { image: IMAGE, schedule: '5 4 * * *', permissions: [Permission.read('pods')] });
  new Observability(chart, 'metrics').watch(web, store);
  return chart;
}

function policies(chart: Chart): Manifest[] {
  return synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
}

/** The peers of every rule that opens a DNS port, once each. */
function opened(chart: Chart, port: number): unknown[] {
  const rules = policies(chart).flatMap((policy) => policy['spec'].egress ?? []);
  const dns = rules.filter(({ ports }) => ports?.some((p: { protocol: string }) => p.protocol === 'UDP'));
  for (const { ports } of dns) {
    expect(ports).toEqual([
      { port, protocol: 'UDP' },
      { port, protocol: 'TCP' },
    ]);
  }
  return [...new Set(dns.map(({ to }) => JSON.stringify(to)))].map((to) => JSON.parse(`${to}`));
}

const pods = (namespace: string, matchLabels: object) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels },
});
const at = (cidr: string) => ({ ipBlock: { cidr } });
const KUBE_DNS = pods('kube-system', { 'k8s-app': 'kube-dns' });
const NODE_LOCAL = pods('kube-system', { 'k8s-app': 'node-local-dns' });

describe('DNS', () => {
  it.each<[string, Cluster, number, object[]]>([
    ['any cluster', Cluster.generic(), 53, [KUBE_DNS, at('169.254.20.10/32')]],
    [
      'OpenShift, on the port of the pods',
      Cluster.openshift(),
      5353,
      [pods('openshift-dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' })],
    ],
    [
      'EKS Auto Mode, at the address of its Service',
      Cluster.eksAuto(),
      53,
      [KUBE_DNS, at('169.254.20.10/32'), at('10.100.0.10/32'), at('172.20.0.10/32')],
    ],
    [
      'GKE, at the metadata server and the pods of its cache',
      Cluster.gke(),
      53,
      [KUBE_DNS, at('169.254.20.10/32'), at('169.254.169.254/32'), NODE_LOCAL],
    ],
    [
      'AKS, on the node',
      Cluster.aks(),
      53,
      [KUBE_DNS, at('169.254.20.10/32'), at('169.254.10.10/32'), at('169.254.10.11/32')],
    ],
    [
      'Cilium, which redirects to pods of the node',
      Cluster.kind({ installed: [AddOn.cilium()] }),
      53,
      [KUBE_DNS, at('169.254.20.10/32'), NODE_LOCAL],
    ],
    ['a server of its own', Cluster.eks({ dns: [COREDNS] }), 1053, [pods('dns', { app: 'coredns' })]],
    [
      'an address beside the usual servers',
      Cluster.generic({ dns: [...Cluster.generic().dns, { cidr: 'FD00:10::A/128' }] }),
      53,
      [KUBE_DNS, at('169.254.20.10/32'), at('fd00:10::a/128')],
    ],
    [
      'servers by their names, and the address of a Service',
      Cluster.eks({ dns: ['kube-dns', 'node-local', 'aks-local', 'cloud-dns', { cidr: '10.96.0.10/32' }] }),
      53,
      [
        KUBE_DNS,
        at('169.254.20.10/32'),
        NODE_LOCAL,
        at('169.254.10.10/32'),
        at('169.254.10.11/32'),
        at('169.254.169.254/32'),
        at('10.96.0.10/32'),
      ],
    ],
    [
      'the servers of OpenShift by their name',
      Cluster.generic({ dns: ['openshift'] }),
      5353,
      [pods('openshift-dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' })],
    ],
    [
      'pods of any namespace',
      Cluster.generic({ dns: [{ labels: { 'k8s-app': 'coredns' } }] }),
      53,
      [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'coredns' } } }],
    ],
  ])('is opened for every pod, store and baseline where %s has it', (_, cluster, port, peers) => {
    const chart = shop(cluster);
    expect(opened(chart, port)).toEqual([peers]);
    const fences = policies(chart).filter((policy) => policy['spec'].policyTypes.length === 2);
    const closed = fences.filter((policy) => !JSON.stringify(policy['spec'].egress ?? []).includes('UDP'));
    expect(closed.map((policy) => policy['metadata'].labels['app.kubernetes.io/component'])).toEqual(
      closed.map(() => 'credentials'),
    );
  });

  it('is opened for each port of servers with several', () => {
    const chart = shop(Cluster.generic({ dns: [COREDNS, { cidr: '10.96.0.10/32' }] }));
    expect(find(chart, 'NetworkPolicy', 'default-deny')['spec'].egress).toEqual([
      {
        to: [at('10.96.0.10/32')],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      {
        to: [pods('dns', { app: 'coredns' })],
        ports: [
          { port: 1053, protocol: 'UDP' },
          { port: 1053, protocol: 'TCP' },
        ],
      },
    ]);
  });

  it('is read by Cilium where the fence opens it, so that hosts can be opened by name', () => {
    const chart = new Chart(new App({ cluster: Cluster.openshift({ installed: [AddOn.cilium()] }) }), 'shop', {
      namespace: 'shop',
    });
    const web = new WebApp(chart, 'web', { image: IMAGE, dns: { nameservers: ['10.0.0.10'] } });
    web.uses(External.host('api.example.com'));
    const asked = (port: string) => [{ ports: [{ port, protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }];
    const namespace = 'k8s:io.kubernetes.pod.namespace';
    expect(find(chart, 'CiliumNetworkPolicy')['spec'].egress.slice(0, -1)).toEqual([
      {
        toEndpoints: [
          { matchLabels: { [namespace]: 'openshift-dns', 'k8s:dns.operator.openshift.io/daemonset-dns': 'default' } },
        ],
        toPorts: asked('5353'),
      },
      {
        toEndpoints: [{ matchLabels: { [namespace]: 'kube-system', 'k8s:k8s-app': 'node-local-dns' } }],
        toPorts: asked('53'),
      },
      { toCIDR: ['10.0.0.10/32'], toPorts: asked('53') },
    ]);
  });

  it('may be pods of any namespace for Cilium, too', () => {
    const cluster = Cluster.generic({ dns: [{ labels: { app: 'coredns' } }], installed: [AddOn.cilium()] });
    const chart = new Chart(new App({ cluster }), 'shop', { namespace: 'shop' });
    new WebApp(chart, 'web', { image: IMAGE }).uses(External.host('api.example.com'));
    expect(find(chart, 'CiliumNetworkPolicy')['spec'].egress[0].toEndpoints).toEqual([
      {
        matchLabels: { 'k8s:app': 'coredns' },
        matchExpressions: [{ key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists' }],
      },
    ]);
  });

  it('is known to the baseline on the port of the cluster', () => {
    expect(() => synth(shop(Cluster.openshift()))).not.toThrow();
    const chart = new Chart(new App({ cluster: Cluster.openshift() }), 'shop', { namespace: 'shop' });
    new SecurityBaseline(chart, 'baseline');
    new WebApp(chart, 'web', { image: IMAGE });
    expect(() => (chart.node.root as App).synthYaml()).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    [
      'there is none',
      [],
      'dns must have a server, because pods that resolve no names reach nothing, got an empty list',
    ],
    ['it is one, without brackets', { cidr: '10.0.0.10/32' }, 'Cluster.dns must be a list of DNS servers, got {"cidr"'],
    ['it is neither pods nor addresses', [{}], 'a DNS server must be pods or addresses, got {}; give either'],
    ['it is any pod', [{ namespaces: [], port: 53 }], 'a DNS server must be pods or addresses, got {"namespaces":[]'],
    ['it is both', [{ ...COREDNS, cidr: '10.0.0.10/32' }], 'a DNS server must be pods or addresses, got {"namesp'],
    ['its address has no range', [{ cidr: '10.0.0.10' }], 'must be in CIDR notation, got 10.0.0.10; use 10.0.0.10/32'],
    ['its namespace is no name', [{ namespaces: ['Dns'] }], 'the namespace of a DNS server must be a DNS label'],
    ['its label is none', [{ labels: { 'a b': 'c' } }], 'got a b'],
    [
      'its port is too high',
      [{ ...COREDNS, port: 70000 }],
      'the port of a DNS server must be a whole number from 1 to',
    ],
    [
      'its name is unknown',
      ['nodelocal'],
      'the name of a DNS server must be one of kube-dns, node-local, aks-local, cloud-dns, eks-auto, openshift, got nodelocal',
    ],
    ['a field is misspelled', [{ namespace: 'dns' }], 'got namespace; did you mean namespaces'],
  ])('fails when %s', (_, dns, message) => {
    expect(() => Cluster.generic({ dns: dns as never })).toThrow(message);
  });
});
