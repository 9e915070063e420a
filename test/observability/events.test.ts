import type { Chart } from 'cdk8s';
import { parse } from 'yaml';
import { Logs } from '../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { files, observability, WITH_KUBELET } from './support';

function collecting(logs: Logs = Logs.loki()): Chart {
  const chart = testChart();
  observability(chart, { logs, sources: WITH_KUBELET });
  return chart;
}

const configOf = (logs?: Logs) => parse(files(collecting(logs), 'observability-events')['events.yaml'] ?? '');
const statementsOf = (logs?: Logs): string => JSON.stringify(configOf(logs).processors.transform.log_statements);

describe('the events of the API server', () => {
  const chart = collecting();

  it('are collected by one pod, as each of several would send all of them, and the objects fit the schemas', () => {
    expect(find(chart, 'Deployment', 'observability-events')['spec'].replicas).toBe(1);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('are all that the pod may read', () => {
    expect(find(chart, 'ClusterRole', 'shop-observability-events')['rules']).toEqual([
      { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'] },
    ]);
    expect(podOf(find(chart, 'Deployment', 'observability-events'))['securityContext']).toMatchObject({
      runAsNonRoot: true,
    });
  });

  it('go to the store of logs by both ends of the network', () => {
    expect(configOf().exporters.otlp_http.logs_endpoint).toBe('http://observability-loki:3100/otlp/v1/logs');
    expect(names(chart, 'NetworkPolicy')).toEqual(
      expect.arrayContaining([
        'observability-events-to-observability-loki',
        'observability-loki-from-observability-events',
      ]),
    );
  });

  it('wait in a queue without end of retries, for which the directory of the pod has room twice', () => {
    const { sending_queue: queue, retry_on_failure: retry } = configOf().exporters.otlp_http;
    expect(retry).toMatchObject({ enabled: true, max_elapsed_time: 0 });
    expect(queue).toMatchObject({ block_on_overflow: true, queue_size: 64 * 1024 ** 2, sizer: 'bytes' });
    expect(configOf().extensions.file_storage.directory).toBe('/tmp/otelcol');
    const pod = podOf(find(chart, 'Deployment', 'observability-events'));
    expect(pod['volumes']).toContainEqual({ name: 'tmp', emptyDir: { sizeLimit: '192Mi' } });
    expect(containerOf(find(chart, 'Deployment', 'observability-events'), 'events')['resources'].requests).toEqual(
      expect.objectContaining({ cpu: '10m', memory: '64Mi' }),
    );
  });

  it('have a service of their own, and the namespace by which the store chooses', () => {
    expect(statementsOf()).toContain('set(resource.attributes[\\"service.name\\"], \\"kubernetes-events\\")');
    expect(statementsOf()).toContain(
      'set(resource.attributes[\\"k8s.namespace.name\\"], log.attributes[\\"k8s.namespace.name\\"])',
    );
  });

  it('are redacted like lines, before anything else, and those of excluded namespaces are dropped', () => {
    const logs = Logs.victoria({ redact: ['token=\\S+'], exclude: ['kube-system', 'load'] });
    const config = configOf(logs);
    expect(config.processors.transform.log_statements[0].statements[0]).toBe(
      'replace_pattern(log.body, "token=\\\\S+", "***")',
    );
    expect(config.processors.filter.logs.log_record).toEqual([
      'resource.attributes["k8s.namespace.name"] == "kube-system"',
      'resource.attributes["k8s.namespace.name"] == "load"',
    ]);
    expect(config.service.pipelines.logs.processors).toEqual(['memory_limiter', 'transform', 'filter']);
    expect(config.exporters.otlp_http.headers).toEqual(
      expect.objectContaining({ 'VL-Stream-Fields': expect.anything() }),
    );
  });

  it.each([
    ['events: false', Logs.loki({ events: false })],
    ['no logs', Logs.none()],
  ])('are left out with %s', (_, logs) => {
    expect(names(collecting(logs), 'Deployment')).not.toContain('observability-events');
  });
});
