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
      name: 'LinesRead',
      question: 'How many lines does each agent read in a second?',
      unit: 'short',
      expr: (matchers) => `sum by (pod) (rate(otelcol_receiver_accepted_log_records_total{${matchers}}[5m]))`,
    },
  ];
}
