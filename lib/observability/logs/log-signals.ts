import { Duration } from 'cdk8s';
import type { Signal } from '../../relations/signal';

/** The questions about the agents, of which each has a queue of so many bytes. */
export function agentSignals(queue: number): readonly Signal[] {
  return [
    {
      name: 'LogQueueFilling',
      question: 'Do the agents get rid of the logs?',
      unit: 'percentunit',
      expr: (matchers) => `max(otelcol_exporter_queue_size{${matchers}}) / ${queue}`,
      alert: {
        above: 0.5,
        for: Duration.minutes(10),
        severity: 'warning',
        advice:
          'The log store does not take what the agents send: look at its pod, its log and its volume. Nothing is lost until the queue is full and the kubelet deletes files.',
      },
    },
    {
      name: 'LogsRefused',
      question: 'Are lines refused for good?',
      unit: 'short',
      expr: (matchers) => `sum(rate(otelcol_exporter_send_failed_log_records_total{${matchers}}[5m]))`,
      alert: {
        above: 0,
        for: Duration.minutes(5),
        severity: 'warning',
        advice:
          'The log store refuses lines, which are lost: the log of the agent says why, such as lines that are too old.',
      },
    },
    {
      name: 'LogsReadSlowly',
      question: 'How many lines does each agent read?',
      unit: 'short',
      expr: (matchers) => `sum by (pod) (rate(otelcol_receiver_accepted_log_records_total{${matchers}}[5m]))`,
    },
  ];
}

/** The questions about a store whose volume is this claim. */
export function storeSignals(claim: string): readonly Signal[] {
  return [
    {
      name: 'LogVolumeFilling',
      question: 'Will the volume of logs be full in four days?',
      unit: 'percentunit',
      expr: (matchers) => {
        const volume = `${namespaceIn(matchers)}persistentvolumeclaim="${claim}"`;
        const free = (metric: string): string => `max(${metric}{${volume}})`;
        const later = `max(predict_linear(kubelet_volume_stats_available_bytes{${volume}}[6h], 345600))`;
        return `${later} / ${free('kubelet_volume_stats_capacity_bytes')}`;
      },
      alert: {
        below: 0,
        for: Duration.hours(1),
        severity: 'warning',
        advice:
          'The volume of logs will be full in four days: keep fewer days, exclude a namespace that writes much, or enlarge it.',
      },
    },
  ];
}

function namespaceIn(matchers: string): string {
  const found = /namespace="[^"]*"/.exec(matchers)?.[0];
  return found === undefined ? '' : `${found},`;
}
