import { seconds } from '../../checks/quantity';
import { type JsonObject, tidy } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import type { Alert, Signal } from '../../relations/signal';
import { dashboardUid } from '../dashboards/uids';
import type { Watched } from '../watched';

/** The series that names everything that is watched, with the uid of its dashboard. */
export const WATCHED_INFO = 'mainstay:watched:info';

/**
 * Returns the rules for something that is watched: alerts about pods that do not answer, the rules of its signals, and its name.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
export function rulesFor(watched: Watched): string {
  return groups(watched.title, [
    ...(watched.target ? [targetDown(watched)] : []),
    ...(watched.target && !watched.target.mayBeAbsent ? [targetAbsent(watched)] : []),
    ...records(watched),
    ...watched.signals.flatMap((signal) => rule(watched, signal)),
    info(watched),
  ]);
}

function info(watched: Watched): JsonObject {
  const { name, namespace } = watched;
  return {
    record: WATCHED_INFO,
    expr: 'vector(1)',
    labels: { job: name, namespace, dashboard: dashboardUid(watched) },
  };
}

/** The alerts about the monitoring itself. `Watchdog` always fires: a missing `Watchdog` means that alerting is broken. */
export function ownRules(name: string, writes: boolean): string {
  const about = (severity: string): JsonObject => ({ job: name, severity });
  return groups(name, [
    {
      alert: 'Watchdog',
      expr: 'vector(1)',
      labels: about('none'),
      annotations: {
        summary: 'Does alerting work?',
        description: 'This alert always fires. When it stops, no other alert will arrive.',
      },
    },
    {
      alert: 'PrometheusReloadFailed',
      expr: `prometheus_config_last_reload_successful{job="${name}"} == 0`,
      for: '10m',
      labels: about('critical'),
      annotations: {
        summary: 'Does Prometheus run the configuration it was given?',
        description: 'Prometheus refused its newest configuration or rules and goes on with the old: read its log.',
      },
    },
    {
      alert: 'PrometheusRuleFailures',
      expr: `increase(prometheus_rule_evaluation_failures_total{job="${name}"}[5m]) > 0`,
      for: '15m',
      labels: about('warning'),
      annotations: {
        summary: 'Can every rule be evaluated?',
        description: 'Some alerts cannot fire: the page /rules of Prometheus shows which, and why.',
      },
    },
    ...(writes ? remoteRules(name) : []),
  ]);
}

/** The alerts about the other end of remote write. */
function remoteRules(name: string): readonly JsonObject[] {
  const newest = (what: string): string =>
    `max_over_time(prometheus_remote_storage_queue_highest_${what}timestamp_seconds{job="${name}"}[5m])`;
  return [
    {
      alert: 'RemoteWriteBehind',
      expr: `${newest('')} - ${newest('sent_')} > 120`,
      for: '15m',
      labels: { job: name, severity: 'critical' },
      annotations: {
        summary: 'Does the other end of remote write have the newest samples?',
        description:
          'It lacks more than two minutes, and after two hours samples are lost: the log of Prometheus says if it refuses them or does not answer.',
      },
    },
    {
      alert: 'RemoteWriteRefused',
      expr: `rate(prometheus_remote_storage_samples_failed_total{job="${name}"}[5m]) > 0`,
      for: '15m',
      labels: { job: name, severity: 'warning' },
      annotations: {
        summary: 'Does the other end of remote write take every sample?',
        description:
          'Samples are lost there: the log of Prometheus says why, such as a credential or a limit of the tenant.',
      },
    },
  ];
}

/** The recording rules of signals, each once. */
function records(watched: Watched): readonly JsonObject[] {
  const { name, namespace, matchers: scope, signals } = watched;
  const all = new Map(signals.flatMap((signal) => Object.entries(signal.records?.(scope) ?? {})));
  return [...all].map(([record, expr]) => ({ record, expr, labels: { job: name, namespace } }));
}

/** Returns the alerting rule of a signal that has an alert. */
function rule(watched: Watched, signal: Signal): readonly JsonObject[] {
  const { alert } = signal;
  return alert ? [alertingRule(signal, alert, watched.matchers, labels(watched, alert.severity))] : [];
}

/** Returns an alerting rule. Its annotation `runbook` is a page of `docs`, where the alert has one. */
export function alertingRule(
  { name, question, expr }: Signal,
  alert: Alert,
  matchers: string,
  labels: JsonObject,
  runbook?: string,
): JsonObject {
  const compared = alert.above !== undefined ? `> ${alert.above}` : `< ${alert.below}`;
  return {
    alert: name,
    expr: `(${expr(matchers)}) ${compared}`,
    for: `${seconds(alert.for)}s`,
    labels,
    annotations: { summary: question, description: literal(alert.advice), runbook },
  };
}

function targetDown(watched: Watched): JsonObject {
  return {
    alert: 'TargetDown',
    expr: `up{${watched.matchers}} == 0`,
    for: '10m',
    labels: labels(watched, 'warning'),
    annotations: {
      summary: 'Does every pod answer with metrics?',
      description:
        'Pod {{ $labels.pod }} has not answered for ten minutes: look at its state, log and NetworkPolicies.',
    },
  };
}

function targetAbsent(watched: Watched): JsonObject {
  return {
    alert: 'TargetAbsent',
    expr: `absent(up{${watched.matchers}} == 1)`,
    for: '5m',
    labels: labels(watched, 'critical'),
    annotations: {
      summary: 'Does any pod answer with metrics?',
      description: 'No pod has answered for five minutes, so the other alerts about it cannot fire.',
    },
  };
}

function labels({ namespace, name }: Watched, severity: string): JsonObject {
  return { job: name, namespace, severity };
}

/** Escapes text for an annotation, which Prometheus reads as a template. */
function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

function groups(name: string, rules: readonly JsonObject[]): string {
  return yamlText(tidy({ groups: [{ name, rules }] }));
}
