/** Backups, drills, snapshots and tasks: metrics of kube-state-metrics. Times are seconds since the beginning. */
import { type Case, type Cases, type Part, series } from '../case';
import { velero } from './velero';

const KUBE = { job: 'kube-state-metrics', instance: '10.2.0.1:8080' };
const HOUR = 3600;
const DAY = 24 * HOUR;

interface Task {
  readonly namespace: string;
  readonly cronjob: string;
}

const cron = (metric: string, { namespace, cronjob }: Task): string =>
  series(`kube_cronjob_${metric}`, { ...KUBE, namespace, cronjob });
const job = (metric: string, { namespace, cronjob }: Task, run: number, labels = {}): string =>
  series(`kube_job_${metric}`, { ...KUBE, namespace, job_name: `${cronjob}-2933${run}`, ...labels });

/** Cases of an age: the oldest allowed success, and the time before it. */
function age(alert: string, task: Task, limit: number): Case[] {
  const [success, created] = [cron('status_last_successful_time', task), cron('created', task)];
  const whole = `${Math.ceil((2 * limit) / HOUR)}h`;
  const late = `${Math.ceil(limit / HOUR)}h`;
  const common = { alert, every: '10m' };
  return [
    {
      ...common,
      says: 'a success that is too long ago is told, whoever succeeds in another namespace',
      series: {
        [created]: [[0, whole]],
        [success]: [[1, whole]],
        [cron('status_last_successful_time', { ...task, namespace: 'other' })]: [[0, whole, 60]],
      },
      fires: `${Number.parseInt(late, 10) + 1}h`,
    },
    {
      ...common,
      says: 'what has never succeeded is told when the first time must have been',
      series: { [created]: [[0, whole]] },
      fires: `${Number.parseInt(late, 10) + 1}h`,
    },
    {
      ...common,
      says: 'what is new has not succeeded yet, and waits for its first time',
      series: { [created]: [[0, whole]] },
      silent: `${Math.floor(limit / HOUR)}h`,
    },
    {
      ...common,
      says: 'a success in time is no news, although the one before it is old',
      series: {
        [created]: [[0, whole]],
        [success]: [
          [1, `${Math.floor(limit / HOUR)}h`],
          [limit - HOUR, late],
        ],
      },
      silent: `${Math.floor((2 * limit) / HOUR) - 2}h`,
    },
  ];
}

/** Cases of a failed run: the time for which it counts. */
function failures(alert: string, task: Task): Case[] {
  const success = cron('status_last_successful_time', task);
  const run = (number: number, created: number): Record<string, readonly Part[]> => ({
    [job('created', task, number)]: [[created, '1h']],
  });
  const outcome = (number: number, failed: number): Record<string, readonly Part[]> => ({
    [job('failed', task, number, { condition: 'true' })]: [
      [0, '10m'],
      [failed, '50m'],
    ],
    [job('failed', task, number, { condition: 'false' })]: [[0, '1h']],
  });
  return [
    {
      says: 'a run that fails is told, and is forgotten once a later one succeeds',
      alert,
      series: {
        ...run(1, 300),
        ...outcome(1, 1),
        [success]: [
          [100, '30m'],
          [1500, '30m'],
        ],
      },
      notUntil: '10m',
      fires: '15m',
      over: '31m',
    },
    {
      says: 'a first run that fails is told as well',
      alert,
      series: { ...run(1, 300), ...outcome(1, 1) },
      fires: '15m',
    },
    {
      says: 'a run that goes on has not failed',
      alert,
      series: { ...run(1, 300), ...outcome(1, 0), [success]: [[100, '1h']] },
      silent: '1h',
    },
    {
      says: 'a run that failed before the last success is kept for its log, and is no news',
      alert,
      series: { ...run(1, 300), ...outcome(1, 1), [success]: [[500, '1h']] },
      silent: '1h',
    },
    {
      says: 'a run of another task, and one of the same name in another namespace, are not its own',
      alert,
      series: {
        ...Object.fromEntries(
          [
            { ...task, namespace: 'other' },
            { ...task, cronjob: `${task.cronjob}-two` },
          ].flatMap((other): [string, readonly Part[]][] => [
            [job('created', other, 1), [[300, '1h']]],
            [job('failed', other, 1, { condition: 'true' }), [[1, '1h']]],
          ]),
        ),
      },
      silent: '1h',
      unseen: true,
    },
  ];
}

/** Cases of a run that one container ended: its alert, and that of another container. */
function endedBy(container: string, alert: string, task: Task): Case[] {
  const success = cron('status_last_successful_time', task);
  const pod = { ...KUBE, namespace: task.namespace, pod: `${task.cronjob}-29331-x7k2p`, uid: 'a1' };
  const created = series('kube_pod_created', pod);
  const ended = (by: string): string =>
    series('kube_pod_init_container_status_terminated_reason', { ...pod, container: by, reason: 'Error' });
  return [
    {
      says: 'a backup that ends there wakes somebody, until the next succeeds',
      alert,
      series: {
        [created]: [[300, '1h']],
        [ended(container)]: [[1, '1h']],
        [success]: [
          [100, '30m'],
          [1500, '30m'],
        ],
      },
      fires: '5m',
      over: '31m',
    },
    {
      says: 'a backup that cannot be uploaded has failed, and for another reason',
      alert,
      series: { [created]: [[300, '1h']], [ended('upload')]: [[1, '1h']], [success]: [[100, '1h']] },
      silent: '1h',
    },
    {
      says: 'a pod that is kept from before the last success is no news',
      alert,
      series: { [created]: [[300, '1h']], [ended(container)]: [[1, '1h']], [success]: [[500, '1h']] },
      silent: '1h',
    },
  ];
}

function missed(task: Task): Case[] {
  const next = cron('next_schedule_time', task);
  const suspended = cron('spec_suspend', task);
  const alert = 'MissedRun';
  return [
    {
      says: 'a run that does not begin is told',
      alert,
      series: { [next]: [[600, '1h']], [suspended]: [[0, '1h']] },
      notUntil: '20m',
      fires: '30m',
    },
    {
      says: 'a run that begins two minutes late is not told',
      alert,
      series: {
        [next]: [
          [600, '12m'],
          [DAY, '48m'],
        ],
        [suspended]: [[0, '1h']],
      },
      silent: '1h',
    },
    {
      says: 'a task that is suspended misses nothing',
      alert,
      series: { [next]: [[600, '1h']], [suspended]: [[1, '1h']] },
      silent: '1h',
    },
  ];
}

/** Cases of a Job that runs once: the one of this release, and that of the release before. */
function once(task: Task): Case[] {
  const failed = (run: number): string =>
    job('failed', task, run, { condition: 'true', reason: 'BackoffLimitExceeded' });
  const alert = 'TaskFailed';
  return [
    {
      says: 'a task that has failed is told',
      alert,
      series: {
        [failed(1)]: [
          ['gone', '10m'],
          [1, '1h'],
        ],
      },
      notUntil: '10m',
      fires: '13m',
    },
    {
      says: 'a task of an earlier release that has failed is not told',
      alert,
      series: { [failed(0)]: [[1, '1h']] },
      silent: '1h',
      unseen: true,
    },
    {
      says: 'a task that runs is not told',
      alert,
      series: { [job('status_active', task, 1)]: [[1, '1h']] },
      silent: '1h',
      unseen: true,
    },
  ];
}

export function backup(): Cases[] {
  const task = (namespace: string, cronjob: string): Task => ({ namespace, cronjob });
  return [
    {
      about: 'orders/carts',
      cases: [
        ...age('BackupAge', task('orders', 'carts-backup'), DAY + 4500),
        ...failures('BackupFailed', task('orders', 'carts-backup')),
        ...endedBy('compare', 'BackupSizeCollapse', task('orders', 'carts-backup')),
        ...endedBy('claim', 'BackupRefused', task('orders', 'carts-backup')),
        ...failures('DrillFailed', task('orders', 'carts-drill')),
        ...age('DrillAge', task('orders', 'carts-drill'), 7 * DAY + 4500),
      ],
    },
    {
      about: 'kinds/single',
      cases: [
        ...age('SnapshotAge', task('kinds', 'single-snapshots'), 6 * HOUR + 4500),
        ...failures('SnapshotFailed', task('kinds', 'single-snapshots')),
        ...velero('kinds-single'),
      ],
    },
    {
      about: 'kinds/report',
      cases: [...failures('FailedRuns', task('kinds', 'report')), ...missed(task('kinds', 'report'))],
    },
    { about: 'kinds/migrate', cases: [...once(task('kinds', 'migrate'))] },
  ];
}
