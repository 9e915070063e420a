/** Pods and their containers: each alert names the workload and the node. */
import { type Cases, type Part, type Series, series } from '../../case';
import { changing, kube, lasting } from './lasting';

const POD = { namespace: 'shop', pod: 'web-5d4f7-a1' };
const base = {
  [kube('pod_owner', { ...POD, owner_kind: 'ReplicaSet', owner_name: 'web-5d4f7' })]: 1,
  [kube('pod_info', { ...POD, node: 'n1' })]: 1,
};
const pod = (name: string, more: Readonly<Record<string, string>> = {}): string =>
  kube(`pod_${name}`, { ...POD, ...more });
const cadvisor = (name: string): string =>
  series(`container_${name}`, { job: 'cadvisor', instance: 'n1', node: 'n1', container: 'web', ...POD });
const of = (moving: string, constant: Readonly<Record<string, number>> = {}) =>
  changing(moving, { ...base, ...constant });
const counted = (throttled: number): Series => ({
  ...of(cadvisor('cpu_cfs_periods_total'))([[0, '2h', 600]]),
  [cadvisor('cpu_cfs_throttled_periods_total')]: [[0, '2h', throttled]],
});
const restarted = (parts: readonly Part[]): Series => {
  const reason = pod('container_status_last_terminated_reason', { container: 'web', reason: 'OOMKilled' });
  return of(pod('container_status_restarts_total', { container: 'web' }), { [reason]: 1 })(parts);
};
const waiting = (reason: string): string => pod('container_status_waiting_reason', { container: 'web', reason });
const flag = { bad: 1, good: 0 };

export const pods: readonly Cases[] = [
  {
    about: 'cluster/pods',
    cases: [
      ...lasting({
        alert: 'PodCrashLooping',
        says: 'a container ends again and again',
        ...flag,
        after: 10,
        spell: 4,
        make: of(waiting('CrashLoopBackOff')),
      }),
      {
        says: 'a container that the kernel killed is told',
        alert: 'ContainerOutOfMemory',
        series: restarted([
          [0, '10m'],
          [1, '50m'],
        ]),
        notUntil: '9m',
        fires: '15m',
        over: '40m',
      },
      {
        says: 'a container that was killed long ago is not told again',
        alert: 'ContainerOutOfMemory',
        series: restarted([[3, '1h']]),
        silent: '1h',
      },
      ...lasting({
        alert: 'PodNotReady',
        says: 'a running pod is not ready',
        ...flag,
        after: 15,
        make: of(pod('status_ready', { condition: 'false' }), { [pod('status_phase', { phase: 'Running' })]: 1 }),
      }),
      ...lasting({
        alert: 'PodUnschedulable',
        says: 'no node has room',
        ...flag,
        after: 10,
        make: of(pod('status_unschedulable')),
      }),
      ...lasting({
        alert: 'ContainerCannotStart',
        says: 'an image is missing',
        ...flag,
        after: 10,
        make: of(waiting('ImagePullBackOff')),
      }),
      ...lasting({
        alert: 'PodPending',
        says: 'a pod waits for its volume',
        ...flag,
        after: 15,
        make: of(pod('status_phase', { phase: 'Pending' })),
      }),
      {
        says: 'a pod without a node is told by the other alert only',
        alert: 'PodPending',
        series: of(pod('status_phase', { phase: 'Pending' }), { [pod('status_unschedulable')]: 1 })([[1, '1h']]),
        silent: '1h',
      },
      {
        says: 'a pod that was deleted an hour ago is told',
        alert: 'PodStuckTerminating',
        series: of(pod('deletion_timestamp'))([[0, '2h']]),
        notUntil: '64m',
        fires: '67m',
      },
      {
        says: 'a pod that needs most of an hour to end is not told',
        alert: 'PodStuckTerminating',
        series: of(pod('deletion_timestamp'))([
          [0, '50m'],
          ['gone', '1h'],
        ]),
        silent: '1h',
      },
    ],
  },
  {
    about: 'cluster/containers',
    cases: [
      {
        says: 'a container that waits half of the time is told',
        alert: 'CpuThrottled',
        series: counted(300),
        fires: '25m',
      },
      {
        says: 'a container that waits now and then is not told',
        alert: 'CpuThrottled',
        series: counted(60),
        silent: '1h',
      },
      ...lasting({
        alert: 'MemoryNearLimit',
        says: 'a container has two hundredths of its memory left',
        bad: 98,
        good: 50,
        after: 15,
        make: of(cadvisor('memory_working_set_bytes'), { [cadvisor('spec_memory_limit_bytes')]: 100 }),
      }),
    ],
  },
];
