import { Duration } from 'cdk8s';
import type { Signal } from '../signal';

/**
 * Rate, errors and duration under the names that Prometheus client libraries use:
 * https://prometheus.io/docs/practices/instrumentation/#online-serving-systems
 */
export const httpSignals: readonly Signal[] = [
  {
    name: 'RequestRate',
    question: 'How much is it asked?',
    unit: 'reqps',
    expr: (scope) => `sum(rate(http_requests_total{${scope}}[5m]))`,
  },
  {
    name: 'ErrorRatio',
    question: 'How many requests fail?',
    unit: 'percentunit',
    expr: (scope) =>
      `(sum(rate(http_requests_total{${scope},code=~"5.."}[5m])) or 0 * sum(rate(http_requests_total{${scope}}[5m])))` +
      ` / (sum(rate(http_requests_total{${scope}}[5m])) > 0)`,
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
    question: 'How long do the slowest 1 % wait?',
    unit: 's',
    expr: (scope) => `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{${scope}}[5m])))`,
    alert: {
      above: 1,
      for: Duration.minutes(15),
      severity: 'warning',
      advice: 'One request in a hundred takes longer than a second: look at CPU use and at what the app uses.',
    },
  },
];
