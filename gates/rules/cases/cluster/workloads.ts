/** Workloads, Jobs, limits and storage: the state of objects. */
import type { Cases } from '../../case';
import { changing, kube, lasting } from './lasting';

const SHOP = { namespace: 'shop' };
const deployment = (name: string, more = {}): string =>
  kube(`deployment_${name}`, { ...SHOP, deployment: 'web', ...more });
const set = (name: string): string => kube(`statefulset_${name}`, { ...SHOP, statefulset: 'carts' });
const daemon = (name: string): string => kube(`daemonset_${name}`, { ...SHOP, daemonset: 'agent' });
const flag = { bad: 1, good: 0 };

export const workloads: Cases = {
  about: 'cluster/workloads',
  cases: [
    ...lasting({
      alert: 'DeploymentDown',
      says: 'no pod is available',
      bad: 0,
      good: 3,
      after: 5,
      make: changing(deployment('status_replicas_available'), { [deployment('spec_replicas')]: 3 }),
    }),
    ...lasting({
      alert: 'DeploymentReplicasMissing',
      says: 'one of three pods is not available',
      bad: 2,
      good: 3,
      after: 15,
      make: changing(deployment('status_replicas_available'), { [deployment('spec_replicas')]: 3 }),
    }),
    ...lasting({
      alert: 'DeploymentRolloutStuck',
      says: 'a rollout is past its deadline',
      ...flag,
      after: 5,
      make: changing(deployment('status_condition', { condition: 'Progressing', status: 'false' })),
    }),
    ...lasting({
      alert: 'StatefulSetDown',
      says: 'no server is ready',
      bad: 0,
      good: 3,
      after: 5,
      make: changing(set('status_replicas_ready'), { [set('replicas')]: 3 }),
    }),
    ...lasting({
      alert: 'StatefulSetReplicasMissing',
      says: 'one of three servers is not ready',
      bad: 2,
      good: 3,
      after: 15,
      make: changing(set('status_replicas_ready'), { [set('replicas')]: 3 }),
    }),
    ...lasting({
      alert: 'StatefulSetRolloutStuck',
      says: 'an update stays at one of three servers',
      bad: 1,
      good: 3,
      after: 30,
      make: changing(set('status_replicas_updated'), { [set('replicas')]: 3 }),
    }),
    ...lasting({
      alert: 'DaemonSetPodsMissing',
      says: 'a node lacks its pod',
      bad: 2,
      good: 3,
      after: 15,
      make: changing(daemon('status_number_ready'), { [daemon('status_desired_number_scheduled')]: 3 }),
    }),
    ...lasting({
      alert: 'DaemonSetMisscheduled',
      says: 'a pod is on a node that is not for it',
      ...flag,
      after: 60,
      make: changing(daemon('status_number_misscheduled')),
    }),
  ],
};

const job = (name: string, more = {}): string => kube(`job_${name}`, { ...SHOP, job_name: 'report-29384700', ...more });
const cron = (name: string): string => kube(`cronjob_${name}`, { ...SHOP, cronjob: 'report' });

export const jobs: Cases = {
  about: 'cluster/jobs',
  cases: [
    ...lasting({
      alert: 'JobFailed',
      says: 'a Job has failed',
      ...flag,
      after: 5,
      make: changing(job('failed', { condition: 'true' })),
    }),
    {
      says: 'a Job that runs for half a day is told',
      alert: 'JobRunsLong',
      every: '5m',
      series: changing(job('status_active'), { [job('status_start_time')]: 0 })([[1, '24h']]),
      notUntil: '12h',
      fires: '12h15m',
    },
    {
      says: 'a Job that ended is not told, however long ago it began',
      alert: 'JobRunsLong',
      every: '5m',
      series: changing(job('status_active'), { [job('status_start_time')]: 0 })([
        [1, '11h'],
        [0, '13h'],
      ]),
      silent: '20h',
    },
    {
      says: 'a run that is an hour late is told',
      alert: 'CronJobLate',
      series: changing(cron('next_schedule_time'), { [cron('spec_suspend')]: 0 })([[600, '3h']]),
      notUntil: '74m',
      fires: '77m',
    },
    {
      says: 'a suspended CronJob is not late',
      alert: 'CronJobLate',
      series: changing(cron('next_schedule_time'), { [cron('spec_suspend')]: 1 })([[600, '3h']]),
      silent: '3h',
    },
    ...lasting({
      alert: 'CronJobSuspended',
      says: 'a CronJob is suspended',
      ...flag,
      after: 24 * 60,
      every: '10m',
      make: changing(cron('spec_suspend')),
    }),
  ],
};

const claim = (phase: string): string =>
  kube('persistentvolumeclaim_status_phase', { ...SHOP, persistentvolumeclaim: 'data', phase });

export const storage: Cases = {
  about: 'cluster/storage',
  cases: [
    ...lasting({
      alert: 'ClaimPending',
      says: 'a claim has no volume',
      ...flag,
      after: 15,
      make: changing(claim('Pending')),
    }),
    ...lasting({ alert: 'ClaimLost', says: 'a volume was deleted', ...flag, after: 1, make: changing(claim('Lost')) }),
    ...lasting({
      alert: 'VolumeFailed',
      says: 'a volume could not be deleted',
      ...flag,
      after: 5,
      make: changing(kube('persistentvolume_status_phase', { persistentvolume: 'pv-1', phase: 'Failed' })),
    }),
  ],
};
