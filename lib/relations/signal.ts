import type { Duration } from 'cdk8s';
import {
  DURATION,
  FLAG,
  FUNCTION,
  type Kinds,
  LIST,
  listOf,
  NUMBER,
  needed,
  object,
  oneOf,
  TEXT,
} from '../checks/kinds';
import type { IPeer } from '../network/peer';
import { PORT, type PortLike } from '../network/port';
import type { IBindable } from './binding';

/** The severity of an alert: `critical` wakes a person, `warning` waits for the morning, `info` is context. */
export type Severity = 'critical' | 'warning' | 'info';

/** The condition under which a signal raises an alert. Exactly one of `above` and `below` is given. */
export interface Alert {
  /** Fires while the value is greater. */
  readonly above?: number | undefined;
  /** Fires while the value is less. */
  readonly below?: number | undefined;
  /** The time for which the condition must hold. */
  readonly for: Duration;
  readonly severity: Severity;
  /** Advice for the person who gets the alert. */
  readonly advice: string;
}

/**
 * One question of an operator about a workload. It renders both the panel and the alert, so that they always agree.
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
  /** Returns the simplest PromQL; `matchers` is a list of label matchers for the braces of every selector. */
  readonly expr: (matchers: string) => string;
  /**
   * The recording rules that `expr` reads, by the name of the series that each makes. Their series get the labels in `matchers`;
   * two signals may share a rule. @default - none
   */
  readonly records?: ((matchers: string) => Readonly<Record<string, string>>) | undefined;
  /** The row of its panel in the dashboard. @default 'Signals' */
  readonly row?: string | undefined;
  /** @default - a panel only */
  readonly alert?: Alert | undefined;
}

/** The ports and the path at which pods serve metrics. */
export interface MetricsEndpoint {
  /** The port; a number is a TCP port. Its name is `metrics` unless it has another or is a port that the pods serve anyway. */
  readonly port: PortLike;
  /** More ports of the same pods, with the same path. @default - none */
  readonly morePorts?: readonly PortLike[] | undefined;
  /** @default '/metrics' */
  readonly path?: string | undefined;
  /** True if there may be no pod at all, as while a worker waits for work: no alert fires when none answers. @default false */
  readonly mayBeAbsent?: boolean | undefined;
  /**
   * The names of its series, or their beginnings with `*`: a signal that asks for another one is an error.
   * @default - any series
   */
  readonly series?: readonly string[] | undefined;
  /**
   * `true` for series about other objects than the pods: they keep their own labels `namespace`, `pod` and `container`.
   * @default false
   */
  readonly honorLabels?: boolean | undefined;
  /** The most series of a pod; with more, its metrics are refused. @default 20000 */
  readonly most?: number | undefined;
}

/** Something to watch: its metrics, and the questions of an operator about it. */
export interface IObservable extends IPeer {
  /** @default - nothing is scraped; the signals read metrics of other targets */
  readonly metrics?: MetricsEndpoint | undefined;
  readonly signals: readonly Signal[];
  /**
   * The addresses at which clients outside of the cluster reach it: `https://shop.example.com/`, or `tls://api.example.com` for a server
   * that speaks another protocol than HTTP. An Observability asks them from time to time. @default - none
   */
  readonly urls?: readonly string[] | undefined;
  /** Lets it send its traces to what an Observability keeps them in. @default - it sends none */
  readonly sendTraces?: (endpoint: IBindable) => void;
  /** False if it sends no traces although it could. @default true */
  readonly sendsTraces?: boolean | undefined;
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
  row: TEXT,
  alert: object(ALERT),
});

export const METRICS: Kinds<MetricsEndpoint> = {
  port: needed(PORT),
  morePorts: listOf(PORT),
  path: TEXT,
  mayBeAbsent: FLAG,
  series: LIST,
  honorLabels: FLAG,
  most: NUMBER,
};
