import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from 'cdk8s';
import { parse } from 'yaml';
import { Cluster } from '../../../lib';
import { FAMILIES } from '../../../lib/observability/alerts/cluster/families';
import { JOB_NAME, POD_WORKLOAD } from '../../../lib/observability/alerts/cluster/family';
import { clusterRules } from '../../../lib/observability/metrics/cluster-rules';
import { Prometheus } from '../../../lib/observability/sources/existing';
import { isOffered, SERIES } from '../../../lib/observability/sources/series';
import { type SourceProps, sourcesOf } from '../../../lib/observability/sources/sources';
import { testChart } from '../../support/charts';
import { files, observability } from '../support';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}
interface Group {
  readonly name: string;
  readonly rules: readonly Rule[];
}

const answers = { controllerManager: true, coreDns: true, etcd: true, kubeProxy: true, scheduler: true };

/** A chart in a cluster whose parts all show metrics. */
function openChart(): Chart {
  const chart = testChart();
  Cluster.generic({ answers }).attachTo(chart);
  return chart;
}

const groups = (props: SourceProps): readonly Group[] =>
  parse(clusterRules(sourcesOf(openChart(), props))['cluster.rules.yaml'] ?? '{}').groups ?? [];
const only = (...names: readonly string[]): SourceProps => ({
  metricsFrom: Prometheus.existing('http://prometheus.monitoring:9090'),
  sources: Object.fromEntries(names.map((name) => [name, true])),
});

describe('the alerts about the cluster', () => {
  it('are at least forty, each with a name of its own', () => {
    const names = FAMILIES.flatMap(({ signals }) => signals.map(({ name }) => name));
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are rules of Prometheus, and change with the sources only', () => {
    const chart = openChart();
    observability(chart, { sources: {} });
    expect(files(chart, 'observability-prometheus')['prometheus.yml']).toContain('cluster.rules.yaml');
    expect(parse(files(chart, 'observability-prometheus')['cluster.rules.yaml'] ?? '').groups).toHaveLength(
      FAMILIES.length,
    );
  });

  it.each([
    [['nodeExporter'], ['cluster/machines']],
    [['apiServer'], ['cluster/api-server']],
    [['kubelet'], ['cluster/claims', 'cluster/kubelets']],
    [[], []],
  ])('of the sources %p are the groups %p', (sources, expected) => {
    expect(groups(only(...sources)).map(({ name }) => name)).toEqual(expected);
  });

  it('rest on series that their sources keep', () => {
    const offered = { ...SERIES, kubelet: [...SERIES.kubelet, ...SERIES.cadvisor] };
    for (const { sources, signals, records = {} } of FAMILIES) {
      const patterns = sources.flatMap((source): readonly string[] => offered[source]);
      const texts = [...Object.values(records), ...signals.map(({ expr }) => expr(''))];
      const named =
        texts.join(' ').match(/\b(kube|kubelet|container|coredns|etcd|node|apiserver|aggregator)_[a-z][a-z_A-Z]+\b/g) ??
        [];
      const series = named.filter((name) => !['kube_state_metrics'].includes(name));
      expect(series.filter((name) => !isOffered(name, patterns))).toEqual([]);
    }
  });

  it('have a page each', () => {
    const page = readFileSync(join(__dirname, '../../../docs/guide/alerts.md'), 'utf8');
    const anchors = new Set(page.match(/^### .*$/gm)?.map((line) => line.slice(4).toLowerCase()));
    const runbooks = groups({}).flatMap(({ rules }) =>
      rules.flatMap(({ annotations }) => annotations?.['runbook'] ?? []),
    );
    expect(runbooks.length).toBe(FAMILIES.flatMap(({ signals }) => signals).length);
    for (const runbook of runbooks) expect(anchors).toContain(runbook.replace('docs/guide/alerts.md#', ''));
  });
});

test.each([
  ['report-29384700', 'report', 'a run of a CronJob'],
  ['migrate-ff589bcc', 'migrate', 'a Task'],
  ['load-orders', 'load-orders', 'a Job of the user'],
  ['load-2', 'load-2', 'a Job with a short number'],
])('the job of %s is %s: %s', (name, job) => {
  expect(new RegExp(`^${JOB_NAME}$`).exec(name)?.[1]).toBe(job);
});

test('the pods of a StatefulSet keep the number of its name, and those of a Job have the name of the Task', () => {
  const pods = FAMILIES.find(({ id }) => id === 'pods');
  const expr = pods?.records?.[POD_WORKLOAD];

  expect(expr).toContain('"owner", "(?:StatefulSet|DaemonSet)/(.+)")');
  expect(expr).toContain(`"owner", "Job/${JOB_NAME}")`);
});
