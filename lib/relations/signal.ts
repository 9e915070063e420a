import type { Duration } from 'cdk8s';
import { DURATION, FLAG, FUNCTION, type Kinds, listOf, NUMBER, needed, object, oneOf, TEXT } from '../checks/kinds';
import type { IPeer } from '../network/peer';
import { PORT, type PortLike } from '../network/port';

/** How bad it is: `critical` wakes somebody, `warning` waits for the morning, `info` is context. */
export type Severity = 'critical' | 'warning' | 'info';

/** When a signal is worth an alert. Exactly one of `above` and `below` is given. */
export interface Alert {
  /** Fires while the value is greater. */
  readonly above?: number;
  /** Fires while the value is less. */
  readonly below?: number;
  /** How long the condition must hold. */
  readonly for: Duration;
  readonly severity: Severity;
  /** What the person who gets the alert should know or do. */
  readonly advice: string;
}

/**
 * One thing an operator asks about a workload. It renders both the panel and the alert, so the two cannot drift apart.
 *
 * @example
 * const signal: Signal = {
 *   name: 'QueueDepth',
 *   question: 'Is work piling up?',
 *   unit: 'short',
 *   expr: (matchers) => `max(queue_depth{${matchers}})`,
 *   alert: { above: 1000, for: Duration.minutes(10), severity: 'warning', advice: 'add workers' },
 * };
 */
export interface Signal {
  /** Names the alert: UpperCamelCase, unique within the construct. */
  readonly name: string;
  /** The operator's question, the title of the panel. */
  readonly question: string;
  /** A Grafana unit: `short`, `percentunit`, `bytes`, `s`, `reqps`. */
  readonly unit: string;
  /** The simplest PromQL; `matchers` is a list of label matchers to stand between the braces of every selector. */
  readonly expr: (matchers: string) => string;
  /**
   * Recording rules that `expr` rests on, by the name of the series that each makes. Their series get the labels that `matchers`
   * say; two signals may share one. @default - none
   */
  readonly records?: (matchers: string) => Readonly<Record<string, string>>;
  /** @default - a panel only */
  readonly alert?: Alert;
}

/** Where metrics are scraped. */
export interface MetricsEndpoint {
  /** A number is a TCP port. It is called `metrics` unless it has another name or is a port that the pods serve anyway. */
  readonly port: PortLike;
  /** Where else the same pods answer, under the same path. @default - nowhere */
  readonly morePorts?: readonly PortLike[];
  /** @default '/metrics' */
  readonly path?: string;
  /** Whether there may be no pod at all, as while a worker waits for work: then nobody is told that none answers. @default false */
  readonly mayBeAbsent?: boolean;
}

/** What can be watched: where its metrics are, and what an operator asks about it. */
export interface IObservable extends IPeer {
  /** @default - nothing is scraped; the signals rest on metrics of others */
  readonly metrics?: MetricsEndpoint;
  readonly signals: readonly Signal[];
}

const ALERT: Kinds<Alert> = {
  above: NUMBER,
  below: NUMBER,
  for: needed(DURATION),
  severity: needed(oneOf('critical', 'warning', 'info')),
  advice: needed(TEXT),
};

export const SIGNAL = object<Signal>({
  name: needed(TEXT),
  question: needed(TEXT),
  unit: needed(TEXT),
  expr: needed(FUNCTION),
  records: FUNCTION,
  alert: object(ALERT),
});

export const METRICS: Kinds<MetricsEndpoint> = {
  port: needed(PORT),
  morePorts: listOf(PORT),
  path: TEXT,
  mayBeAbsent: FLAG,
};
