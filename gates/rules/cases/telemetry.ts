/** Metrics of the agents, of Jaeger and of the collectors before it. */
import { type Case, type Cases, series } from '../case';
import type { Server } from '../synthesize';
import { targetsOf } from '../targets';

const TELEMETRY = 8888;
/** The bytes of the queue of an agent, and of that of the collector of events. */
const [QUEUE, QUEUE_OF_EVENTS] = [268_435_456, 67_108_864];

interface Stage {
  readonly about: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Two cases about a counter of what is lost: it grows, and it does not grow although it is not zero. */
function growing({ labels }: Stage, alert: string, metric: string, what: string, after: string, fires: string): Case[] {
  const counter = series(metric, labels);
  return [
    {
      says: `${what} that go on are told`,
      alert,
      series: {
        [counter]: [
          [0, '5m'],
          [0, '55m', 30],
        ],
      },
      notUntil: after,
      fires,
    },
    { says: `${what} of long ago are not told`, alert, series: { [counter]: [[7000, '1h']] }, silent: '1h' },
  ];
}

/** Two cases about a queue: it stays long, and it is long for a moment. */
function queued({ labels }: Stage, alert: string, size: number, more: Case['series'] = {}): Case[] {
  const queue = series('otelcol_exporter_queue_size', labels);
  return [
    {
      says: 'a queue that stays more than half full is told',
      alert,
      series: {
        ...more,
        [queue]: [
          [0, '5m'],
          [size * 0.6, '55m'],
        ],
      },
      notUntil: '14m',
      fires: '17m',
    },
    {
      says: 'a queue that is long for five minutes is not told',
      alert,
      series: {
        ...more,
        [queue]: [
          [0, '5m'],
          [size * 0.9, '5m'],
          [size * 0.4, '50m'],
        ],
      },
      silent: '1h',
    },
  ];
}

export function telemetry(servers: readonly Server[]): Cases[] {
  const stage = (name: string, namespace: string): Stage => {
    const about = `${namespace}/observability-${name}`;
    const target = targetsOf(servers, about);
    return { about, labels: target({ pod: `observability-${name}-0`, container: name, port: TELEMETRY }) };
  };
  const agent = stage('agent', 'kinds-nodes');
  const [events, jaeger, gateway] = [stage('events', 'kinds'), stage('jaeger', 'kinds'), stage('gateway', 'kinds')];
  const capacity = series('otelcol_exporter_queue_capacity', gateway.labels);
  const failed = 'otelcol_exporter_send_failed_spans_total';
  const lost = (at: Stage): Case[] => growing(at, 'SpanExportFailing', failed, 'spans that are lost', '9m', '12m');
  const logs = (at: Stage, queue: number): Cases => ({
    about: at.about,
    cases: [
      ...queued(at, 'LogQueueFilling', queue),
      ...growing(at, 'LogsRefused', 'otelcol_exporter_send_failed_log_records_total', 'refusals', '9m', '12m'),
    ],
  });
  return [
    logs(agent, QUEUE),
    logs(events, QUEUE_OF_EVENTS),
    {
      about: jaeger.about,
      cases: [
        ...growing(jaeger, 'SpansRefused', 'otelcol_receiver_refused_spans_total', 'refusals', '14m', '17m'),
        ...lost(jaeger),
      ],
    },
    {
      about: gateway.about,
      cases: [...lost(gateway), ...queued(gateway, 'SpanQueueFilling', 2000, { [capacity]: [[2000, '1h']] })],
    },
  ];
}
