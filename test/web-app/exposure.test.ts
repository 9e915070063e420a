import { Chart, Testing } from 'cdk8s';
import { AddOn, Certificate, Cluster, Port, WebApp, type WebAppProps } from '../../lib';
import { find, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'a:1';
const GATEWAY = { name: 'edge', namespace: 'gateways', http: 'http', https: 'https' };

function web(props: Partial<WebAppProps>, cluster = Cluster.generic()) {
  const chart = testChart();
  cluster.attachTo(chart);
  new WebApp(chart, 'web', { image, ...props });
  expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  return chart;
}
const behind = (props: Partial<WebAppProps>) => web(props, Cluster.gke({ installed: [AddOn.gateway(GATEWAY)] }));
const from = (chart: Chart) => find(chart, 'NetworkPolicy')['spec'].ingress;

describe('a load balancer', () => {
  const balanced = (loadBalancer: WebAppProps['loadBalancer'], cluster?: Cluster) =>
    web({ expose: 'loadBalancer', loadBalancer }, cluster);

  it('says who may connect, who makes it and how it routes', () => {
    const loadBalancer = {
      sourceRanges: ['203.0.113.0/24', '2001:DB8::/32'],
      class: 'service.k8s.aws/nlb',
      externalTrafficPolicy: 'Local',
      annotations: { 'example.com/tier': 'gold' },
    } as const;
    const service = find(balanced(loadBalancer), 'Service');
    expect(service['spec']).toMatchObject({
      type: 'LoadBalancer',
      loadBalancerClass: 'service.k8s.aws/nlb',
      loadBalancerSourceRanges: ['203.0.113.0/24', '2001:db8::/32'],
      externalTrafficPolicy: 'Local',
    });
    expect(service['metadata'].annotations).toEqual({ 'example.com/tier': 'gold' });
  });

  it.each<[Cluster, string, string]>([
    [Cluster.eks(), 'service.beta.kubernetes.io/aws-load-balancer-scheme', 'internal'],
    [Cluster.gke(), 'networking.gke.io/load-balancer-type', 'Internal'],
    [Cluster.aks(), 'service.beta.kubernetes.io/azure-load-balancer-internal', 'true'],
  ])('is internal in the words of each cloud', (cluster, key, value) => {
    expect(find(balanced({ internal: true }, cluster), 'Service')['metadata'].annotations).toMatchObject({
      [key]: value,
    });
  });

  it('is public on EKS, whose controller makes internal ones unless told', () => {
    expect(find(balanced(undefined, Cluster.eks()), 'Service')['metadata'].annotations).toEqual({
      'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing',
    });
    expect(find(balanced(undefined, Cluster.gke()), 'Service')['metadata'].annotations).toBeUndefined();
  });

  it('keeps others from the pods only where pods see the addresses of clients', () => {
    const sourceRanges = ['203.0.113.0/24'];
    const ports = [{ port: 8080, protocol: 'TCP' }];
    expect(from(balanced({ sourceRanges }))).toEqual([{ ports }]);
    expect(from(balanced({ sourceRanges, externalTrafficPolicy: 'Local' }))).toEqual([
      { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports },
    ]);
  });
});

describe('a host', () => {
  it('leads to the app by Ingress, under all its names and its path', () => {
    const chart = web({ host: 'a.example.com', hosts: ['b.example.com', '*.example.org'], path: '/shop' });
    const { rules, tls } = find(chart, 'Ingress')['spec'];
    const backend = { service: { name: 'web', port: { number: 80 } } };
    const http = { paths: [{ path: '/shop', pathType: 'Prefix', backend }] };
    expect(rules).toEqual(['a.example.com', 'b.example.com', '*.example.org'].map((host) => ({ host, http })));
    expect(tls).toEqual([{ hosts: ['a.example.com', 'b.example.com', '*.example.org'] }]);
  });

  it('has a certificate from an issuer, a Secret or the controller', () => {
    const ingress = (tls?: Certificate, cluster?: Cluster) => {
      const { metadata, spec } = find(web({ host: 'a.example.com', tls }, cluster), 'Ingress');
      return [metadata.annotations ?? {}, spec.tls[0].secretName];
    };
    const signed = Cluster.generic({ installed: [AddOn.certManager({ issuer: 'letsencrypt' })] });
    expect(ingress(Certificate.issued({ issuer: 'letsencrypt' }))).toEqual([
      { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
      'web-tls',
    ]);
    expect(ingress(Certificate.issued({ issuer: 'own', kind: 'Issuer' }))).toEqual([
      { 'cert-manager.io/issuer': 'own' },
      'web-tls',
    ]);
    expect(ingress(Certificate.issued(), signed)).toEqual([
      { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
      'web-tls',
    ]);
    expect(ingress(undefined, signed)).toEqual([{ 'cert-manager.io/cluster-issuer': 'letsencrypt' }, 'web-tls']);
    expect(ingress(Certificate.fromSecret('mine'), signed)).toEqual([{}, 'mine']);
    expect(ingress(Certificate.fromController(), signed)).toEqual([{}, undefined]);
    expect(ingress()).toEqual([{}, undefined]);
  });

  it('leads to the app by HTTPRoute where there is a Gateway, and from HTTP to HTTPS', () => {
    const chart = behind({ host: 'a.example.com', path: '/shop' });
    expect(names(chart, 'Ingress')).toEqual([]);
    const matches = [{ path: { type: 'PathPrefix', value: '/shop' } }];
    expect(find(chart, 'HTTPRoute', 'web')['spec']).toEqual({
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: 'edge',
          namespace: 'gateways',
          sectionName: 'https',
        },
      ],
      hostnames: ['a.example.com'],
      rules: [{ matches, backendRefs: [{ group: '', kind: 'Service', name: 'web', port: 80, weight: 1 }] }],
    });
    expect(find(chart, 'HTTPRoute', 'web-to-https')['spec']).toMatchObject({
      parentRefs: [{ sectionName: 'http' }],
      rules: [
        { matches, filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] },
      ],
    });
    const plain = web(
      { host: 'a.example.com' },
      Cluster.generic({ installed: [AddOn.gateway({ name: 'edge', namespace: 'gateways' })] }),
    );
    expect(names(plain, 'HTTPRoute')).toEqual(['web']);
  });

  it('leads to a gRPC app by GRPCRoute, and says that it speaks HTTP/2', () => {
    const chart = behind({ host: 'a.example.com', port: Port.tcp(9000, 'grpc') });
    expect(find(chart, 'GRPCRoute')['spec'].rules).toEqual([
      { backendRefs: [{ group: '', kind: 'Service', name: 'web', port: 80, weight: 1 }] },
    ]);
    expect(find(chart, 'Service')['spec'].ports[0].appProtocol).toBe('kubernetes.io/h2c');
  });

  it('lets in the namespaces of Gateways, and the load balancers of the cloud', () => {
    const values = ['gateways', 'envoy-gateway-system', 'kong', 'traefik'];
    expect(from(behind({ hosts: ['a.example.com'] }))[0].from).toEqual([
      { namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] } },
      { ipBlock: { cidr: '130.211.0.0/22' } },
      { ipBlock: { cidr: '35.191.0.0/16' } },
    ]);
  });

  it('may be shared under different paths, and on different clusters', () => {
    const root = Testing.app();
    const chart = testChart('shop', root);
    new WebApp(chart, 'web', { image, host: 'a.example.com' });
    new WebApp(chart, 'api', { image, host: 'a.example.com', path: '/api' });
    const abroad = new Chart(root, 'abroad', { namespace: 'abroad' });
    Cluster.k3s().attachTo(abroad);
    new WebApp(abroad, 'web', { image, host: 'a.example.com' });
    expect(names(chart, 'Ingress')).toEqual(['api', 'web']);
  });
});

describe('exposure', () => {
  const host = 'a.example.com';
  const gateway = Cluster.generic({ installed: [AddOn.gateway(GATEWAY)] });
  const balanced = (loadBalancer: object) => ({ expose: 'loadBalancer' as const, loadBalancer });
  it.each<[string, Partial<WebAppProps>, RegExp, ...Cluster[]]>([
    [
      'details of a load balancer are given without one',
      { loadBalancer: {} },
      /loadBalancer needs to be exposed by one, got nothing; set expose/,
    ],
    [
      'a source range is not in CIDR notation',
      balanced({ sourceRanges: ['10.0.0.1'] }),
      /sourceRanges: an address range must be in CIDR notation, got 10.0.0.1; use/,
    ],
    [
      'no source range is given',
      balanced({ sourceRanges: [] }),
      /loadBalancer.sourceRanges must name somebody, got an empty list/,
    ],
    [
      'an internal load balancer is unknown',
      balanced({ internal: true }),
      /how an internal load balancer is asked for must be known, got cluster generic/,
    ],
    ['the class is no name', balanced({ class: 'a/b/c' }), /loadBalancer.class must be a name/],
    [
      'the traffic policy is unknown',
      balanced({ externalTrafficPolicy: 'Near' }),
      /loadBalancer.externalTrafficPolicy must be one of Cluster, Local, got Near; use 'Cluster'/,
    ],
    [
      'an annotation is no name',
      balanced({ annotations: { 'a b': 'c' } }),
      /an annotation must be a name with an optional prefix, got a b/,
    ],
    [
      'there is a path without a host',
      { path: '/shop' },
      /path needs a host, got path \/shop without host; give the host/,
    ],
    [
      'a certificate is to be issued by an issuer that is not known',
      { host, tls: Certificate.issued() },
      /Certificate.issued without an issuer needs cert-manager, got a cluster without; say installed: .*, or name it, Certificate/,
    ],
    ['there is tls without a host', { tls: Certificate.issued({ issuer: 'a' }) }, /tls needs a host/],
    ['a path is relative', { host, path: 'shop' }, /path must be the path of a URL, got shop/],
    ['a path goes up', { host, path: '/a/../b' }, /path must be the path of a URL/],
    [
      'a host is given twice',
      { host, hosts: [host] },
      /a host must be given once, got a.example.com; remove it from hosts/,
    ],
    ['one of the hosts is no host name', { hosts: [host, 'b_c'] }, /host must be a host name, got b_c/],
    [
      'a host leads to a UDP port',
      { host, port: Port.udp(53) },
      /a host needs an app that answers by HTTP, got UDP\/53/,
    ],
    [
      'a Gateway has its own certificate',
      { host, tls: Certificate.fromSecret('mine') },
      /the certificate of a host behind a Gateway is at its listener, got mine/,
      gateway,
    ],
    [
      'a Gateway has its own issuer',
      { host, tls: Certificate.issued({ issuer: 'mine' }) },
      /is at its listener, got mine; set it there/,
      gateway,
    ],
    [
      'a route has too many hosts',
      { hosts: Array.from({ length: 17 }, (_, n) => `a${n}.example.com`) },
      /a route takes at most 16 hosts, got 17/,
      gateway,
    ],
  ])('fails when %s', (_, props, message, ...cluster) => {
    expect(() => web(props, ...cluster)).toThrow(message);
    expect(() => web(props, ...cluster)).toThrow(/^\[shop\/web/);
  });

  it.each([undefined, '/', '/shop/'])('fails when two apps have one host and path', (path) => {
    const chart = testChart();
    new WebApp(chart, 'one', { image, host, path: path?.replace(/(.)\/$/, '$1') });
    expect(() => new WebApp(chart, 'two', { image, host, path })).toThrow(
      /\[shop\/two\] a host and path must lead to one app, got a.example.com\/.*; shop\/one has it; set another host or path/,
    );
  });

  it.each([() => Certificate.fromSecret('A'), () => Certificate.issued({ issuer: '' })])(
    'fails when a certificate comes from something without a name',
    (tls) => {
      expect(tls).toThrow(/must be a DNS name/);
    },
  );
});
