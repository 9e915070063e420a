import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { type MetricNames, Observability, Port, type ServiceLevel, WebApp, type WebAppProps } from '../../lib';
import { find, type Manifest, testChart } from '../support/charts';

const port = Port.tcp(9090, 'metrics');
const promise: ServiceLevel = { availability: 99.9, latency: { percentile: 99, under: Duration.millis(250) } };

function app(slo?: ServiceLevel, convention?: MetricNames, props: Partial<WebAppProps> = {}) {
  const chart = testChart();
  const web = new WebApp(chart, 'web', { image: 'a:1', metrics: { port, convention }, slo, ...props });
  return { chart, web };
}

/** The rules of the app, as Prometheus gets them. */
function rules(slo: ServiceLevel, convention?: MetricNames): Manifest[] {
  const { chart, web } = app(slo, convention);
  const observability = new Observability(chart, 'observability');
  observability.watch(web);
  observability.watch(web);
  const file = find(chart, 'ConfigMap', 'observability-prometheus-shop.web')['data']['shop.web.rules.yaml'];
  return parse(file).groups[0].rules;
}
const recorded = (slo: ServiceLevel, convention?: MetricNames) =>
  rules(slo, convention).filter(({ record }) => record !== undefined && record !== 'mainstay:watched:info');
const expr = (convention: MetricNames, name: string) =>
  app(undefined, convention)
    .web.signals.find((signal) => signal.name === name)
    ?.expr('job="web"');

describe('the requests to an app', () => {
  it('are counted under the names of Prometheus', () => {
    expect(expr('prometheus', 'RequestRate')).toBe('sum(rate(http_requests_total{job="web"}[5m]))');
    expect(expr('prometheus', 'ErrorRatio')).toContain('http_requests_total{job="web",code=~"5.."}');
    expect(expr('prometheus', 'Latency')).toContain('http_request_duration_seconds_bucket{job="web"}');
  });

  it('are counted under the names of OpenTelemetry', () => {
    expect(expr('opentelemetry', 'RequestRate')).toBe(
      'sum(rate(http_server_request_duration_seconds_count{job="web"}[5m]))',
    );
    expect(expr('opentelemetry', 'ErrorRatio')).toContain('{job="web",http_response_status_code=~"5.."}');
    expect(expr('opentelemetry', 'Latency')).toContain('http_server_request_duration_seconds_bucket{job="web"}');
  });

  it('are 0 rather than unknown while none fails, and unknown while there are none', () => {
    const all = 'sum(rate(http_requests_total{job="web"}[5m]))';
    expect(expr('prometheus', 'ErrorRatio')).toContain(`or 0 * ${all}) / (${all} > 0)`);
  });
});

describe('a promise to users', () => {
  it('is watched over four pairs of windows for each of its parts', () => {
    const alerts = rules(promise).filter((rule) => /Burn/.test(rule['alert'] ?? ''));
    expect(alerts.map((rule) => [rule['alert'], rule['for'], rule['labels'].severity])).toEqual([
      ['AvailabilityBurn1h', '120s', 'critical'],
      ['AvailabilityBurn6h', '900s', 'critical'],
      ['AvailabilityBurn1d', '3600s', 'warning'],
      ['AvailabilityBurn3d', '10800s', 'warning'],
      ['LatencyBurn1h', '120s', 'critical'],
      ['LatencyBurn6h', '900s', 'critical'],
      ['LatencyBurn1d', '3600s', 'warning'],
      ['LatencyBurn3d', '10800s', 'warning'],
    ]);
  });

  it('fires when the budget burns in the long and in the short window', () => {
    const [fastest] = rules({ availability: 99.9 }).filter((rule) => rule['alert'] === 'AvailabilityBurn1h');
    const at = '{namespace="shop",job="web"}';
    const [long, short] = ['1h', '5m'].map((window) => `slo:availability_failures:ratio_rate${window}${at}`);
    expect(fastest?.['expr']).toBe(`(((${long} < ${short}) or ${short}) / 0.001) > 14.4`);
  });

  it('is computed once for each window, with the labels of the app', () => {
    const made = recorded(promise);
    expect(made.map((rule) => rule['record']).sort()).toEqual(
      ['availability', 'latency']
        .flatMap((part) => [
          `slo:${part}:budget`,
          ...['1d', '1h', '2h', '30m', '3d', '5m', '6h'].map((w) => `slo:${part}_failures:ratio_rate${w}`),
        ])
        .sort(),
    );
    expect(made.map((rule) => rule['labels'])).toEqual(made.map(() => ({ job: 'web', namespace: 'shop' })));
  });

  it('shows what is left of its budget, hour by hour', () => {
    const left = (name: string) =>
      app(promise)
        .web.signals.find((signal) => signal.name === name)
        ?.expr('job="web"');
    const spent = (part: string) => `avg_over_time(slo:${part}_failures:ratio_rate1h{job="web"}[30d:1h])`;
    expect(left('AvailabilityBudgetLeft')).toBe(`1 - ${spent('availability')} / 0.001`);
    expect(left('LatencyBudgetLeft')).toBe(`1 - ${spent('latency')} / 0.01`);
    const budget = recorded(promise).filter((rule) => rule['record'].endsWith(':budget'));
    expect(budget.map((rule) => rule['expr'])).toEqual(['vector(0.001)', 'vector(0.01)']);
  });

  it.each<[Duration, string]>([
    [Duration.millis(250), '0[.]25'],
    [Duration.seconds(1), '1([.]0)?'],
    [Duration.millis(2500), '2[.]5'],
  ])('finds the bucket of a duration however Prometheus writes its bound', (under, pattern) => {
    const [, first] = recorded({ latency: { percentile: 95, under } });
    const fast = `sum(rate(http_request_duration_seconds_bucket{namespace="shop",job="web",le=~"${pattern}"}[5m]))`;
    expect(first?.['expr']).toBe(
      `1 - ${fast} / (sum(rate(http_request_duration_seconds_count{namespace="shop",job="web"}[5m])) > 0)`,
    );
    expect(pattern.length).toBeGreaterThan(0);
  });

  it('knows the buckets of both conventions, and those that are said', () => {
    const [, first] = recorded({ latency: { percentile: 99, under: Duration.millis(75) } }, 'opentelemetry');
    expect(first?.['expr']).toContain(
      'http_server_request_duration_seconds_bucket{namespace="shop",job="web",le=~"0[.]075"}',
    );
    const buckets = [Duration.millis(300)];
    expect(recorded({ latency: { percentile: 99, under: Duration.millis(300), buckets } })).toHaveLength(8);
  });

  it.each<[string, ServiceLevel, RegExp]>([
    [
      'availability is too low for the factors',
      { availability: 93 },
      /slo.availability must be a percentage from 93.1 to below 100, got 93; use 99.9, for example: below, the fastest alert cannot fire/,
    ],
    [
      'availability is all',
      { availability: 100 },
      /slo.availability must be a percentage from 93.1 to below 100, got 100; nothing never fails/,
    ],
    ['availability is no number', { availability: Number.NaN }, /slo.availability must be a number, got NaN/],
    [
      'the percentile is too low for the factors',
      { latency: { percentile: 90, under: Duration.seconds(1) } },
      /slo.latency.percentile must be a percentage from 93.1 to below 100, got 90/,
    ],
    [
      'no bucket ends there',
      { latency: { percentile: 99, under: Duration.millis(300) } },
      /slo.latency.under must be a bound of a bucket, got 0.3 s; use one of 0.005, 0.01/,
    ],
    ['nothing is promised', {}, /slo must promise something/],
  ])('fails when %s', (_, slo, message) => {
    expect(() => app(slo)).toThrow(message);
    expect(() => app(slo)).toThrow(/^\[shop\/web\]/);
  });

  it('fails when there are no metrics to watch it by', () => {
    expect(() => app(promise, undefined, { metrics: undefined })).toThrow(
      '[shop/web] slo needs metrics, got slo without metrics; say where the app answers with metrics',
    );
  });
});
