import type { JsonObject } from '../../../manifest/json';
import type { Alerts } from '../../alerts/alerts';
import { WATCHED_INFO } from '../../metrics/rules';
import type { ObservabilityProps } from '../../props';
import type { Watched } from '../../watched';
import { boardJson } from '../board';
import { LOGS, lines, NONE_IS_GOOD, now, number, over, type Panel, type Row } from '../panel';
import type { Shown } from '../shown';
import { CLUSTER, OVERVIEW, STACK } from '../uids';

const FIRING = 'ALERTS{alertstate="firing",alertname!="Watchdog"}';
const WATCHED = `${WATCHED_INFO}{dashboard!="${STACK}"}`;
const OF_WATCHED = `on (namespace, job) group_left (dashboard) ${WATCHED}`;
const SLO = 'slo:availability';

/** The facts that the overview rests on beside the data of the servers. */
export interface OverviewFacts {
  readonly props: ObservabilityProps;
  /** The `job` of Prometheus. */
  readonly prometheus: string;
  readonly watched: readonly Watched[];
  /** True if there is a dashboard of the cluster. */
  readonly cluster: boolean;
}

/**
 * Returns the overview: the alerts that fire, and everything that is watched. It is found through the series of Prometheus, so the
 * dashboard stays as it is when more is watched. Its first panel tells whether anybody gets the alerts.
 */
export function overviewBoard(facts: OverviewFacts, shown: Shown): string {
  const alerts = {
    title: 'Alerts',
    panels: [receivers(facts.props.alerts, facts.prometheus), ...numbers(), firing(facts.cluster)],
  };
  const watched = { title: 'Watched', panels: [table(facts.watched)] };
  return boardJson({ uid: OVERVIEW, title: 'Overview', tags: [], rows: [alerts, watched, ...failures(shown)] });
}

/** The panel that is red while nobody gets the alerts, unless the program says that this is meant. */
function receivers(alerts: Alerts | undefined, prometheus: string): Panel {
  const title = 'Does anybody get the alerts?';
  const answer = (text: string, color: string): JsonObject => ({
    mappings: [{ type: 'value', options: { 0: { text, color } } }],
    thresholds: { mode: 'absolute', steps: [{ color, value: null }] },
  });
  if (alerts === undefined) {
    const panel = number('receivers', title, 'vector(0)');
    const description =
      "Alerts are shown and sent to nobody. Pass alerts: Alerts.to(...) to the Observability, or Alerts.nobody('why').";
    return { ...panel, description, values: answer('Nobody', 'red'), options: colored(panel.options) };
  }
  if (alerts.destinations === undefined) {
    const panel = number('receivers', title, 'vector(0)');
    return { ...panel, description: alerts.why, values: answer('Nobody, on purpose', 'blue') };
  }
  const panel = number(
    'receivers',
    title,
    `max(prometheus_notifications_alertmanagers_discovered{job="${prometheus}"}) or vector(0)`,
    [
      { color: 'red', value: null },
      { color: 'green', value: 1 },
    ],
  );
  const values = { ...panel.values, mappings: [{ type: 'value', options: { 0: { text: 'Nobody', color: 'red' } } }] };
  const description = 'The number of Alertmanagers that take the alerts of Prometheus.';
  return { ...panel, description, values, options: colored(panel.options) };
}

function colored(options: JsonObject = {}): JsonObject {
  return { ...options, colorMode: 'background', graphMode: 'none' };
}

function numbers(): readonly Panel[] {
  const count = (severity: string): string => `count(${FIRING.replace('}', `,severity="${severity}"}`)}) or vector(0)`;
  return [
    number('critical', 'How many critical alerts fire?', count('critical'), NONE_IS_GOOD),
    number('warning', 'How many warnings fire?', count('warning'), [
      { color: 'green', value: null },
      { color: 'orange', value: 1 },
    ]),
    number('answering', 'How many pods answer?', 'sum(up)'),
  ];
}

/** Every alert that fires, with the dashboard that shows its expression. */
function firing(cluster: boolean): Panel {
  const by = 'severity, alertname, namespace, job, node, dashboard';
  const known = `${FIRING} * ${OF_WATCHED.replace(WATCHED, WATCHED_INFO)}`;
  const other = `label_replace(${FIRING} unless on (namespace, job) ${WATCHED_INFO}, "dashboard", "${cluster ? CLUSTER : STACK}", "alertname", ".*")`;
  return {
    name: 'firing',
    type: 'table',
    title: 'Which alerts fire?',
    width: 24,
    queries: [now(`max by (${by}) (${known} or ${other})`)],
    overrides: linked('alertname'),
    transformations: [columns({ Time: true, Value: true })],
    options: { sortBy: [{ displayName: 'severity', desc: false }] },
  };
}

/** Everything that is watched, each with a link to its dashboard. */
function table(watched: readonly Watched[]): Panel {
  const hasSlo = watched.some(({ signals, matchers }) =>
    signals.some(({ records }) => Object.keys(records?.(matchers) ?? {}).includes(`${SLO}:budget`)),
  );
  const budget = `(1 - avg_over_time(${SLO}_failures:ratio_rate1h[30d:1h]) / on (namespace, job) ${SLO}:budget) * ${OF_WATCHED}`;
  const alerts = `count by (namespace, job) (${FIRING}) * ${OF_WATCHED} or 0 * ${WATCHED}`;
  return {
    name: 'watched',
    type: 'table',
    title: 'How is everything that is watched?',
    width: 24,
    height: 12,
    queries: [now(alerts), now(`sum by (namespace, job) (up) * ${OF_WATCHED}`), ...(hasSlo ? [now(budget)] : [])],
    overrides: [
      ...linked('job'),
      column('Value #A', { displayName: 'alerts' }),
      column('Value #B', { displayName: 'pods that answer' }),
      ...(hasSlo ? [column('Value #C', { displayName: 'budget left', unit: 'percentunit' })] : []),
    ],
    transformations: [{ id: 'merge', options: {} }, columns({ Time: true })],
    options: { sortBy: [{ displayName: 'alerts', desc: true }] },
  };
}

/** The errors of all programs, as their logs and their traces have them. */
function failures({ logs, traces }: Shown): readonly Row[] {
  const logged: Panel = {
    ...lines(
      'log errors',
      'Who logs errors?',
      'short',
      over(
        'sum by (k8s_namespace_name, service_name) (rate({service_name=~".+"} | detected_level=~"error|critical|fatal" [5m]))',
        '{{k8s_namespace_name}}/{{service_name}}',
      ),
    ),
    source: LOGS,
  };
  const spans = lines(
    'span errors',
    'Whose operations fail?',
    'reqps',
    over(
      'sum by (k8s_namespace_name, service_name) (rate(traces_calls_total{status_code="STATUS_CODE_ERROR"}[5m]))' +
        ' or 0 * sum by (k8s_namespace_name, service_name) (rate(traces_calls_total[5m]))',
      '{{k8s_namespace_name}}/{{service_name}}',
    ),
  );
  return [{ title: 'Failures', panels: [...(logs?.server === 'loki' ? [logged] : []), ...(traces ? [spans] : [])] }];
}

function linked(field: string): readonly JsonObject[] {
  const url = '/d/${__data.fields.dashboard}?${__url_time_range}';
  return [
    column(field, { links: [{ title: 'Open its dashboard', url }] }),
    column('dashboard', { 'custom.hidden': true }),
  ];
}

function column(name: string, properties: JsonObject): JsonObject {
  return {
    matcher: { id: 'byName', options: name },
    properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
  };
}

function columns(excludeByName: JsonObject): JsonObject {
  return { id: 'organize', options: { excludeByName } };
}
