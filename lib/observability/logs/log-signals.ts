import { Duration } from 'cdk8s';
import type { Signal } from '../../relations/signal';

/** The words of the questions about collectors of one kind. */
interface Collectors {
  readonly who: string;
  /** One of them. */
  readonly one: string;
  readonly what: string;
  /** The verb that follows `who`. */
  readonly sends: string;
  readonly does: string;
  readonly until: string;
}

const AGENTS: Collectors = {
  who: 'the agents',
  one: 'the agent',
  what: 'logs',
  sends: 'send',
  does: 'Do',
  until: 'the queue is full and the kubelet deletes files',
};
const EVENTS: Collectors = {
  who: 'the collector',
  one: 'the collector',
  what: 'events',
  sends: 'sends',
  does: 'Does',
  until: 'its queue is full',
};

/** The questions about the agents, of which each has a queue of so many bytes. */
export function agentSignals(queue: number): readonly Signal[] {
  return [
    ...ofQueue(AGENTS, queue),
    {
      name: 'LinesRead',
      question: 'How many lines does each agent read in a second?',
      unit: 'short',
      expr: (matchers) => `sum by (pod) (rate(otelcol_receiver_accepted_log_records_total{${matchers}}[5m]))`,
    },
  ];
}

/** The questions about the collector of events, which has a queue of so many bytes. */
export function eventSignals(queue: number): readonly Signal[] {
  return [
    ...ofQueue(EVENTS, queue),
    {
      name: 'EventsRead',
      question: 'How many events are there in a second?',
      unit: 'short',
      expr: (matchers) => `sum(rate(otelcol_receiver_accepted_log_records_total{${matchers}}[5m]))`,
    },
  ];
}

function ofQueue({ who, one, what, sends, does, until }: Collectors, queue: number): readonly Signal[] {
  return [
    {
      name: 'LogQueueFilling',
      question: `${does} ${who} get rid of the ${what}?`,
      unit: 'percentunit',
      expr: (matchers) => `max(otelcol_exporter_queue_size{${matchers}}) / ${queue}`,
      alert: {
        above: 0.5,
        for: Duration.minutes(10),
        severity: 'warning',
        advice: `The log store does not take what ${who} ${sends}: look at its pod, its log and its volume. Nothing is lost until ${until}.`,
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
        advice: `The log store refuses lines, which are lost: the log of ${one} says why, such as lines that are too old.`,
      },
    },
  ];
}
