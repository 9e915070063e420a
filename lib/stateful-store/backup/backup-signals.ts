import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { namespaceOf } from '../../manifest/plain-object';
import type { Severity, Signal } from '../../relations/signal';
import { failedRuns, seriesOf } from '../../workload/cron-job-signals';

const SOON = Duration.minutes(1);

/** Returns a signal for the seconds since a time, with an alert above `limit`. */
export function ageSignal(about: {
  readonly name: string;
  readonly question: string;
  readonly since: string;
  readonly limit: number;
  readonly advice: string;
  readonly severity?: Severity;
}): Signal {
  const { name, question, since, limit, advice, severity = 'critical' } = about;
  return {
    name,
    question,
    unit: 's',
    expr: () => `time() - ${since}`,
    alert: { above: limit, for: SOON, severity, advice },
  };
}

/** Returns an expression for the time of the last success, or of the creation of the CronJob if there was none. */
function lastSuccess(name: string, namespace: string | undefined): string {
  const { task } = seriesOf(name, namespace);
  return `max(max(kube_cronjob_status_last_successful_time{${task}}) or max(kube_cronjob_created{${task}}))`;
}

/**
 * Returns the signals of the backups of a store. They rest on metrics of kube-state-metrics: each step of a run is a
 * container, so its state shows which step failed.
 * https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md
 */
export function backupSignals(scope: Construct, name: string, oldest: number): readonly Signal[] {
  const namespace = namespaceOf(scope);
  const { task } = seriesOf(name, namespace);
  const pods = [...(namespace === undefined ? [] : [`namespace="${namespace}"`]), `pod=~"${name}-[0-9]+-.+"`].join(',');
  const failedAt = (container: string): string =>
    `count((max by (pod) (kube_pod_created{${pods}}) and on (pod) max by (pod) ` +
    `(kube_pod_init_container_status_terminated_reason{${pods},container="${container}",reason="Error"}) == 1)` +
    ` > on () group_left () (max(kube_cronjob_status_last_successful_time{${task}}) or vector(0))) or vector(0)`;
  return [
    ageSignal({
      name: 'BackupAge',
      question: 'How old is the newest backup?',
      since: lastSuccess(name, namespace),
      limit: oldest,
      advice: `A loss of all volumes would lose everything since then. Look at the runs: kubectl get jobs -l app.kubernetes.io/name=${name}`,
    }),
    {
      name: 'BackupFailed',
      question: 'How many backups have failed since the last good one?',
      unit: 'short',
      expr: () => failedRuns(name, namespace),
      alert: {
        above: 0,
        for: SOON,
        severity: 'warning',
        advice:
          'The earlier backups are untouched. The step that failed is the container that did, and its log says why.',
      },
    },
    {
      name: 'BackupRefused',
      question: 'Does the place of the backups belong to other data, or is the clock wrong?',
      unit: 'short',
      expr: () => failedAt('claim'),
      alert: {
        above: 0,
        for: SOON,
        severity: 'critical',
        advice:
          'Nothing was uploaded or deleted. The log of container claim names whose place it is and the ways out: another path, or takeOver.',
      },
    },
    {
      name: 'BackupSizeCollapse',
      question: 'Is the newest backup much smaller than the one before?',
      unit: 'short',
      expr: () => failedAt('compare'),
      alert: {
        above: 0,
        for: SOON,
        severity: 'critical',
        advice:
          'Something may have emptied the store. Both backups are kept and none is deleted: look before the next run.',
      },
    },
  ];
}

/** Returns the signals of the drill. */
export function drillSignals(scope: Construct, name: string, oldest: number): readonly Signal[] {
  const namespace = namespaceOf(scope);
  const { runs } = seriesOf(name, namespace);
  return [
    {
      name: 'DrillFailed',
      question: 'How many drills have failed since a backup was last restored?',
      unit: 'short',
      expr: () => failedRuns(name, namespace),
      alert: {
        above: 0,
        for: SOON,
        severity: 'critical',
        advice:
          'The newest backup could not be restored, lacked data or is too old, or one is from the future. The log of the step that failed says which.',
      },
    },
    ageSignal({
      name: 'DrillAge',
      question: 'How long ago was a backup restored to prove that it can be?',
      since: lastSuccess(name, namespace),
      limit: oldest,
      severity: 'warning',
      advice: 'Nobody knows whether the backups are good: look why the drill does not run.',
    }),
    {
      name: 'RestoreTime',
      question: 'How long does a restore take?',
      unit: 's',
      expr: () =>
        `max((max by (job_name) (kube_job_status_completion_time{${runs}}) - on (job_name) max by (job_name) ` +
        `(kube_job_status_start_time{${runs}})) and on (job_name) topk(1, max by (job_name) (kube_job_status_completion_time{${runs}})))`,
    },
  ];
}

/** Returns the signals of snapshots. */
export function snapshotSignals(scope: Construct, name: string, oldest: number): readonly Signal[] {
  const namespace = namespaceOf(scope);
  return [
    ageSignal({
      name: 'SnapshotAge',
      question: 'How old are the newest snapshots of the volumes?',
      since: lastSuccess(name, namespace),
      limit: oldest,
      advice: `Look at the runs: kubectl get jobs -l app.kubernetes.io/name=${name}`,
    }),
    {
      name: 'SnapshotFailed',
      question: 'How often have snapshots failed since the last good ones?',
      unit: 'short',
      expr: () => failedRuns(name, namespace),
      alert: {
        above: 0,
        for: SOON,
        severity: 'warning',
        advice: 'The earlier snapshots are untouched. kubectl describe volumesnapshots says what the driver says.',
      },
    },
  ];
}
