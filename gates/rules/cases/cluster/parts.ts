/** The parts of the control plane that answer, and CoreDNS. */
import { type Case, type Cases, series } from '../../case';
import { changing, lasting } from './lasting';

const etcd = (name: string, pod = 'etcd-1', more = {}): string =>
  series(name, { job: 'etcd', namespace: 'kube-system', pod, instance: pod, ...more });

/** One pod of two does not answer, and later all do. */
const down = (about: string, alert: string, job: string, after: number): Cases => {
  const up = (pod: string): string => series('up', { job, namespace: 'kube-system', pod, instance: pod });
  const none: Case = {
    says: 'no pod of it is found',
    alert,
    series: { [series('up', { job: 'another', instance: 'a' })]: [[1, '2h']] },
    fires: `${after + 10}m`,
  };
  const one = lasting({
    alert,
    says: 'one pod of two does not answer',
    bad: 0,
    good: 1,
    after,
    make: changing(up('a'), { [up('b')]: 1 }),
  });
  return { about, cases: [none, ...one] };
};

const fsync = (fast: number): Record<string, readonly [[number, string, number]]> =>
  Object.fromEntries(
    [['0.256', fast] as const, ['0.512', fast] as const, ['1.024', 60] as const, ['+Inf', 60] as const].map(
      ([le, perMinute]) => [
        etcd('etcd_disk_wal_fsync_duration_seconds_bucket', 'etcd-1', { le }),
        [[0, '2h', perMinute]],
      ],
    ),
  );

const answers = (failed: number): Record<string, readonly [[number, string, number]]> =>
  Object.fromEntries(
    [['NOERROR', 100] as const, ['SERVFAIL', failed] as const].map(([rcode, perMinute]) => [
      series('coredns_dns_responses_total', { job: 'coredns', instance: 'dns', pod: 'dns', rcode }),
      [[0, '2h', perMinute]],
    ]),
  );

const member = down('cluster/etcd', 'EtcdMemberDown', 'etcd', 5);
const dns = down('cluster/core-dns', 'CoreDnsDown', 'coredns', 5);

export const parts: readonly Cases[] = [
  {
    ...member,
    cases: [
      ...member.cases,
      ...lasting({
        alert: 'EtcdNoLeader',
        says: 'a member has lost the leader',
        bad: 0,
        good: 1,
        after: 1,
        make: changing(etcd('etcd_server_has_leader'), { [etcd('etcd_server_has_leader', 'etcd-2')]: 1 }),
      }),
      { says: 'a write to the disk takes a second', alert: 'EtcdSlow', series: fsync(0), fires: '25m' },
      { says: 'a write to the disk takes less than half a second', alert: 'EtcdSlow', series: fsync(60), silent: '1h' },
      ...lasting({
        alert: 'EtcdNearlyFull',
        says: 'etcd uses 98 hundredths of its quota',
        bad: 98,
        good: 50,
        after: 10,
        make: changing(etcd('etcd_mvcc_db_total_size_in_bytes'), { [etcd('etcd_server_quota_backend_bytes')]: 100 }),
      }),
    ],
  },
  down('cluster/scheduler', 'SchedulerDown', 'kube-scheduler', 15),
  down('cluster/controller-manager', 'ControllerManagerDown', 'kube-controller-manager', 15),
  down('cluster/kube-proxy', 'KubeProxyDown', 'kube-proxy', 15),
  {
    ...dns,
    cases: [
      ...dns.cases,
      { says: 'one answer of eleven is an error', alert: 'CoreDnsErrors', series: answers(10), fires: '25m' },
      { says: 'one answer of a hundred is an error', alert: 'CoreDnsErrors', series: answers(1), silent: '1h' },
    ],
  },
];
