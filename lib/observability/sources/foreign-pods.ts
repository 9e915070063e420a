import type { JsonObject } from '../../manifest/json';
import { Port } from '../../network/port';
import { copy, drop, keep, LIMITS, set } from '../metrics/relabel';
import { ACCOUNT, type ClusterJob, READ, SAMPLES } from './cluster-job';
import { names, SERIES } from './series';
import type { SourceName } from './sources';

/** Pods that others have made, and their metrics. */
interface ForeignPods {
  readonly source: Exclude<SourceName, 'kubelet'>;
  readonly job: string;
  readonly namespace: string;
  readonly port: number;
  /** The label of the pods: `k8s-app=kube-dns`. @default - every pod with the port */
  readonly label?: string;
  /** `true` for pods in the network of their node, which need not name their ports. @default false */
  readonly onNode?: boolean;
  /** `true` for a server that asks for a token by HTTPS. @default false */
  readonly secure?: boolean;
}

/** Returns the job that reads pods which others have made. */
export function podsOf({ source, job, namespace, port, label, onNode, secure }: ForeignPods): ClusterJob {
  const series = SERIES[source];
  return {
    source,
    series,
    namespaces: { [namespace]: [{ apiGroups: [''], resources: ['pods'], verbs: READ }] },
    ...(secure && { cluster: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }] }),
    // No selector of a NetworkPolicy matches pods in the network of a node.
    way: { peers: onNode ? 'nodes' : [{ namespaces: [namespace] }], ports: [Port.tcp(port, 'metrics')] },
    scrape: () => ({
      job_name: `_${job}`,
      sample_limit: SAMPLES,
      ...LIMITS,
      ...(secure && SECURE),
      kubernetes_sd_configs: [
        { role: 'pod', namespaces: { names: [namespace] }, selectors: label && [{ role: 'pod', label }] },
      ],
      relabel_configs: [
        ...(onNode ? atNode(port) : [keep(['__meta_kubernetes_pod_container_port_number'], `${port}`)]),
        copy('__meta_kubernetes_namespace', 'namespace'),
        copy('__meta_kubernetes_pod_name', 'pod'),
        set('job', job),
      ],
      metric_relabel_configs: [names(series)],
    }),
  };
}

/** Its certificate is signed by itself. */
const SECURE = {
  scheme: 'https',
  authorization: { credentials_file: `${ACCOUNT}/token` },
  tls_config: { ca_file: `${ACCOUNT}/ca.crt`, insecure_skip_verify: true },
};

/** The address of a server in the network of its node. A pod without ports, and one with several, is one target. */
function atNode(port: number): readonly JsonObject[] {
  const address = (regex: string, host: string): JsonObject => ({
    regex,
    replacement: `${host}:${port}`,
    source_labels: ['__meta_kubernetes_pod_ip'],
    target_label: '__address__',
  });
  return [
    drop(['__meta_kubernetes_pod_phase'], 'Failed|Succeeded'),
    address('([^:]+)', '$1'),
    address('(.*:.*)', '[$1]'),
    copy('__meta_kubernetes_pod_node_name', 'node'),
  ];
}

/** The parts of a cluster by kubeadm: https://kubernetes.io/docs/reference/networking/ports-and-protocols/ */
export const PARTS: readonly ClusterJob[] = [
  podsOf({ source: 'coreDns', job: 'coredns', namespace: 'kube-system', port: 9153, label: 'k8s-app=kube-dns' }),
  podsOf({ source: 'etcd', job: 'etcd', namespace: 'kube-system', port: 2381, label: 'component=etcd', onNode: true }),
  podsOf({
    source: 'scheduler',
    job: 'kube-scheduler',
    namespace: 'kube-system',
    port: 10259,
    label: 'component=kube-scheduler',
    onNode: true,
    secure: true,
  }),
  podsOf({
    source: 'controllerManager',
    job: 'kube-controller-manager',
    namespace: 'kube-system',
    port: 10257,
    label: 'component=kube-controller-manager',
    onNode: true,
    secure: true,
  }),
  podsOf({
    source: 'kubeProxy',
    job: 'kube-proxy',
    namespace: 'kube-system',
    port: 10249,
    label: 'k8s-app=kube-proxy',
    onNode: true,
  }),
];
