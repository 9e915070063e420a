import { type Family, JOB_NAME, ofObjects, signal } from './family';

/** https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/job-metrics.md */
export const jobs: Family = {
  id: 'jobs',
  title: 'Jobs',
  sources: ['kubeStateMetrics'],
  signals: [
    signal({
      name: 'JobFailed',
      question: 'Has a Job failed?',
      expr: ofObjects('job_name', 'kube_job_failed{condition="true"}', JOB_NAME),
      above: 0,
      for: 5,
      severity: 'warning',
      advice: 'The Job has used up its attempts: read the log of its pods, then delete the Job, which ends this alert.',
    }),
    signal({
      name: 'JobRunsLong',
      question: 'How long do Jobs run?',
      unit: 's',
      expr: ofObjects('job_name', '(time() - kube_job_status_start_time) and (kube_job_status_active > 0)', JOB_NAME),
      above: 12 * 3600,
      for: 5,
      severity: 'warning',
      advice: 'The Job has run for half a day: it may hang. Read its log, and give it a timeout.',
    }),
    signal({
      name: 'CronJobLate',
      question: 'How late is the next run of a CronJob?',
      unit: 's',
      expr: ofObjects('cronjob', '(time() - kube_cronjob_next_schedule_time) unless (kube_cronjob_spec_suspend == 1)'),
      above: 3600,
      for: 5,
      severity: 'warning',
      advice:
        'The run did not begin when it should: the run before may still go on, or the quota of the namespace is used up.',
    }),
    signal({
      name: 'CronJobSuspended',
      question: 'Is a CronJob suspended?',
      expr: ofObjects('cronjob', 'kube_cronjob_spec_suspend'),
      above: 0,
      for: 24 * 60,
      severity: 'info',
      advice: 'The CronJob has not run for a day because somebody suspended it.',
    }),
  ],
};
