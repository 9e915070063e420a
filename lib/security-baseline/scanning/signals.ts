import { Duration } from 'cdk8s';
import type { Signal } from '../../relations/signal';
import { seriesOf } from '../../workload/cron-job-signals';

const SOON = Duration.minutes(1);

/**
 * Returns the signals of the search for vulnerabilities in images. They rest on metrics of kube-state-metrics: each step of a run is a
 * container, and the last one fails when the steps before it found something.
 * https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md
 */
export function scanSignals(name: string, namespace: string, oldest: number): readonly Signal[] {
  const { task } = seriesOf(name, namespace);
  const pods = `namespace="${namespace}",pod=~"${name}-[0-9]+-.+"`;
  const judged = (reason: string): string =>
    `(max by (pod) (kube_pod_created{${pods}}) and on (pod) max by (pod) ` +
    `(kube_pod_container_status_terminated_reason{${pods},container="judge",${reason}}) == 1)`;
  const lastGood = `(max(kube_cronjob_status_last_successful_time{${task}}) or vector(0))`;
  return [
    {
      name: 'VulnerableImage',
      question: 'Does a running image have a critical vulnerability that can be mended?',
      unit: 'short',
      expr: () => `count(${judged('reason="Error"')} > on () group_left () ${lastGood}) or vector(0)`,
      alert: {
        above: 0,
        for: SOON,
        severity: 'critical',
        advice:
          'The log of container judge names the images, and that of container look the vulnerabilities and the versions without them: use a newer image.',
      },
    },
    {
      name: 'ScanAge',
      question: 'How long ago were the images looked at?',
      unit: 's',
      expr: () => `time() - max(max(${judged('reason=~"Completed|Error"')}) or max(kube_cronjob_created{${task}}))`,
      alert: {
        above: oldest,
        for: SOON,
        severity: 'warning',
        advice: `Nobody knows what was found since. Look at the runs, the step that failed says why: kubectl get jobs -l app.kubernetes.io/name=${name}`,
      },
    },
  ];
}
