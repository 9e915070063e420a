import { EVENT_SERVICE } from '../../logs/events-config';
import { VICTORIA_PORT } from '../../logs/victoria-flags';
import { LOGS, lines, over, type Panel, type Row } from '../panel';
import type { ShownLogs } from '../shown';

/** Something whose logs are kept. */
export interface Logged {
  readonly name: string;
  readonly namespace: string | undefined;
}

const FAILED = 'detected_level=~"error|critical|fatal"';

/** The logs of something, where Grafana has a data source for their store, else the way to them; no row where none are kept. */
export function logRows(logs: ShownLogs | undefined, about: Logged): readonly Row[] {
  if (!logs || (about.namespace !== undefined && logs.exclude.includes(about.namespace))) return [];
  return [logs.server === 'loki' ? lokiRow(about, logs) : victoriaRow(about, logs)];
}

/** The lines of a workload, and the events about its objects: https://grafana.com/docs/loki/latest/query/ */
function lokiRow({ name, namespace }: Logged, { events }: ShownLogs): Row {
  const at = namespace === undefined ? [] : [`k8s_namespace_name="${namespace}"`];
  const streamOf = (service: string): string => `{${[`service_name="${service}"`, ...at].join(',')}}`;
  const stream = streamOf(name);
  const about = `${streamOf(EVENT_SERVICE)} | k8s_object_name=~"${name}(-.+)?"`;
  return {
    title: 'Logs',
    panels: [
      {
        ...lines(
          'log lines',
          'How many lines does it log in a second?',
          'short',
          over(`sum by (k8s_container_name) (rate(${stream}[5m]))`, '{{k8s_container_name}}'),
        ),
        source: LOGS,
      },
      {
        ...lines(
          'log errors',
          'How many of them are errors?',
          'short',
          over(`sum by (k8s_container_name) (rate(${stream} | ${FAILED} [5m]))`, '{{k8s_container_name}}'),
        ),
        source: LOGS,
      },
      linesPanel('logs', 'What does it log?', stream),
      ...(events ? [linesPanel('events', 'What does Kubernetes say about it?', about)] : []),
    ],
  };
}

function linesPanel(name: string, title: string, expr: string): Panel {
  return {
    name,
    type: 'logs',
    title,
    width: 24,
    height: 12,
    source: LOGS,
    queries: [{ expr, queryType: 'range' }],
    options: {
      dedupStrategy: 'none',
      enableLogDetails: true,
      showTime: true,
      sortOrder: 'Descending',
      wrapLogMessage: true,
    },
  };
}

/** The way to the page of VictoriaLogs: https://docs.victoriametrics.com/victorialogs/querying/#web-ui */
function victoriaRow({ name, namespace }: Logged, { service, namespace: home }: ShownLogs): Row {
  const stream = namespace === undefined ? '' : `{"k8s.namespace.name"="${namespace}"} `;
  const query = encodeURIComponent(`${stream}"service.name":="${name}"`);
  const at = home === undefined ? '' : ` -n ${home}`;
  const content =
    `Run \`kubectl port-forward service/${service}${at} ${VICTORIA_PORT}\`, and open ` +
    `[the logs of ${name} in VictoriaLogs](http://localhost:${VICTORIA_PORT}/select/vmui/?#/?query=${query}).`;
  return {
    title: 'Logs',
    panels: [
      {
        name: 'logs',
        type: 'text',
        title: 'What does it log?',
        width: 24,
        height: 4,
        options: { content, mode: 'markdown' },
      },
    ],
  };
}
