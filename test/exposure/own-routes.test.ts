import { ApiObject } from 'cdk8s';
import { Ingress, IngressBackend } from 'cdk8s-plus-27';
import { AddOn, Cluster, WebApp } from '../../lib';
import { find, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';
const host = 'shop.example.com';

describe('a path that the program leads to a Service itself', () => {
  it('can be in the Ingress of an app, and in one of its own', () => {
    const chart = testChart();
    Cluster.generic({ ingressClass: 'traefik' }).attachTo(chart);
    const web = new WebApp(chart, 'web', { image, host, path: '/shop', routing: { rewrite: '/' } });
    const other = new WebApp(chart, 'other', { image });
    web.ingress?.addHostRule(host, '/other', IngressBackend.fromService(other.service));
    const own = new Ingress(chart, 'own', { className: 'traefik' });
    own.addHostRule(host, '/third', IngressBackend.fromService(other.service));
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    const paths = find(chart, 'Ingress', 'web')['spec'].rules[0].http.paths;
    const led = paths.map(({ path, backend }: ReturnType<typeof find>) => [path, backend.service.name]);
    expect(led).toEqual([
      ['/other', 'other'],
      ['/shop', 'web'],
    ]);
  });

  it('can be an HTTPRoute beside those of an app', () => {
    const chart = testChart();
    const parent = { name: 'edge', namespace: 'gateways' };
    Cluster.generic({ installed: [AddOn.gateway(parent)] }).attachTo(chart);
    const web = new WebApp(chart, 'web', { image, host, path: '/shop' });
    const rule = {
      backendRefs: [{ name: web.service.name, port: web.service.port }],
      matches: [{ path: { type: 'PathPrefix', value: '/own' } }],
    };
    new ApiObject(chart, 'own', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'own' },
      spec: { parentRefs: [parent], hostnames: [host], rules: [rule] },
    });
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(find(chart, 'HTTPRoute', 'own')['spec'].rules[0].backendRefs).toEqual([{ name: 'web', port: 80 }]);
  });
});
