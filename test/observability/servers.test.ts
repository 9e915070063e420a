import { SERVERS, serve } from '../../lib/observability/servers';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { adminPassword, files, NO_SOURCES, observability } from './support';
import { pushgateway } from './third-server';

const facts = { name: 'metrics', props: { adminPassword, sources: NO_SOURCES } };

function three() {
  const chart = testChart();
  return { chart, ...serve(chart, { ...SERVERS, pushgateway }, facts) };
}

describe('a third server of Observability, which is one file and one line of the table', () => {
  it('has all that the others have, and fits the schemas', () => {
    const { chart, servers } = three();
    const kinds = ['ConfigMap', 'NetworkPolicy', 'Service', 'ServiceAccount', 'StatefulSet'];
    for (const kind of kinds) expect(names(chart, kind)).toContain('metrics-pushgateway');
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(servers.pushgateway.statefulSet.name).toBe('metrics-pushgateway');
    expect(servers.pushgateway.service.port).toBe(9115);
    const set = find(chart, 'StatefulSet', 'metrics-pushgateway');
    expect(podOf(set)['terminationGracePeriodSeconds']).toBe(30);
    expect(containerOf(set, 'pushgateway')).toMatchObject({
      readinessProbe: { httpGet: { path: '/-/ready', port: 'http' } },
      startupProbe: { failureThreshold: 12, periodSeconds: 5 },
      volumeMounts: [{ mountPath: '/tmp' }, { mountPath: '/etc/pushgateway' }, { mountPath: '/pushgateway' }],
    });
    expect(containerOf(set, 'reloader')['volumeMounts'].map((mount: { name: string }) => mount.name)).toEqual([
      'tmp',
      'config',
      'data',
    ]);
  });

  it('reaches those that it asks, and knows the URLs of the others', () => {
    const { chart } = three();
    expect(names(chart, 'NetworkPolicy')).toContain('metrics-pushgateway-to-metrics-grafana');
    expect(names(chart, 'NetworkPolicy')).toContain('metrics-grafana-from-metrics-pushgateway');
    expect(files(chart, 'metrics-pushgateway')['pushgateway.yml']).toContain('http://metrics-prometheus:9090');
  });

  it('changes nothing about the other two', () => {
    const two = testChart();
    serve(two, SERVERS, facts);
    for (const [kind, name] of [
      ['StatefulSet', 'metrics-prometheus'],
      ['Deployment', 'metrics-grafana'],
    ] as const) {
      expect(find(three().chart, kind, name)).toEqual(find(two, kind, name));
    }
  });

  it('fails when it asks a server that the table does not have', () => {
    const lost = { ...pushgateway, describe: () => ({ ...pushgateway.describe(unused), asks: ['loki'] }) };
    expect(() => serve(testChart(), { lost }, facts)).toThrow(
      '[shop] a server sends requests to servers of the table, got loki; use one of lost',
    );
  });
});

const unused = {
  ...facts,
  scope: testChart(),
  name: 'metrics-lost',
  has: () => true,
  watched: () => [],
  url: () => '',
};

describe('the servers of an Observability', () => {
  it('let in what is named, and fail when nothing is', () => {
    const chart = testChart();
    const { prometheus } = observability(chart);
    prometheus.allowFrom(observability(testChart('other', chart.node.root as never)).grafana);
    expect(names(chart, 'NetworkPolicy')).toContain('observability-prometheus-from-other-observability-grafana');
    expect(() => prometheus.allowFrom(undefined as never)).toThrow(
      '[shop/observability/Prometheus] allowFrom needs a peer to let in, got nothing; pass a WebApp or a Worker, for example',
    );
  });
});
