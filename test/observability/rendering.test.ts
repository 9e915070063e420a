import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { Port, type Signal } from '../../lib';
import { type Manifest, testChart } from '../support/charts';
import { files, observability, Queue, watchedFiles } from './support';

const depth: Signal = {
  name: 'QueueDepth',
  question: 'Is work piling up?',
  unit: 'short',
  expr: (matchers) => `max(queue_depth{${matchers}})`,
  alert: { above: 1000, for: Duration.minutes(10), severity: 'warning', advice: 'add workers, not {{ braces }}' },
};
const workers: Signal = {
  name: 'Workers',
  question: 'Is anybody working?',
  unit: 'short',
  expr: (matchers) => `sum(workers{${matchers}})`,
  alert: { below: 1, for: Duration.minutes(5), severity: 'critical', advice: 'start one' },
};

const watching = (signals: readonly Signal[], id = 'queue') => {
  const chart = testChart();
  observability(chart).watch(new Queue(chart, id, signals, { port: Port.tcp(9100), path: '/stats' }));
  const rules = { ...files(chart, 'observability-prometheus'), ...watchedFiles(chart, 'observability-prometheus') };
  const alert = (name: string, file = `shop.${id}.rules.yaml`): Manifest =>
    parse(rules[file] ?? '').groups[0].rules.find((rule: Manifest) => rule['alert'] === name);
  const dashboard: Manifest = JSON.parse(watchedFiles(chart, 'observability-grafana')[`shop.${id}.json`] ?? '{}');
  const panel = (title: string): Manifest => dashboard['panels'].find((p: Manifest) => p['title'] === title);
  return { chart, alert, dashboard, panel };
};

describe('a signal', () => {
  it('is an alert and a panel with the same expression', () => {
    const { alert, panel } = watching([depth]);
    const expr = 'max(queue_depth{namespace="shop",job="queue"})';
    expect(alert('QueueDepth')).toMatchObject({
      expr: `(${expr}) > 1000`,
      for: '600s',
      labels: { namespace: 'shop', job: 'queue', severity: 'warning' },
      annotations: { summary: 'Is work piling up?' },
    });
    expect(panel('Is work piling up?')).toMatchObject({
      type: 'timeseries',
      targets: [{ refId: 'A', expr }],
      fieldConfig: {
        defaults: { unit: 'short', thresholds: { steps: [{ color: 'green' }, { color: 'red', value: 1000 }] } },
      },
    });
  });

  it('fires below a limit too, and then green is above', () => {
    const { alert, panel } = watching([workers]);
    expect(alert('Workers')['expr']).toBe('(sum(workers{namespace="shop",job="queue"})) < 1');
    expect(panel('Is anybody working?')['fieldConfig'].defaults.thresholds.steps).toEqual([
      { color: 'red', value: null },
      { color: 'green', value: 1 },
    ]);
  });

  it('keeps braces in advice from being a template', () => {
    expect(watching([depth]).alert('QueueDepth')['annotations'].description).toBe(
      'add workers, not {{ "{{" }} braces }}',
    );
  });

  it('without an alert is a panel only', () => {
    const { alert, panel } = watching([{ ...depth, alert: undefined }]);
    expect(alert('QueueDepth')).toBeUndefined();
    expect(panel('Is work piling up?')['description']).toBe('QueueDepth');
  });
});

describe('what has metrics', () => {
  it('is found by namespace, selector and port, and labelled', () => {
    const { chart } = watching([]);
    const config = parse(files(chart, 'observability-prometheus')['prometheus.yml'] ?? '');
    expect(config.scrape_config_files).toEqual(['/etc/prometheus/watched/*.scrape.yaml']);
    const [scrape] = parse(
      watchedFiles(chart, 'observability-prometheus')['shop.queue.scrape.yaml'] ?? '',
    ).scrape_configs;
    expect(scrape).toMatchObject({
      job_name: 'shop/queue',
      metrics_path: '/stats',
      sample_limit: 20_000,
      keep_dropped_targets: 20,
      kubernetes_sd_configs: [
        { role: 'pod', namespaces: { names: ['shop'] }, selectors: [{ role: 'pod', label: 'app=queue' }] },
      ],
    });
    const relabelling: Manifest[] = scrape.relabel_configs;
    expect(relabelling).toContainEqual({
      action: 'keep',
      regex: '9100',
      source_labels: ['__meta_kubernetes_pod_container_port_number'],
    });
    expect(relabelling.map((r) => r['target_label']).filter(Boolean)).toEqual([
      'namespace',
      'pod',
      'node',
      'container',
      'job',
    ]);
  });

  it('has alerts for one pod and for all pods that do not answer', () => {
    const { alert } = watching([]);
    expect(alert('TargetDown')['expr']).toBe('up{namespace="shop",job="queue"} == 0');
    expect(alert('TargetAbsent')['expr']).toBe('absent(up{namespace="shop",job="queue"} == 1)');
  });
});

describe('the monitoring itself', () => {
  it('is watched: a watchdog that always fires, and alerts about refused configuration', () => {
    const { alert } = watching([]);
    expect(alert('Watchdog', 'prometheus.rules.yaml')['expr']).toBe('vector(1)');
    expect(alert('PrometheusReloadFailed', 'prometheus.rules.yaml')['expr']).toBe(
      'prometheus_config_last_reload_successful{job="observability-prometheus"} == 0',
    );
  });
});
