import { Duration } from 'cdk8s';
import type { Signal } from '../relations/signal';

/**
 * The questions of an operator about a Task. They use metrics of kube-state-metrics:
 * https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/job-metrics.md
 */
export function runSignals(job: () => string, namespace: string | undefined): readonly Signal[] {
  const series = (): string =>
    [...(namespace === undefined ? [] : [`namespace="${namespace}"`]), `job_name="${job()}"`].join(',');
  return [
    {
      name: 'TaskFailed',
      question: 'Has it failed, all attempts together?',
      unit: 'short',
      expr: () => `max(kube_job_failed{${series()},condition="true"}) or vector(0)`,
      alert: {
        above: 0,
        for: Duration.minutes(1),
        severity: 'warning',
        advice:
          'What waits for it goes on in its old version. Read the log of the Job, then release a correction, or delete the Job and apply ' +
          'it again.',
      },
    },
    {
      name: 'TaskDuration',
      question: 'How long does it run, or did it run?',
      unit: 's',
      expr: () =>
        `(max(kube_job_status_completion_time{${series()}}) or vector(time())) - max(kube_job_status_start_time{${series()}})`,
    },
  ];
}
