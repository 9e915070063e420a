import { Duration } from 'cdk8s';
import { type Kinds, oneOf } from '../checks/kinds';
import { METRICS, type MetricsEndpoint, type Signal } from '../relations/signal';

/** The port and path of an app's metrics, and the names under which it counts requests. */
export interface HttpMetrics extends MetricsEndpoint {
  /**
   * The names of its metrics: `prometheus` for `http_requests_total` and `http_request_duration_seconds`, as client libraries
   * of Prometheus call them; `opentelemetry` for `http.server.request.duration`. @default 'prometheus'
   */
  readonly convention?: MetricNames | undefined;
}

/** The convention for the names under which an app counts requests. */
export type MetricNames = 'prometheus' | 'opentelemetry';

/** The names of a convention for requests, for failed ones and for their duration. */
export interface Names {
  readonly requests: string;
  readonly failed: string;
  readonly duration: string;
  /** The bounds of the histogram's buckets unless an app sets its own, in seconds. */
  readonly buckets: readonly number[];
}

const COMMON = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const NAMES: Readonly<Record<MetricNames, Names>> = {
  /** https://prometheus.io/docs/practices/instrumentation/#online-serving-systems */
  prometheus: {
    requests: 'http_requests_total',
    failed: 'code=~"5.."',
    duration: 'http_request_duration_seconds',
    buckets: COMMON,
  },
  /** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration */
  opentelemetry: {
    requests: 'http_server_request_duration_seconds_count',
    failed: 'http_response_status_code=~"5.."',
    duration: 'http_server_request_duration_seconds',
    buckets: [...COMMON, 0.075, 0.75, 7.5],
  },
};

export const HTTP_METRICS: Kinds<HttpMetrics> = { ...METRICS, convention: oneOf('prometheus', 'opentelemetry') };

/** The share of requests that failed: 0 rather than no value while none fails, no value while there are no requests. */
export function failedShare({ requests, failed }: Names, matchers: string, window: string): string {
  const all = `sum(rate(${requests}{${matchers}}[${window}]))`;
  return `(sum(rate(${requests}{${matchers},${failed}}[${window}])) or 0 * ${all}) / (${all} > 0)`;
}

/** Rate, errors and duration of the requests to an app. */
export function httpSignals(convention: MetricNames = 'prometheus'): readonly Signal[] {
  const names = NAMES[convention];
  const row = 'Requests';
  return [
    {
      name: 'RequestRate',
      row,
      question: 'How much is it asked?',
      unit: 'reqps',
      expr: (matchers) => `sum(rate(${names.requests}{${matchers}}[5m]))`,
    },
    {
      name: 'ErrorRatio',
      row,
      question: 'How many requests fail?',
      unit: 'percentunit',
      expr: (matchers) => failedShare(names, matchers, '5m'),
      alert: {
        above: 0.05,
        for: Duration.minutes(10),
        severity: 'critical',
        advice:
          'More than 5 % of requests have failed for ten minutes: look at the newest rollout and at what the app uses.',
      },
    },
    {
      name: 'Latency',
      row,
      question: 'How long do the slowest 1 % wait?',
      unit: 's',
      expr: (matchers) => `histogram_quantile(0.99, sum by (le) (rate(${names.duration}_bucket{${matchers}}[5m])))`,
      alert: {
        above: 1,
        for: Duration.minutes(15),
        severity: 'warning',
        advice: 'One request in a hundred takes longer than a second: look at CPU use and at what the app uses.',
      },
    },
  ];
}
