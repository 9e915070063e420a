import { Chart, Testing } from 'cdk8s';
import { AddOn, Cluster, Port, WebApp } from '../../lib';
import { testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';
const GRPC = Port.tcp(9000, 'grpc');
const gateway = () =>
  Cluster.generic({ installed: [AddOn.gateway({ name: 'edge', namespace: 'gateways', https: 'https' })] });

describe('a GRPCRoute and an HTTPRoute', () => {
  it.each([
    ['shop.example.com', 'shop.example.com'],
    ['*.example.com', 'shop.example.com'],
    ['shop.example.com', '*.example.com'],
  ])('fail when the hosts %s and %s meet, in either order', (one, other) => {
    for (const grpcFirst of [true, false]) {
      const chart = testChart();
      gateway().attachTo(chart);
      const prices = () => new WebApp(chart, 'prices', { image, port: GRPC, host: one });
      const web = () => new WebApp(chart, 'web', { image, host: other, path: '/web' });
      const [first, second] = grpcFirst ? [prices, web] : [web, prices];
      first();
      expect(second).toThrow(
        /a host of a Gateway must have either GRPCRoutes or HTTPRoutes, got \S+ for shop\/prices, which speaks gRPC, and shop\/web, which does not; give shop\/prices a host of its own, or a path such as \/package.Service/,
      );
    }
  });

  it('may have hosts beside each other', () => {
    const chart = testChart();
    gateway().attachTo(chart);
    new WebApp(chart, 'prices', { image, port: GRPC, host: 'example.com' });
    expect(() => new WebApp(chart, 'web', { image, host: '*.example.com' })).not.toThrow();
  });
});

describe('a host and a path', () => {
  it('fail when apps of two namespaces have them', () => {
    const root = Testing.app();
    const charts = ['shop', 'docs'].map((namespace) => new Chart(root, namespace, { namespace }));
    const app = (chart: Chart | undefined) =>
      new WebApp(chart ?? testChart(), 'web', { image, host: 'shop.example.com', path: '/docs/' });
    app(charts[0]);
    expect(() => app(charts[1])).toThrow(
      '[docs/web] a host and path must lead to one app, got shop.example.com/docs; shop/web has it; set another host or path',
    );
  });
});
