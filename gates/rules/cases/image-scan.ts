/** The search for vulnerabilities in images: metrics of kube-state-metrics. Times are seconds since the beginning. */
import { type Case, type Cases, series } from '../case';

const KUBE = { job: 'kube-state-metrics', instance: '10.2.0.1:8080' };
const NAMESPACE = 'ledger';
const TASK = { ...KUBE, namespace: NAMESPACE, cronjob: 'image-scan' };
const SUCCESS = series('kube_cronjob_status_last_successful_time', TASK);
const MADE = series('kube_cronjob_created', TASK);

/** The pod of a run, by the number of the run. */
const pod = (run: number, namespace = NAMESPACE) => ({
  ...KUBE,
  namespace,
  pod: `image-scan-2933${run}-x7k2p`,
  uid: `a${run}`,
});
const created = (run: number, namespace?: string): string => series('kube_pod_created', pod(run, namespace));
const ended = (run: number, container: string, reason: string, namespace?: string): string =>
  series('kube_pod_container_status_terminated_reason', { ...pod(run, namespace), container, reason });

const VULNERABLE: readonly Case[] = [
  {
    alert: 'VulnerableImage',
    says: 'a run that found something wakes somebody, until a later one finds nothing',
    series: {
      [created(1)]: [[300, '1h']],
      [ended(1, 'judge', 'Error')]: [
        ['gone', '10m'],
        [1, '50m'],
      ],
      [SUCCESS]: [
        [100, '30m'],
        [1500, '30m'],
      ],
    },
    notUntil: '10m',
    fires: '15m',
    over: '31m',
  },
  {
    alert: 'VulnerableImage',
    says: 'a first run that found something wakes somebody, too',
    series: { [created(1)]: [[300, '1h']], [ended(1, 'judge', 'Error')]: [[1, '1h']] },
    fires: '5m',
  },
  {
    alert: 'VulnerableImage',
    says: 'a run that found nothing, one that is out of memory, and one of another namespace are no vulnerability',
    series: {
      [created(1)]: [[300, '1h']],
      [ended(1, 'judge', 'Completed')]: [[1, '1h']],
      [created(2)]: [[400, '1h']],
      [ended(2, 'judge', 'OOMKilled')]: [[1, '1h']],
      [created(3, 'other')]: [[500, '1h']],
      [ended(3, 'judge', 'Error', 'other')]: [[1, '1h']],
    },
    silent: '1h',
  },
  {
    alert: 'VulnerableImage',
    says: 'a run that found something before the last good one is kept for its log, and is no news',
    series: { [created(1)]: [[300, '1h']], [ended(1, 'judge', 'Error')]: [[1, '1h']], [SUCCESS]: [[500, '1h']] },
    silent: '1h',
  },
];

const common = { alert: 'ScanAge', every: '10m' } as const;

const AGE: readonly Case[] = [
  {
    ...common,
    says: 'images that nothing has looked at for a day and more are told',
    series: { [MADE]: [[0, '60h']], [created(1)]: [[600, '60h']], [ended(1, 'judge', 'Completed')]: [[1, '60h']] },
    notUntil: '25h',
    fires: '27h',
  },
  {
    ...common,
    says: 'runs that never get as far as a judgement are told',
    series: { [MADE]: [[0, '60h']], [created(1)]: [[600, '60h']] },
    fires: '27h',
  },
  {
    ...common,
    says: 'a run that found something has looked',
    series: {
      [MADE]: [[0, '40h']],
      [created(1)]: [
        ['gone', '20h'],
        [72000, '20h'],
      ],
      [ended(1, 'judge', 'Error')]: [
        ['gone', '20h'],
        [1, '20h'],
      ],
    },
    silent: '39h',
  },
];

export function imageScan(): Cases[] {
  return [{ about: `${NAMESPACE}/image-scan`, cases: [...VULNERABLE, ...AGE] }];
}
