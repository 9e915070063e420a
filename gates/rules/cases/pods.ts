/** Metrics from pods, and Prometheus' own rules. */
import { type Cases, series } from '../case';
import type { Server } from '../synthesize';
import { targetsOf } from '../targets';

export function pods(servers: readonly Server[]): Cases[] {
  const target = targetsOf(servers, 'orders/orders');
  const up = (pod: string, ip: string): string =>
    series('up', target({ pod: `orders-${pod}`, container: 'orders', port: 9090, ip }));
  const [a, b, c] = [up('7d9f-a', '10.0.0.1'), up('7d9f-b', '10.0.0.2'), up('7d9f-c', '10.0.0.3')];
  const other = a.replace('namespace="orders"', 'namespace="other"');
  const sleeper = targetsOf(servers, 'kinds/mailer')({ pod: 'mailer-5c-a', container: 'mailer', port: 9090 });
  return [
    {
      about: 'orders/orders',
      cases: [
        {
          says: 'every pod that does not answer for ten minutes is told by its name',
          alert: 'TargetDown',
          series: {
            [a]: [[1, '1h']],
            [b]: [
              [1, '5m'],
              [0, '55m'],
            ],
            [c]: [
              [1, '5m'],
              [0, '55m'],
            ],
          },
          notUntil: '14m30s',
          fires: '16m',
          times: 2,
        },
        {
          says: 'a pod that restarts within eight minutes wakes nobody',
          alert: 'TargetDown',
          series: {
            [a]: [[1, '1h']],
            [b]: [
              [1, '5m'],
              [0, '8m'],
              [1, '47m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'pods that a rollout took away are not missed',
          alert: 'TargetDown',
          series: {
            [a]: [
              [1, '5m'],
              [0, '1m'],
              ['gone', '54m'],
            ],
            [up('8cc2-a', '10.0.1.1')]: [
              ['gone', '5m'],
              [0, '30s'],
              [1, '54m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'an app of which no pod answers wakes somebody, whatever answers elsewhere under its name',
          alert: 'TargetAbsent',
          series: {
            [a]: [
              [1, '5m'],
              [0, '55m'],
            ],
            [b]: [
              [1, '5m'],
              ['gone', '55m'],
            ],
            [other]: [[1, '1h']],
          },
          notUntil: '9m30s',
          fires: '11m',
        },
        {
          says: 'a deploy that replaces every pod at once takes three minutes and wakes nobody',
          alert: 'TargetAbsent',
          series: {
            [a]: [
              [1, '5m'],
              ['gone', '55m'],
            ],
            [up('8cc2-a', '10.0.1.1')]: [
              ['gone', '6m'],
              [0, '2m'],
              [1, '52m'],
            ],
          },
          silent: '1h',
        },
      ],
    },
    {
      about: 'kinds/mailer',
      cases: [
        {
          says: 'a worker that sleeps while its queue is empty is not missed',
          alert: 'TargetDown',
          series: {
            [series('up', sleeper)]: [
              [1, '5m'],
              ['gone', '55m'],
            ],
          },
          silent: '1h',
        },
      ],
    },
    {
      about: 'observability-prometheus',
      cases: [
        {
          says: 'an alert that always fires shows that alerting works',
          alert: 'Watchdog',
          series: {},
          fires: '1m',
        },
        {
          says: 'a configuration that is refused for ten minutes wakes somebody',
          alert: 'PrometheusReloadFailed',
          series: {
            [own('prometheus_config_last_reload_successful')]: [
              [1, '5m'],
              [0, '55m'],
            ],
          },
          fires: '16m',
        },
        {
          says: 'a configuration of which a part arrives a minute later is taken the next time',
          alert: 'PrometheusReloadFailed',
          series: {
            [own('prometheus_config_last_reload_successful')]: [
              [1, '5m'],
              [0, '1m'],
              [1, '54m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'a rule that cannot be evaluated is told',
          alert: 'PrometheusRuleFailures',
          series: {
            [own('prometheus_rule_evaluation_failures_total', GROUP)]: [
              [0, '5m'],
              [1, '55m', 2],
            ],
          },
          fires: '25m',
        },
        {
          says: 'a rule that failed a few times while a pod was replaced is not told',
          alert: 'PrometheusRuleFailures',
          series: {
            [own('prometheus_rule_evaluation_failures_total', GROUP)]: [
              [0, '5m'],
              [1, '2m', 2],
              [5, '53m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'a Prometheus that restarts counts from nought',
          alert: 'PrometheusRuleFailures',
          series: {
            [own('prometheus_rule_evaluation_failures_total', GROUP)]: [
              [40, '20m'],
              [0, '40m'],
            ],
          },
          silent: '1h',
        },
        {
          says: 'the other end of remote write that takes nothing for twenty minutes wakes somebody',
          alert: 'RemoteWriteBehind',
          series: {
            [own(`${QUEUE}_highest_timestamp_seconds`)]: [[1000, '1h', 60]],
            [own(`${QUEUE}_highest_sent_timestamp_seconds`)]: [
              [1000, '10m', 60],
              [1600, '50m'],
            ],
          },
          notUntil: '25m',
          fires: '30m',
        },
        {
          says: 'the other end of remote write that is replaced, and then gets everything, is not told',
          alert: 'RemoteWriteBehind',
          series: {
            [own(`${QUEUE}_highest_timestamp_seconds`)]: [[1000, '1h', 60]],
            [own(`${QUEUE}_highest_sent_timestamp_seconds`)]: [
              [1000, '10m', 60],
              [1600, '5m'],
              [1900, '45m', 60],
            ],
          },
          silent: '1h',
        },
        {
          says: 'samples that the other end refuses for good are told',
          alert: 'RemoteWriteRefused',
          series: { [own('prometheus_remote_storage_samples_failed_total')]: [[0, '1h', 10]] },
          fires: '25m',
        },
        {
          says: 'a few samples that were refused once are not told',
          alert: 'RemoteWriteRefused',
          series: {
            [own('prometheus_remote_storage_samples_failed_total')]: [
              [0, '10m'],
              [9, '50m'],
            ],
          },
          silent: '1h',
        },
      ],
    },
  ];
}

const QUEUE = 'prometheus_remote_storage_queue';
const GROUP = { rule_group: '/etc/prometheus/rules/orders.carts.yaml;orders/carts' };

/** Prometheus is a target of its own. */
function own(metric: string, labels: Readonly<Record<string, string>> = {}): string {
  return series(metric, { job: 'observability-prometheus', instance: 'localhost:9090', ...labels });
}
