import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { addCharts } from '../../apps/charts';
import { addKinds } from '../../gates/rules/programs';
import { App, Backup, Engine, Prometheus, type Signal, StatefulStore } from '../../lib';
import known from '../../lib/observability/series/known-selectors.json';
import { parseSelectors, skeleton } from '../../lib/observability/series/promql';
import { parsed } from '../../lib/observability/series/selectors';
import { isOffered } from '../../lib/observability/sources/series';
import { bucket, NIGHTLY } from '../stateful-store/backup/support';
import { errorsOf, find, testChart } from '../support/charts';
import { files, NO_SOURCES, observability, Queue } from './support';

const alert = { above: 0, for: Duration.minutes(1), severity: 'warning', advice: 'look' } as const;
const signal = (expr: Signal['expr'], more: Partial<Signal> = {}): Signal => ({
  name: 'Backlog',
  question: 'Is work piling up?',
  unit: 'short',
  expr,
  alert,
  ...more,
});
const EXISTING = Prometheus.existing('http://prometheus.monitoring:9090');

function problems(one: Signal, props = {}, metrics: object | undefined = { port: 9090 }): string[] {
  const chart = testChart();
  observability(chart, props).watch(new Queue(chart, 'queue', [one], metrics as never));
  return errorsOf(chart);
}

describe('selectors', () => {
  it('are found by the grammar: not in strings, labels, functions or comments', () => {
    const names = (expr: string): string[] | undefined => parseSelectors(expr)?.map(({ name }) => name);
    expect(names('sum by (kube_label) (rate(a_total{x="kube_b{"}[5m])) / on (c) group_left (d) e:f # kube_g')).toEqual([
      'a_total',
      'e:f',
    ]);
    expect(names('predict_linear(free[6h:5m] @ end(), 3600) offset 1h or time() > bool vector(1)')).toEqual(['free']);
    expect(names('{__name__="a",b="c"} or {"d.e",f="g"}')).toEqual(['a', 'd.e']);
    expect(names('sum(rate(a{[5m])')).toBeUndefined();
  });

  it('of Mainstay itself are known, as the grammar finds them, so that synth does not parse', () => {
    for (const [key, names] of Object.entries(known)) {
      expect(skeleton(key, 'none')).toBe(key);
      const found = parseSelectors(key.replaceAll('mainstay_own=""', 'x="1"'), 'x="1"') ?? [];
      expect([...new Set(found.map(({ name, own }) => (own ? `=${name}` : name)))].sort()).toEqual(names);
    }
    parsed.clear();
    for (const add of [addCharts, addKinds]) {
      const outdir = mkdtempSync(join(tmpdir(), 'selectors-'));
      const app = new App({ outdir });
      add(app);
      app.synth();
      rmSync(outdir, { recursive: true });
    }
    expect([...parsed.keys()]).toEqual([]);
  });

  it('match names and prefixes', () => {
    expect(isOffered('kube_pod_info', ['kube_pod_*'])).toBe(true);
    expect(isOffered('container_network_receive_bytes_total', ['container_network_*_bytes_total'])).toBe(true);
    expect(isOffered('kube_pod', ['kube_pod_*', 'kube_po'])).toBe(false);
  });
});

describe('a signal', () => {
  it('may read what its own pods may have, with its matchers or without', () => {
    expect(problems(signal((own) => `max(queue_depth{${own}})`))).toEqual([]);
    expect(problems(signal(() => 'max(queue_depth)'))).toEqual([]);
    expect(problems(signal((own) => `up{${own}} == 0 and on () ALERTS{alertname="X"}`))).toEqual([]);
  });

  it('may read what it records, and what a source offers', () => {
    const records = (own: string): Record<string, string> => ({ 'queue:depth': `sum(queue_depth{${own}})` });
    expect(problems(signal((own) => `queue:depth{${own}}`, { records }))).toEqual([]);
    const kubelet = { sources: { ...NO_SOURCES, kubelet: true } };
    expect(
      problems(
        signal(() => 'container_memory_rss{namespace="shop"}'),
        kubelet,
      ),
    ).toEqual([]);
  });

  it('fails when no job offers the series, and names the source that is left out', () => {
    expect(problems(signal(() => 'max(kube_pod_info{namespace="shop"})'))).toEqual([
      '[shop/observability] alert Backlog of shop/queue must read series that a job offers, got kube_pod_info; remove ' +
        "kubeStateMetrics from sources, or name the Prometheus that has it: metricsFrom: Prometheus.existing('http://prometheus.monitoring:9090')",
    ]);
  });

  it('fails when it is a panel only, too, and when its source keeps no such series', () => {
    const [problem] = problems(
      signal(() => 'kubelet_volume_stats_free', { alert: undefined }),
      { sources: { kubelet: true } },
    );
    expect(problem).toBeUndefined();
    const kubelet = { sources: { ...NO_SOURCES, kubelet: true } };
    expect(
      problems(
        signal(() => 'kubelet_http_requests_total', { alert: undefined }),
        kubelet,
      ),
    ).toEqual([
      expect.stringContaining(
        'panel Backlog of shop/queue must read series that a job offers, got kubelet_http_requests',
      ),
    ]);
  });

  it('fails when its pods say that they have other series', () => {
    const metrics = { port: 9090, series: ['queue_*'] };
    expect(
      problems(
        signal((own) => `max(queue_depth{${own}})`),
        {},
        metrics,
      ),
    ).toEqual([]);
    expect(
      problems(
        signal((own) => `max(qeue_depth{${own}})`),
        {},
        metrics,
      ),
    ).toEqual([expect.stringContaining('got qeue_depth; correct the name: queue has queue_*')]);
  });

  it('fails when it asks for own series of something without metrics', () => {
    const chart = testChart();
    observability(chart).watch(new Queue(chart, 'queue', [signal((own) => `max(queue_depth{${own}})`)]));
    expect(errorsOf(chart)).toEqual([
      expect.stringContaining('got queue_depth; give queue metrics: { port: 9090 }, for example'),
    ]);
  });

  it('fails when it is not PromQL', () => {
    expect(problems(signal((own) => `max(queue_depth{${own}}`))).toEqual([
      '[shop/observability] alert Backlog of shop/queue must be PromQL, got max(queue_depth{namespace="shop",job="queue"}; correct its expr',
    ]);
  });
});

describe('a Prometheus that exists already', () => {
  it('gives by federation the series that are read and that no job offers, of the watched namespaces', () => {
    const chart = testChart();
    const store = new StatefulStore(chart, 'orders', { engine: Engine.postgres() });
    observability(chart, { metricsFrom: EXISTING, sources: undefined }).watch(store);
    expect(errorsOf(chart)).toEqual([]);
    const config = files(chart, 'observability-prometheus')['prometheus.yml'] ?? '';
    expect(config).toContain('metrics_path: /federate');
    expect(config).toMatch(/__name__=~\\?"[^"]*kubelet_volume_stats_available_bytes/);
    expect(config).toMatch(/namespace=~\\?"\|shop/);
    expect(config).not.toContain('_kubelet');
    const { egress } = find(chart, 'NetworkPolicy', 'observability-prometheus')['spec'];
    expect(JSON.stringify(egress)).toContain('"kubernetes.io/metadata.name":"monitoring"');
  });

  it('fails when an alert reads what neither it nor a job has', () => {
    const some = Prometheus.existing('http://prometheus.monitoring', { series: ['node_*'] });
    expect(
      problems(
        signal(() => 'kube_pod_info'),
        { metricsFrom: some },
      ),
    ).toHaveLength(1);
    expect(
      problems(
        signal(() => 'node_load1'),
        { metricsFrom: some },
      ),
    ).toEqual([]);
  });

  it('fails when it is no URL of a Service with its namespace', () => {
    expect(() => Prometheus.existing('prometheus')).toThrow(
      'Prometheus.existing must be the URL of a Service, with its namespace, got prometheus; use a form such as http://prometheus.monitoring:9090',
    );
  });
});

describe('the backup of a store', () => {
  it('fails when nobody can tell that it failed', () => {
    const chart = testChart();
    const store = new StatefulStore(chart, 'orders', {
      engine: Engine.valkey(),
      backup: Backup.to(bucket(), NIGHTLY),
    });
    observability(chart).watch(store);
    expect(errorsOf(chart).join()).toMatch(/alert BackupAge of shop\/orders must read series that a job offers/);
  });
});
