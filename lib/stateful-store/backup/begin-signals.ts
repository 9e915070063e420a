import { Duration } from 'cdk8s';
import type { Signal } from '../../relations/signal';
import type { StorePlan } from '../plan';
import { backupOf } from './settle-file-backup';
import { timeFor } from './steps/amounts';
import type { StoreBackups } from './store-backups';

/** Words about the data that a store begins with, and the beginning of the names of the containers that bring it. */
interface Beginning {
  readonly name: string;
  readonly noun: string;
  readonly containers: string;
}

const RESTORE: Beginning = { name: 'Restore', noun: 'restore', containers: 'restore' };
const COPY: Beginning = { name: 'Copy', noun: 'copy', containers: 'copy' };

/**
 * Returns the signals of a store that begins with a backup, or with a copy of another store: its pods wait in an init container, where
 * no metric of the server says anything. They rest on metrics of kube-state-metrics:
 * https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md
 */
export function beginSignals(plan: StorePlan, { restoreFrom, copyFrom }: StoreBackups): readonly Signal[] {
  if (restoreFrom) return signalsOf(plan, RESTORE);
  return copyFrom ? signalsOf(plan, COPY) : [];
}

function signalsOf(plan: StorePlan, { name, noun, containers }: Beginning): readonly Signal[] {
  const { namespace, name: store } = plan.facts;
  const within = namespace === undefined ? [] : [`namespace="${namespace}"`];
  const labels = [...within, `pod=~"${store}-[0-9]+"`, `container=~"${containers}-.+"`].join(',');
  const each = (metric: string): string =>
    `max by (pod, container) (kube_pod_init_container_status_${metric}{${labels}})`;
  const where = `kubectl logs ${store}-0 -c, with the container that kubectl describe pod ${store}-0 shows as the last one that ran`;
  return [
    {
      name: `${name}Failed`,
      question: `How many steps of a ${noun} have failed twice and not succeeded since?`,
      unit: 'short',
      expr: () => `count((${each('restarts_total')} > 1) and (${each('ready')} == 0)) or vector(0)`,
      alert: {
        above: 0,
        for: Duration.minutes(1),
        severity: 'critical',
        advice: `The server does not start before its data is there, and nothing was overwritten. The log says what to correct: ${where}`,
      },
    },
    {
      name: `${name}Late`,
      question: `How many steps of a ${noun} have not ended?`,
      unit: 'short',
      expr: () => `count(${each('ready')} == 0) or vector(0)`,
      alert: {
        above: 0,
        for: Duration.seconds(timeFor(backupOf(plan).size, 2)),
        severity: 'warning',
        advice: `The pod waits, for a peer, an object store or another store, or the ${noun} is slower than it should be: ${where}`,
      },
    },
  ];
}
