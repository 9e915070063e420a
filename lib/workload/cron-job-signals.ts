import { Duration } from 'cdk8s';
import type { Signal } from '../relations/signal';

/** The seconds that metrics need to arrive: a run counts as missed when its deadline is over by more. */
const SLACK = 300;

/** The labels of the series about a CronJob and about the runs that it has started. */
export function seriesOf(
  name: string,
  namespace: string | undefined,
): { readonly task: string; readonly runs: string } {
  const within = namespace === undefined ? [] : [`namespace="${namespace}"`];
  return {
    task: [...within, `cronjob="${name}"`].join(','),
    runs: [...within, `job_name=~"${name}-[0-9]+"`].join(','),
  };
}

/** Returns the PromQL for the number of runs of a CronJob that have failed since its last success. */
export function failedRuns(name: string, namespace: string | undefined): string {
  const { task, runs } = seriesOf(name, namespace);
  return (
    `count((max by (job_name) (kube_job_created{${runs}})` +
    ` and on (job_name) max by (job_name) (kube_job_failed{${runs},condition="true"}) == 1)` +
    ` > on () group_left () (max(kube_cronjob_status_last_successful_time{${task}}) or vector(0))) or vector(0)`
  );
}

/**
 * The questions of an operator about a task. They use metrics of kube-state-metrics, which names objects by labels of its own:
 * https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload
 */
export function taskSignals(name: string, namespace: string | undefined, startingDeadline: number): readonly Signal[] {
  const { task } = seriesOf(name, namespace);
  const late = startingDeadline + SLACK;
  return [
    {
      name: 'FailedRuns',
      question: 'How many runs have failed since the last success?',
      unit: 'short',
      expr: () => failedRuns(name, namespace),
      alert: {
        above: 0,
        for: Duration.minutes(1),
        severity: 'warning',
        advice: 'The newest run has failed: its pods are kept, read their logs.',
      },
    },
    {
      name: 'MissedRun',
      question: 'How late is the next run?',
      unit: 's',
      expr: () =>
        `time() - max(kube_cronjob_next_schedule_time{${task}} unless on () kube_cronjob_spec_suspend{${task}} == 1)`,
      alert: {
        above: late,
        for: Duration.minutes(1),
        severity: 'warning',
        advice: 'No run was started at its time: look at the events of the CronJob, and whether the last run hangs.',
      },
    },
    {
      name: 'LastSuccess',
      question: 'How long ago did it last succeed?',
      unit: 's',
      expr: () => `time() - max(kube_cronjob_status_last_successful_time{${task}})`,
    },
  ];
}
