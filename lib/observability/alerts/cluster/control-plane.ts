import { type ClusterSignal, type Family, signal } from './family';

const ETCD = 'job="etcd"';

/** The share of the servers of a job that answer; none is zero. */
function answer(name: string, job: string, what: string, for_: number, advice: string): ClusterSignal {
  return signal({
    name,
    question: `What share of the pods of ${what} answers?`,
    unit: 'percentunit',
    expr: `sum(up{job="${job}"}) / count(up{job="${job}"}) or vector(0)`,
    below: 1,
    for: for_,
    severity: 'warning',
    advice,
  });
}

/** The parts of the control plane that the Cluster says answer, one family for each: no job, no alert. */
export const controlPlane: readonly Family[] = [
  {
    id: 'etcd',
    title: 'etcd',
    sources: ['etcd'],
    signals: [
      answer(
        'EtcdMemberDown',
        'etcd',
        'etcd',
        5,
        'With one member less, etcd may lose its majority: look at its node and its disk.',
      ),
      signal({
        name: 'EtcdNoLeader',
        question: 'Does every member of etcd know a leader?',
        expr: `min by (pod) (etcd_server_has_leader{${ETCD}})`,
        below: 1,
        for: 1,
        severity: 'critical',
        advice: 'Nothing in the cluster can be changed: look at the network between the members and at their disks.',
      }),
      signal({
        name: 'EtcdSlow',
        question: 'How long does etcd need to write its log to the disk?',
        unit: 's',
        expr: `histogram_quantile(0.99, sum by (pod, le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket{${ETCD}}[5m])))`,
        above: 0.5,
        for: 10,
        severity: 'warning',
        advice: 'Every change of the cluster waits for this disk: give etcd a faster one, or one of its own.',
      }),
      signal({
        name: 'EtcdNearlyFull',
        question: 'How much of its quota does etcd use?',
        unit: 'percentunit',
        expr: `max by (pod) (etcd_mvcc_db_total_size_in_bytes{${ETCD}} / etcd_server_quota_backend_bytes{${ETCD}})`,
        above: 0.95,
        for: 10,
        severity: 'critical',
        advice:
          'When it is full, it takes no writes: compact and defragment it, and look for what writes many objects.',
      }),
    ],
  },
  {
    id: 'scheduler',
    title: 'Scheduler',
    sources: ['scheduler'],
    signals: [
      answer(
        'SchedulerDown',
        'kube-scheduler',
        'the scheduler',
        15,
        'Without a scheduler, new pods stay pending: look at its log.',
      ),
    ],
  },
  {
    id: 'controller-manager',
    title: 'Controller manager',
    sources: ['controllerManager'],
    signals: [
      answer(
        'ControllerManagerDown',
        'kube-controller-manager',
        'the controller manager',
        15,
        'Without it, nobody replaces lost pods and endpoints: look at its log.',
      ),
    ],
  },
  {
    id: 'kube-proxy',
    title: 'kube-proxy',
    sources: ['kubeProxy'],
    signals: [
      answer(
        'KubeProxyDown',
        'kube-proxy',
        'kube-proxy',
        15,
        'The nodes without it lead requests for Services to pods that are gone.',
      ),
    ],
  },
  {
    id: 'core-dns',
    title: 'CoreDNS',
    sources: ['coreDns'],
    signals: [
      answer(
        'CoreDnsDown',
        'coredns',
        'CoreDNS',
        5,
        'Pods that ask the others wait longer for names: look at its pods and their memory.',
      ),
      signal({
        name: 'CoreDnsErrors',
        question: 'What share of the answers of CoreDNS is an error of the server?',
        unit: 'percentunit',
        expr: 'sum(rate(coredns_dns_responses_total{job="coredns",rcode="SERVFAIL"}[5m])) / (sum(rate(coredns_dns_responses_total{job="coredns"}[5m])) > 0)',
        above: 0.03,
        for: 10,
        severity: 'warning',
        advice:
          'Programs do not find hosts outside of the cluster: look at the name servers to which CoreDNS forwards.',
      }),
    ],
  },
];
