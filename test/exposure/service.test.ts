import { Cluster, Port, WebApp, type WebAppProps } from '../../lib';
import { find, testChart } from '../support/charts';
import { expectFailure, misfits, web } from '../web-app/support';

const serviceOf = (props: Partial<WebAppProps>, cluster?: Cluster) => find(web(props, cluster), 'Service');

describe('a Service', () => {
  it('has labels and annotations of the program beside its own', () => {
    const props = { serviceLabels: { team: 'shop' }, serviceAnnotations: { 'acme.com/a': 'b' } };
    const { metadata } = serviceOf(
      { ...props, host: 'shop.example.com' },
      Cluster.generic({ ingressClass: 'traefik' }),
    );
    expect(metadata.labels).toMatchObject({ team: 'shop', 'app.kubernetes.io/name': 'web' });
    expect(metadata.annotations).toEqual({ 'acme.com/a': 'b' });
  });

  it('can be on a port of the nodes that the program picks', () => {
    expect(serviceOf({ expose: 'nodePort', nodePort: 30080 })['spec'].ports).toMatchObject([
      { port: 80, nodePort: 30080 },
    ]);
  });

  it('can be headless, on the port of the app', () => {
    const props = { expose: 'headless', port: 9000, ports: [Port.tcp(9001, 'admin')] } as const;
    const { spec } = serviceOf(props);
    expect(spec).toMatchObject({ clusterIP: 'None', type: 'ClusterIP' });
    expect(spec.ports.map(({ port }: { readonly port: number }) => port)).toEqual([9000, 9001]);
    expect(misfits(web(props))).toEqual([]);
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    ['a label is none', { serviceLabels: { a: ' ' } }, /a label must be at most 63/],
    [
      'a label is one of the app',
      { serviceLabels: { 'app.kubernetes.io/name': 'a' } },
      /serviceLabels must not contradict/,
    ],
    ['an annotation is none', { serviceAnnotations: { '-': '' } }, /a key of serviceAnnotations must be a name/],
    [
      'the port of nodes is too low',
      { expose: 'nodePort', nodePort: 80 },
      /nodePort must be a whole number from 30000/,
    ],
    [
      'there is no port of nodes',
      { nodePort: 30080 },
      /nodePort needs a Service with ports of nodes, got expose cluster/,
    ],
    [
      'a headless one has another port',
      { expose: 'headless', servicePort: 80 },
      /must be the port of the app, got 80; use 8080/,
    ],
    [
      'a headless one has a host',
      { expose: 'headless', host: 'a.example.com' },
      /a host needs a Service with an address/,
    ],
  ])('fails when %s', (_, props, message) => expectFailure(props, message));

  it('fails when an annotation contradicts a prop', () => {
    const scheme = 'service.beta.kubernetes.io/aws-load-balancer-scheme';
    const props = { expose: 'loadBalancer', serviceAnnotations: { [scheme]: 'internal' } } as const;
    expectFailure(props, /serviceAnnotations must not contradict what a prop sets, internet-facing/, Cluster.eks());
    const https = 'traefik.ingress.kubernetes.io/service.serversscheme';
    const served = { host: 'a.example.com', port: Port.tcp(9000, 'grpc'), serviceAnnotations: { [https]: 'https' } };
    expectFailure(served, /must not contradict what a prop sets, h2c/, Cluster.generic({ ingressClass: 'traefik' }));
  });

  it('fails when two want one port of the nodes', () => {
    const chart = testChart();
    const props = { image: 'a:1', expose: 'nodePort', nodePort: 30080 } as const;
    new WebApp(chart, 'one', props);
    expect(() => new WebApp(chart, 'two', props)).toThrow(
      /a port of the nodes must lead to one Service, got 30080; shop\/one has it; set another nodePort/,
    );
  });
});

describe('a load balancer with some of the ports', () => {
  const ports = [Port.tcp(8081, 'admin'), Port.tcp(8443, 'tls')];
  const loadBalancer = {
    ports: ['http', 'tls'],
    sourceRanges: ['203.0.113.0/24'],
    externalTrafficPolicy: 'Local',
  } as const;
  const numbers = (props: Partial<WebAppProps>, name: string): number[] =>
    find(web({ expose: 'loadBalancer', ports, ...props }), 'Service', name)['spec'].ports.map(
      ({ port }: { readonly port: number }) => port,
    );

  it('has a Service of its own, and the others stay inside the cluster', () => {
    const chart = web({ expose: 'loadBalancer', ports, loadBalancer });
    expect(find(chart, 'Service', 'web')['spec'].type).toBe('ClusterIP');
    expect(find(chart, 'Service', 'web-balanced')['spec'].type).toBe('LoadBalancer');
    expect(numbers({ loadBalancer }, 'web')).toEqual([80, 8081, 8443]);
    expect(numbers({ loadBalancer }, 'web-balanced')).toEqual([80, 8443]);
    expect(numbers({ loadBalancer: { ports: ['tls'] } }, 'web-balanced')).toEqual([8443]);
  });

  it('opens the network to those ports only', () => {
    const { ingress } = find(web({ expose: 'loadBalancer', ports, loadBalancer }), 'NetworkPolicy')['spec'];
    expect(ingress[0].ports.map(({ port }: { readonly port: number }) => port)).toEqual([8080, 8443]);
  });

  it('fails when the app has no such port', () => {
    const unknown = { expose: 'loadBalancer', loadBalancer: { ports: ['https'] } } as const;
    expectFailure(
      unknown,
      /loadBalancer.ports must name ports of the app, got https; use some of http, or leave it out/,
    );
    expectFailure({ expose: 'loadBalancer', loadBalancer: { ports: [] } }, /must name ports of the app, got none/);
  });
});
