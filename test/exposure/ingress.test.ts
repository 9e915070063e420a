import { AddOn, Certificate, Cluster, type ClusterProps, Port, Probe, WebApp, type WebAppProps } from '../../lib';
import { find, names, synth, testChart } from '../support/charts';
import { annotationsOf, exposed, host, image } from './support';

const GRPC = Port.tcp(9000, 'grpc');
const ALB = { ingressClass: 'alb', ingressScheme: 'internet-facing', loadBalancerRanges: ['10.0.0.0/16'] } as const;
const alb = (props: Partial<WebAppProps> = {}) =>
  Object.fromEntries(
    Object.entries(annotationsOf(exposed(Cluster.eks(ALB), props), 'Ingress')).map(([key, value]) => [
      key.replace('alb.ingress.kubernetes.io/', ''),
      value,
    ]),
  );

describe('an Ingress of an ALB', () => {
  it('reaches pods, has a scheme, and asks for health as the readiness probe does', () => {
    expect(alb({ health: '/healthz', path: '/api' })).toEqual({
      scheme: 'internet-facing',
      'target-type': 'ip',
      'group.name': 'shop.example.com',
      'group.order': '996',
      'listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
      'ssl-redirect': '443',
      'healthcheck-path': '/healthz',
      'healthcheck-port': 'traffic-port',
      'healthcheck-protocol': 'HTTP',
      'healthcheck-interval-seconds': '5',
      'healthcheck-timeout-seconds': '3',
      'unhealthy-threshold-count': '3',
      'success-codes': '200-399',
    });
    expect(alb({ health: Probe.http('/up', { port: 8443, tls: true }) })).toMatchObject({
      'healthcheck-path': '/up',
      'healthcheck-port': '8443',
      'healthcheck-protocol': 'HTTPS',
    });
  });

  it('takes any answer but an error of the server where only a connection is known', () => {
    expect(alb()).toMatchObject({ 'healthcheck-path': '/', 'success-codes': '200-499' });
  });

  it('speaks gRPC and HTTPS to pods that do', () => {
    expect(alb({ port: GRPC })).toMatchObject({ 'backend-protocol-version': 'GRPC', 'success-codes': '0-99' });
    expect(alb({ port: GRPC, health: Probe.grpc() })).toMatchObject({
      'healthcheck-path': '/grpc.health.v1.Health/Check',
      'success-codes': '0',
    });
    expect(alb({ port: Port.tcp(8443, 'https') })).toMatchObject({ 'backend-protocol': 'HTTPS' });
  });

  it('has the certificate of its hosts in ACM, also where cert-manager is installed', () => {
    const cluster = Cluster.eks({ ...ALB, installed: [AddOn.certManager({ issuer: 'letsencrypt' })] });
    const chart = exposed(cluster);
    expect(find(chart, 'Ingress')['spec'].tls).toEqual([{ hosts: [host] }]);
    expect(annotationsOf(chart, 'Ingress')).not.toHaveProperty(['cert-manager.io/cluster-issuer']);
  });

  it('shares its load balancer with those of the same host, and longer paths come first', () => {
    const chart = testChart();
    Cluster.eks(ALB).attachTo(chart);
    new WebApp(chart, 'web', { image, host: '*.example.com' });
    new WebApp(chart, 'api', { image, host: '*.example.com', path: '/api' });
    const [api, web] = ['api', 'web'].map((name) => find(chart, 'Ingress', name)['metadata'].annotations);
    for (const annotations of [api, web]) {
      expect(annotations['alb.ingress.kubernetes.io/group.name']).toBe('example.com');
    }
    const order = 'alb.ingress.kubernetes.io/group.order';
    expect(Number(api[order])).toBeLessThan(Number(web[order]));
  });
});

describe('an Ingress of GKE', () => {
  it.each(['gce', 'gce-internal'])('has the class %s in the annotation, which alone is read', (ingressClass) => {
    const chart = exposed(Cluster.gke({ ingressClass, loadBalancerRanges: ['10.129.0.0/23'] }), { health: '/healthz' });
    expect(find(chart, 'Ingress')['spec']).not.toHaveProperty('ingressClassName');
    expect(annotationsOf(chart, 'Ingress')).toEqual({ 'kubernetes.io/ingress.class': ingressClass });
  });

  it('reaches pods, and asks for health as the readiness probe does', () => {
    const chart = exposed(Cluster.gke(), { health: Probe.http('/healthz', { port: 8081 }) });
    expect(annotationsOf(chart, 'Ingress')).toEqual({});
    expect(annotationsOf(chart, 'Service')).toEqual({
      'cloud.google.com/neg': '{"ingress": true}',
      'cloud.google.com/backend-config': '{"default":"web"}',
    });
    expect(find(chart, 'BackendConfig')['spec'].healthCheck).toEqual({
      type: 'HTTP',
      requestPath: '/healthz',
      port: 8081,
      checkIntervalSec: 5,
      timeoutSec: 3,
      healthyThreshold: 1,
      unhealthyThreshold: 3,
    });
  });

  it('names certificates in Secrets only', () => {
    const tls = (props: Partial<WebAppProps>) =>
      find(exposed(Cluster.gke(), { health: '/', ...props }), 'Ingress')['spec'].tls;
    expect(tls({})).toBeUndefined();
    expect(tls({ tls: Certificate.fromSecret('shop-tls') })).toEqual([{ hosts: [host], secretName: 'shop-tls' }]);
  });
});

describe('an app that speaks gRPC', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['nginx', { 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC', 'nginx.org/grpc-services': 'web' }, {}],
    ['public-nginx', { 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC' }, {}],
    ['traefik', {}, { 'traefik.ingress.kubernetes.io/service.serversscheme': 'h2c' }],
    ['haproxy', { 'haproxy.org/server-proto': 'h2', 'haproxy-ingress.github.io/backend-protocol': 'grpc' }, {}],
    ['contour', {}, { 'projectcontour.io/upstream-protocol.h2c': '80' }],
    ['kong', { 'konghq.com/protocols': 'grpc,grpcs' }, { 'konghq.com/protocol': 'grpc' }],
    ['istio', {}, {}],
  ])('says so to %s', (ingressClass, ingress, service) => {
    const chart = exposed(Cluster.generic({ ingressClass }), { port: GRPC });
    expect(annotationsOf(chart, 'Ingress')).toMatchObject(ingress);
    expect(annotationsOf(chart, 'Service')).toMatchObject(service);
    expect(find(chart, 'Service')['spec'].ports[0].appProtocol).toBe('kubernetes.io/h2c');
  });

  it('says so to Traefik of k3s, and to a controller of a class that does not name it', () => {
    expect(annotationsOf(exposed(Cluster.k3s(), { port: GRPC }), 'Service')).not.toEqual({});
    const cluster = Cluster.generic({ ingressClass: 'public', ingressController: 'nginx' });
    expect(annotationsOf(exposed(cluster, { port: GRPC }), 'Ingress')).toHaveProperty(['nginx.org/grpc-services']);
  });

  it('has an HTTPRoute behind a Gateway where it has a path, so that it can share a host', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.gateway({ name: 'edge', namespace: 'gateways' })] }).attachTo(chart);
    new WebApp(chart, 'prices', { image, host, port: GRPC, path: '/acme.Prices' });
    new WebApp(chart, 'web', { image, host });
    new WebApp(chart, 'rpc', { image, host: 'rpc.example.com', port: GRPC });
    expect(names(chart, 'HTTPRoute')).toEqual(['prices', 'web']);
    expect(names(chart, 'GRPCRoute')).toEqual(['rpc']);
    expect(find(chart, 'HTTPRoute', 'prices')['spec'].rules[0].matches).toEqual([
      { path: { type: 'PathPrefix', value: '/acme.Prices' } },
    ]);
  });
});

describe('an app that speaks HTTPS', () => {
  it('says so to the controller', () => {
    const chart = exposed(Cluster.generic({ ingressClass: 'nginx' }), { port: Port.tcp(8443, 'https') });
    expect(annotationsOf(chart, 'Ingress')).toEqual({
      'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS',
      'nginx.org/ssl-services': 'web',
    });
  });
});

describe('a plain app', () => {
  it('needs no annotation', () => {
    for (const ingressClass of ['nginx', 'traefik', 'haproxy', 'contour', 'kong', 'istio', 'edge', undefined]) {
      const chart = exposed(Cluster.generic({ ingressClass }));
      expect([annotationsOf(chart, 'Ingress'), annotationsOf(chart, 'Service')]).toEqual([{}, {}]);
    }
  });
});

describe('a host behind an Ingress', () => {
  it.each<[string, Partial<WebAppProps>, Cluster | ClusterProps, RegExp]>([
    [
      'gRPC is led through a controller that is not known',
      { port: GRPC },
      { ingressClass: 'edge' },
      /an app that speaks gRPC behind an Ingress needs a controller that can be told so, got ingressClass edge; use AddOn.gateway, or say ingressController/,
    ],
    ['gRPC is led through no class', { port: GRPC }, {}, /needs a controller that can be told so, got no ingressClass/],
    [
      'gRPC is led through GKE Ingress',
      { port: GRPC, health: '/' },
      Cluster.gke(),
      /got GKE Ingress, which speaks HTTP\/2 with TLS only/,
    ],
    [
      'GKE Ingress cannot ask for the health',
      {},
      Cluster.gke(),
      /an app behind GKE Ingress must be asked for its health by HTTP, got a probe by TCP; say health: '\/healthz'/,
    ],
    [
      'the reach of an ALB is not chosen',
      {},
      Cluster.eks({ ...ALB, ingressScheme: undefined }),
      /the reach of an ALB must be chosen, got nothing; say ingressScheme: 'internet-facing', or 'internal'/,
    ],
    [
      'an ALB is given a Secret',
      { tls: Certificate.fromSecret('shop-tls') },
      Cluster.eks(ALB),
      /an ALB takes certificates from ACM only, got shop-tls; remove tls/,
    ],
    [
      'a path is a glob',
      { path: '/api/*' },
      {},
      /path must be a prefix, not a pattern, got \/api\/\*; use \/api, which/,
    ],
    [
      'a path is nothing but a glob',
      { path: '/*' },
      {},
      /not a pattern, got \/\*; use \/, which stands for everything/,
    ],
    ['a path has a glob inside', { path: '/v*/users' }, {}, /got \/v\*\/users; use \/, which/],
    ['a path is a regular expression', { path: '/api/(.*)' }, {}, /got \/api\/\(\.\*\); use \/api, which/],
    ['a path has groups', { path: '/api(/|$)(.*)' }, {}, /path must be a prefix, not a pattern/],
    ['a path has a parameter', { path: '/users/:id' }, {}, /got \/users\/:id; use \/users, which/],
  ])('fails when %s', (_, props, given, message) => {
    const cluster = given instanceof Cluster ? given : Cluster.generic(given);
    expect(() => exposed(cluster, props)).toThrow(message);
  });

  it('fails when apps behind GKE Ingress share a host', () => {
    const chart = testChart();
    Cluster.gke().attachTo(chart);
    new WebApp(chart, 'web', { image, host, health: '/' });
    expect(() => new WebApp(chart, 'api', { image, host, path: '/api', health: '/' })).toThrow(
      '[shop/api] apps behind GKE Ingress, which makes a load balancer for each, cannot share a host, got shop.example.com for shop/web and shop/api; use AddOn.gateway, or give the apps hosts of their own',
    );
  });

  it('takes paths that only look like patterns', () => {
    for (const path of ['/odata/Users(5)', '/$metadata', '/v1/mail:send']) {
      expect(synth(exposed(Cluster.generic(), { path })).length).toBeGreaterThan(0);
    }
  });
});
