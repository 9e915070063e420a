import { Duration } from 'cdk8s';
import { AddOn, Cluster, External, Port, RouteAuth, type WebAppProps } from '../../lib';
import { expectFailure } from '../web-app/support';

const host = 'shop.example.com';
const nginx = () => Cluster.generic({ ingressClass: 'nginx' });
const gateway = () => Cluster.generic({ installed: [AddOn.gateway({ name: 'edge', namespace: 'gateways' })] });

describe('routing', () => {
  it.each<[string, Partial<WebAppProps>, RegExp]>([
    ['there is no host', { routing: {} }, /routing needs a host, got routing without host; give the host/],
    ['there are paths and no host', { paths: ['/a'] }, /paths needs a host/],
    ['a path is there twice', { host, path: '/a', paths: ['/a'] }, /a path must be given once, got \/a;/],
    ['one of the paths is a pattern', { host, paths: ['/a/*'] }, /path must be a prefix, not a pattern/],
    ['a rewrite changes nothing', { host, routing: { rewrite: '/' } }, /routing.rewrite must change a path/],
    [
      'a rewrite is no path',
      { host, path: '/a', routing: { rewrite: 'b' } },
      /routing.rewrite must be the path of a URL/,
    ],
    [
      'a redirect has the path of the app',
      { host, path: '/a', routing: { redirects: [{ path: '/a', to: '/b' }] } },
      /a path must lead to the app or elsewhere, got \/a in both/,
    ],
    [
      'a redirect leads back',
      { host, path: '/a', routing: { redirects: [{ path: '/b', to: '/b/c' }] } },
      /a redirect must lead out of its path, got \/b to \/b\/c; clients would go in a circle/,
    ],
    [
      'a redirect leads to a host without TLS',
      { host, path: '/a', routing: { redirects: [{ path: '/b', to: 'http://a.example.com' }] } },
      /the destination of a redirect must be a path or begin with https/,
    ],
    ['a timeout is nothing', { host, routing: { timeout: Duration.seconds(0) } }, /routing.timeout in seconds must be/],
    ['a body is nothing', { host, routing: { maxBody: '0Mi' } }, /routing.maxBody must be a positive amount/],
    [
      'a limit is half',
      { host, routing: { rateLimit: { requests: 0.5 } } },
      /routing.rateLimit.requests must be a whole/,
    ],
    ['a cookie has a bad name', { host, routing: { sticky: { cookie: 'a b' } } }, /the name of a cookie must be/],
    [
      'an origin is a host',
      { host, routing: { cors: { origins: ['a.com'] } } },
      /must be schemes with hosts, got a.com/,
    ],
    ['no origin is named', { host, routing: { cors: { origins: [] } } }, /must be schemes with hosts, got none/],
    [
      'all origins may send cookies',
      { host, routing: { cors: { origins: ['*'], credentials: true } } },
      /the origin \* must be alone and without credentials/,
    ],
    [
      'a method is none',
      { host, routing: { cors: { origins: ['*'], methods: ['FETCH'] } } },
      /routing.cors.methods must be methods of HTTP, got FETCH/,
    ],
    [
      'a mirror is outside',
      { host, routing: { mirror: { to: External.internet() } } },
      /must be an app that answers by HTTP/,
    ],
    [
      'an annotation contradicts a feature',
      {
        host,
        routing: { timeout: Duration.seconds(9) },
        ingressAnnotations: { 'nginx.ingress.kubernetes.io/proxy-read-timeout': '60' },
      },
      /ingressAnnotations must not contradict what a prop sets, 9, got .*proxy-read-timeout: 60; remove it/,
    ],
  ])('fails when %s', (_, props, message) => expectFailure(props, message, nginx()));

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    [
      'a header is set and removed',
      { host, routing: { requestHeaders: { set: { 'X-A': 'b' }, remove: ['x-a'] } } },
      /routing.requestHeaders must set or remove a header, got x-a in both/,
    ],
    ['a header has no name', { host, routing: { requestHeaders: { remove: ['a b'] } } }, /must be named with letters/],
    ['a header has two lines', { host, routing: { responseHeaders: { set: { A: 'b\nc' } } } }, /values of one line/],
    [
      'an app speaks gRPC',
      { host, port: Port.tcp(9000, 'grpc'), routing: { timeout: Duration.seconds(9) } },
      /routing needs an HTTPRoute, got timeout of an app that speaks gRPC/,
    ],
    ['an Ingress is annotated', { host, ingressAnnotations: { a: 'b' } }, /ingressAnnotations need an Ingress, got a;/],
  ])('fails behind a Gateway when %s', (_, props, message) => expectFailure(props, message, gateway()));

  it('fails when nobody says the controller', () => {
    const props = { host, routing: { timeout: Duration.seconds(9) } };
    expectFailure(
      props,
      /routing needs a controller that Mainstay can tell, got none; use AddOn.gateway/,
      Cluster.generic(),
    );
  });

  it('fails when a Secret or a path of an authentication is none', () => {
    expect(() => RouteAuth.basic('Staff')).toThrow(/the name of a Secret must be a DNS name/);
    expect(() => RouteAuth.service(External.internet(), { path: 'x' })).toThrow(
      /the path of RouteAuth.service must be/,
    );
  });
});
