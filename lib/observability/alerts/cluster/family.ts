import { Duration } from 'cdk8s';
import type { Alert, Severity, Signal } from '../../../relations/signal';
import type { SourceName } from '../../sources/sources';

/** A question about the cluster, with its alert. The panel and the alert have one expression. */
export interface ClusterSignal extends Signal {
  readonly alert: Alert;
}

/** Questions that rest on the same sources. */
export interface Family {
  /** The end of the name of the group of rules, and the file of it: `pods`. */
  readonly id: string;
  /** The row of the dashboard. */
  readonly title: string;
  /** The sources of the series. Without one of them, there are no rules and no panels. */
  readonly sources: readonly SourceName[];
  /** Recording rules that the expressions read, by the name of the series. @default - none */
  readonly records?: Readonly<Record<string, string>>;
  readonly signals: readonly ClusterSignal[];
}

interface Row {
  readonly name: string;
  readonly question: string;
  /** @default 'short' */
  readonly unit?: string;
  readonly expr: string;
  readonly above?: number;
  readonly below?: number;
  /** Minutes for which the condition must hold. */
  readonly for: number;
  readonly severity: Severity;
  readonly advice: string;
}

/** Makes a signal of a row. */
export function signal({
  name,
  question,
  unit = 'short',
  expr,
  for: minutes,
  above,
  below,
  severity,
  advice,
}: Row): ClusterSignal {
  const alert: Alert = { above, below, for: Duration.minutes(minutes), severity, advice };
  return { name, question, unit, expr: () => expr, alert };
}

/**
 * The workload and the node of each pod. Its `job` is the name of the workload, as in the series of a watched one, so that all alerts
 * about a workload are grouped and inhibited together.
 */
export const POD_WORKLOAD = 'mainstay:pod:workload';

/** The name of a Job without the number that a CronJob gives its runs, and without the hash of a Task. */
export const JOB_NAME = '(.+?)(?:-(?:[0-9]{8,}|[0-9a-f]{8}))?';

/** Returns the series of pods with the workload and the node of each. `expr` is by namespace and pod. */
export function ofPods(expr: string, ...more: readonly string[]): string {
  const by = ['namespace', 'pod', 'job', 'node', ...more].join(', ');
  return `max by (${by}) ((${expr}) * on (namespace, pod) group_left (job, node) ${POD_WORKLOAD})`;
}

/** Returns the greatest value for each object of a kind in its namespace, whose name is the `job`. */
export function ofObjects(label: string, expr: string, name = '(.+)'): string {
  return `label_replace(max by (namespace, ${label}) (${expr}), "job", "$1", "${label}", "${name}")`;
}
