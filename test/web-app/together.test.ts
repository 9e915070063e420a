import { Duration } from 'cdk8s';
import {
  AddOn,
  CloudIdentity,
  Cluster,
  External,
  Observability,
  Permission,
  Port,
  ScalingMetric,
  SecurityBaseline,
  WebApp,
} from '../../lib';
import { find, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';

/** An app that asks for all that its cluster has. */
function shop(cluster: Cluster) {
  const chart = testChart();
  cluster.attachTo(chart);
  new SecurityBaseline(chart, 'baseline');
  const web = new WebApp(chart, 'web', {
    image,
    host: 'shop.example.com',
    hosts: ['www.example.com'],
    scaling: {
      min: 0,
      max: 12,
      metrics: [ScalingMetric.schedule({ start: '0 7 * * *', end: '0 22 * * *', replicas: 3 })],
    },
    rightsizing: 'auto',
    metrics: { port: Port.tcp(9090, 'metrics') },
    slo: { availability: 99.9, latency: { percentile: 99, under: Duration.millis(250) } },
    permissions: [Permission.read('configmaps')],
    cloudIdentity: CloudIdentity.awsPodIdentity(),
  });
  web.uses(External.host('db.example.com', Port.tcp(5432, 'postgres')));
  new Observability(chart, 'observability', { host: 'metrics.example.com' }).watch(web);
  return { chart, web };
}

const installed = [AddOn.keda(), AddOn.verticalPodAutoscaler()];

describe('an app that asks for all that its cluster has', () => {
  it('passes the rules of the baseline and fits the schemas, behind a Gateway', () => {
    const gateway = { name: 'edge', namespace: 'gateways', http: 'http', https: 'https' };
    const { chart, web } = shop(Cluster.eks({ version: '1.34', installed: [...installed, AddOn.gateway(gateway)] }));
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(web.gatewayRoutes.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      'HTTPRoute/web',
      'HTTPRoute/web-to-https',
    ]);
    expect(find(chart, 'HTTPRoute', 'observability-grafana')['spec'].hostnames).toEqual(['metrics.example.com']);
    expect([web.scaledObject, web.verticalAutoscaler, web.role].map((object) => object?.kind)).toEqual([
      'ScaledObject',
      'VerticalPodAutoscaler',
      'Role',
    ]);
    expect([web.autoscaler, web.ingress]).toEqual([undefined, undefined]);
  });

  it('passes the rules of the baseline and fits the schemas, behind an Ingress with certificates', () => {
    const { chart, web } = shop(
      Cluster.eks({ version: '1.34', installed: [...installed, AddOn.certManager({ issuer: 'letsencrypt' })] }),
    );
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect([web.ingress?.name, web.gatewayRoutes]).toEqual(['web', []]);
  });
});
