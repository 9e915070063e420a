import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { DURATION, type Kinds, listOf, NUMBER, needed, object } from '../checks/kinds';
import { seconds } from '../checks/quantity';
import type { Severity, Signal } from '../relations/signal';
import { failedShare, type MetricNames, NAMES } from './http-signals';

/** The share of requests that must be answered within a time. */
export interface LatencyObjective {
  /** The percentage of requests that must be fast enough: 99 for all but one in a hundred. */
  readonly percentile: number;
  /** The time that they may take: a bound of the buckets of the app's histogram. */
  readonly under: Duration;
  /** The bounds of the buckets, where the app sets its own. @default - those of its convention */
  readonly buckets?: readonly Duration[];
}

/**
 * Service level objectives over 30 days. Each of them renders recording rules and four alerts on the rate at which the
 * error budget is spent: two that page (2 % in an hour, 5 % in six) and two that can wait for the morning (10 % in a day
 * or in three days).
 *
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export interface ServiceLevel {
  /** The percentage of requests that must be answered without a server error: 99.9. @default - no objective */
  readonly availability?: number;
  /** The share of requests that must be answered within a time. @default - no objective */
  readonly latency?: LatencyObjective;
}

const LATENCY: Kinds<LatencyObjective> = {
  percentile: needed(NUMBER),
  under: needed(DURATION),
  buckets: listOf(DURATION),
};
export const SLO: Kinds<ServiceLevel> = {
  availability: NUMBER,
  latency: object(LATENCY, 'use { percentile: 99, under: Duration.millis(500) }, for example'),
};

interface Burn {
  readonly long: string;
  readonly short: string;
  readonly factor: number;
  readonly severity: Severity;
  readonly for: Duration;
  /** The part of the budget that is gone when the alert fires. */
  readonly gone: string;
  /** The state of the failures then. */
  readonly since: string;
}

const LATER = 'A short storm may be over by now.';

/** A failure must show in the short window as well, so that the alert ends soon after the failure does. */
const BURNS: readonly Burn[] = [
  {
    long: '1h',
    short: '5m',
    factor: 14.4,
    severity: 'critical',
    for: Duration.minutes(2),
    gone: '2 %',
    since: 'Requests fail now.',
  },
  { long: '6h', short: '30m', factor: 6, severity: 'critical', for: Duration.minutes(15), gone: '5 %', since: LATER },
  { long: '1d', short: '2h', factor: 3, severity: 'warning', for: Duration.hours(1), gone: '10 %', since: LATER },
  { long: '3d', short: '6h', factor: 1, severity: 'warning', for: Duration.hours(3), gone: '10 %', since: LATER },
];

/** Below it, even an app that fails every request spends its budget too slowly for the fastest alert. */
const LOWEST = 93.1;

/** The signals of an objective. Throws when it has neither part. */
export function serviceLevelSignals(
  scope: Construct,
  slo: ServiceLevel | undefined,
  convention: MetricNames = 'prometheus',
): readonly Signal[] {
  if (!slo) return [];
  const { availability, latency } = slo;
  if (availability === undefined && latency === undefined) {
    fail(
      scope,
      'slo must promise something',
      'neither availability nor latency',
      'give one, such as { availability: 99.9 }',
    );
  }
  const names = NAMES[convention];
  return [
    ...(availability === undefined
      ? []
      : burns('Availability', budget(scope, 'slo.availability', availability), (at, w) => failedShare(names, at, w))),
    ...(latency === undefined
      ? []
      : burns(
          'Latency',
          budget(scope, 'slo.latency.percentile', latency.percentile),
          slow(names.duration, bound(scope, latency, names.buckets)),
        )),
  ];
}

/** The share of requests that may fail. */
function budget(scope: Construct, what: string, percent: number): number {
  if (!(percent >= LOWEST && percent < 100)) {
    const fix =
      percent >= 100
        ? 'nothing never fails; use 99.9, for example'
        : 'use 99.9, for example: below, the fastest alert cannot fire';
    fail(scope, `${what} must be a percentage from ${LOWEST} to below 100`, percent, fix);
  }
  return Math.round((1 - percent / 100) * 1e9) / 1e9;
}

function bound(scope: Construct, { under, buckets }: LatencyObjective, usual: readonly number[]): number {
  const value = seconds(under);
  const bounds = buckets ? buckets.map(seconds) : [...usual].sort((a, b) => a - b);
  if (!bounds.includes(value)) {
    const fix = `use one of ${bounds.join(', ')}, or say the buckets that the app has`;
    fail(scope, 'slo.latency.under must be a bound of a bucket', `${value} s`, fix);
  }
  return value;
}

function slow(duration: string, limit: number): (at: string, window: string) => string {
  return (at, window) => {
    const fast = `sum(rate(${duration}_bucket{${at},le=~"${boundPattern(limit)}"}[${window}]))`;
    return `1 - ${fast} / (sum(rate(${duration}_count{${at}}[${window}])) > 0)`;
  };
}

/** Prometheus 3 writes the bound 1 as `1.0`, Prometheus 2 as `1`. */
function boundPattern(limit: number): string {
  const text = `${limit}`.replace('.', '[.]');
  return Number.isInteger(limit) ? `${text}([.]0)?` : text;
}

/** The signals of one objective: what is left of its budget, and how fast it is spent. */
function burns(title: string, share: number, ratio: (at: string, window: string) => string): readonly Signal[] {
  const objective = `slo:${title.toLowerCase()}`;
  const record = (window: string): string => `${objective}_failures:ratio_rate${window}`;
  const row = 'Service level';
  // Hours follow each other without a gap. Each counts as much as any other, however many requests it had.
  const left: Signal = {
    name: `${title}BudgetLeft`,
    question: `How much of the budget for ${title.toLowerCase()} is left?`,
    unit: 'percentunit',
    row,
    records: () => ({ [`${objective}:budget`]: `vector(${share})` }),
    expr: (at) => `1 - avg_over_time(${record('1h')}{${at}}[30d:1h]) / ${share}`,
  };
  const spent = BURNS.map(
    ({ long, short, factor, severity, for: held, gone, since }): Signal => ({
      name: `${title}Burn${long}`,
      question: `How fast is the budget for ${title.toLowerCase()} spent, over ${long}?`,
      unit: 'short',
      row,
      records: (at) => Object.fromEntries([short, long].map((window) => [record(window), ratio(at, window)])),
      expr: (at) => {
        const [slowly, quickly] = [`${record(long)}{${at}}`, `${record(short)}{${at}}`];
        return `((${slowly} < ${quickly}) or ${quickly}) / ${share}`;
      },
      alert: {
        above: factor,
        for: held,
        severity,
        advice: `${gone} of the budget of 30 days is gone, or more. ${since} Look at the newest rollout and at what the app uses.`,
      },
    }),
  );
  return [left, ...spent];
}
