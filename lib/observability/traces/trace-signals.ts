import { Duration } from 'cdk8s';
import type { Signal } from '../../relations/signal';

/** The questions about Jaeger. */
export function jaegerSignals(): readonly Signal[] {
  return [
    {
      name: 'SpansRefused',
      question: 'Are spans refused?',
      unit: 'short',
      expr: (matchers) => `sum(rate(otelcol_receiver_refused_spans_total{${matchers}}[5m]))`,
      alert: {
        above: 0,
        for: Duration.minutes(10),
        severity: 'warning',
        advice: 'Jaeger has no memory for more spans: sample more at the apps, or use a larger size.',
      },
    },
    exportFailing('The database of Jaeger does not take spans: look at its volume and its log.'),
  ];
}

/** The questions about the collectors before Jaeger. */
export function gatewaySignals(): readonly Signal[] {
  return [
    exportFailing('Jaeger refuses spans for good, which are lost: the log of the collector says why.'),
    {
      name: 'SpanQueueFilling',
      question: 'Do the collectors get rid of the spans?',
      unit: 'percentunit',
      expr: (matchers) =>
        `max(otelcol_exporter_queue_size{${matchers}} / otelcol_exporter_queue_capacity{${matchers}})`,
      alert: {
        above: 0.5,
        for: Duration.minutes(10),
        severity: 'warning',
        advice: 'Jaeger does not take what the collectors send: look at its pod, its log and its volume.',
      },
    },
  ];
}

function exportFailing(advice: string): Signal {
  return {
    name: 'SpanExportFailing',
    question: 'Are spans lost on their way?',
    unit: 'short',
    expr: (matchers) => `sum(rate(otelcol_exporter_send_failed_spans_total{${matchers}}[5m]))`,
    alert: { above: 0, for: Duration.minutes(5), severity: 'warning', advice },
  };
}
