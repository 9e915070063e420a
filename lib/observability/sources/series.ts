import type { JsonObject } from '../../manifest/json';
import { keep } from '../metrics/relabel';

/**
 * The series of each job that is not about a watched workload: names, or the beginnings of names with `*`. A job keeps no others,
 * so that a rule about any other is an error at synth, and the server stays small.
 */
export const SERIES = {
  /** https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics */
  kubeStateMetrics: [
    'kube_cronjob_*',
    'kube_daemonset_*',
    'kube_deployment_*',
    'kube_horizontalpodautoscaler_*',
    'kube_job_*',
    'kube_namespace_*',
    'kube_node_*',
    'kube_persistentvolume_*',
    'kube_persistentvolumeclaim_*',
    'kube_pod_*',
    'kube_poddisruptionbudget_*',
    'kube_resourcequota',
    'kube_statefulset_*',
  ],
  /** https://kubernetes.io/docs/reference/instrumentation/metrics/ */
  kubelet: [
    'kubelet_certificate_manager_*',
    'kubelet_evictions',
    'kubelet_node_name',
    'kubelet_pleg_relist_duration_seconds_*',
    'kubelet_running_*',
    'kubelet_runtime_operations_*total',
    'kubelet_server_expiration_renew_errors',
    'kubelet_volume_stats_*',
  ],
  /** https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md */
  cadvisor: [
    'container_cpu_cfs_*',
    'container_cpu_usage_seconds_total',
    'container_fs_limit_bytes',
    'container_fs_reads_bytes_total',
    'container_fs_usage_bytes',
    'container_fs_writes_bytes_total',
    'container_memory_rss',
    'container_memory_working_set_bytes',
    'container_network_*_bytes_total',
    'container_network_*_packets_dropped_total',
    'container_oom_events_total',
    'container_processes',
    'container_spec_cpu_*',
    'container_spec_memory_limit_bytes',
    'container_start_time_seconds',
    'machine_cpu_cores',
    'machine_memory_bytes',
  ],
  /** https://kubernetes.io/docs/reference/instrumentation/metrics/ */
  apiServer: [
    'aggregator_unavailable_apiservice*',
    'apiserver_client_certificate_expiration_seconds_*',
    'apiserver_current_inflight_requests',
    'apiserver_flowcontrol_rejected_requests_total',
    'apiserver_request_sli_duration_seconds_count',
    'apiserver_request_sli_duration_seconds_sum',
    'apiserver_request_terminations_total',
    'apiserver_request_total',
    'apiserver_storage_size_bytes',
    'process_start_time_seconds',
  ],
  /** https://github.com/prometheus/blackbox_exporter#checking-the-results */
  blackbox: ['probe_*'],
  nodeExporter: ['node_*'],
  /** https://kubernetes.io/docs/reference/instrumentation/metrics/ */
  controllerManager: ['node_collector_evictions_total', 'workqueue_*'],
  coreDns: ['coredns_*'],
  /** https://etcd.io/docs/latest/metrics/ */
  etcd: [
    'etcd_disk_backend_commit_duration_seconds_*',
    'etcd_disk_wal_fsync_duration_seconds_*',
    'etcd_mvcc_db_total_size_in_*',
    'etcd_network_peer_round_trip_time_seconds_*',
    'etcd_server_*',
  ],
  kubeProxy: ['kubeproxy_network_programming_duration_seconds_*', 'kubeproxy_sync_proxy_rules_*'],
  scheduler: ['scheduler_pending_pods', 'scheduler_pod_scheduling_*', 'scheduler_schedule_attempts_total'],
  velero: ['velero_*'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The series that Prometheus itself makes for every job: https://prometheus.io/docs/concepts/jobs_instances/ */
export const OF_EVERY_JOB = ['up', 'scrape_*'];

/** The series that every exporter has beside its own. */
export const OF_EVERY_EXPORTER = ['go_*', 'process_*', 'promhttp_*', 'python_*'];

/** A pattern as a regular expression of Prometheus, which matches the whole name. */
export function seriesRegex(patterns: readonly string[]): string {
  return patterns.map((pattern) => pattern.replaceAll('*', '.*')).join('|');
}

/** Keeps the series with these names. */
export function names(patterns: readonly string[]): JsonObject {
  return keep(['__name__'], seriesRegex(patterns));
}

/** True if one of the patterns is the pattern of a name. */
export function isOffered(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const at = pattern.indexOf('*');
    if (at < 0) return pattern === name;
    const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)];
    return name.length >= pattern.length - 1 && name.startsWith(before) && name.endsWith(after);
  });
}
