import type { IConstruct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { Port } from '../../network/port';
import { copy, keep, LIMITS, set } from '../metrics/relabel';
import { ACCOUNT, type ClusterJob, READ, SAMPLES } from './cluster-job';
import { PARTS, podsOf } from './foreign-pods';
import { names, SERIES } from './series';
import { type SourceProps, sourcesOf } from './sources';

const NODES = { apiGroups: [''], resources: ['nodes'], verbs: READ };
const COMMON = {
  scheme: 'https',
  sample_limit: SAMPLES,
  ...LIMITS,
  authorization: { credentials_file: `${ACCOUNT}/token` },
};

/** The port of the kubelet: https://kubernetes.io/docs/reference/networking/ports-and-protocols/ */
const KUBELET_PORT = 10250;

const KUBELET = {
  ...COMMON,
  kubernetes_sd_configs: [{ role: 'node' }],
  // The certificate of a kubelet is signed by itself unless the cluster rotates it.
  tls_config: { ca_file: `${ACCOUNT}/ca.crt`, insecure_skip_verify: true },
};

/** Every job about the cluster. `nodes/metrics` gives metrics and nothing else; `nodes/proxy` would run commands in every pod. */
const JOBS: readonly ClusterJob[] = [
  {
    source: 'kubelet',
    series: SERIES.kubelet,
    way: { peers: 'nodes', ports: [Port.tcp(KUBELET_PORT, 'kubelet')] },
    cluster: [NODES, { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] }],
    scrape: (namespaces) => ({
      job_name: '_kubelet',
      ...KUBELET,
      relabel_configs: [copy('__meta_kubernetes_node_name', 'node'), set('job', 'kubelet')],
      metric_relabel_configs: [names(SERIES.kubelet), keep(['namespace'], `|${namespaces.join('|')}`)],
    }),
  },
  {
    source: 'kubelet',
    series: SERIES.cadvisor,
    scrape: (namespaces) => ({
      job_name: '_cadvisor',
      metrics_path: '/metrics/cadvisor',
      track_timestamps_staleness: true,
      ...KUBELET,
      relabel_configs: [copy('__meta_kubernetes_node_name', 'node'), set('job', 'cadvisor')],
      // The groups of the system, and the sums of pods, are left out; those of the machine stay.
      metric_relabel_configs: [
        names(SERIES.cadvisor),
        keep(['__name__', 'namespace', 'id'], `machine_.+;;|[^;]+;;/|[^;]+;(${namespaces.join('|')});.*`),
      ],
    }),
  },
  {
    source: 'apiServer',
    series: SERIES.apiServer,
    cluster: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
    namespaces: {
      default: [
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
        { apiGroups: [''], resources: ['pods', 'services'], verbs: READ },
      ],
    },
    scrape: () => ({
      job_name: '_apiserver',
      ...COMMON,
      kubernetes_sd_configs: [
        {
          role: 'endpointslice',
          namespaces: { names: ['default'] },
          selectors: [
            { role: 'endpointslice', label: 'kubernetes.io/service-name=kubernetes' },
            { role: 'service', label: 'component=apiserver' },
            { role: 'pod', label: 'component=apiserver' },
          ],
        },
      ],
      tls_config: { ca_file: `${ACCOUNT}/ca.crt`, server_name: 'kubernetes' },
      relabel_configs: [
        keep(['__meta_kubernetes_service_name', '__meta_kubernetes_endpointslice_port_name'], 'kubernetes;https'),
        set('job', 'apiserver'),
      ],
      metric_relabel_configs: [names(SERIES.apiServer)],
    }),
  },
];

/** Returns the jobs about the cluster that the props want, and that have somebody who answers. */
export function clusterJobs(scope: IConstruct, props: SourceProps): readonly ClusterJob[] {
  const sources = sourcesOf(scope, props);
  const velero = Cluster.of(scope).addOn('velero');
  const foreign = [
    ...PARTS,
    ...(velero ? [podsOf({ source: 'velero', job: 'velero', namespace: velero.namespace, port: 8085 })] : []),
  ];
  return [...JOBS, ...foreign].filter(({ source }) => sources.has(source));
}
