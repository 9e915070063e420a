import type { IConstruct } from 'constructs';
import { FLAG, type Kinds } from '../../checks/kinds';
import { ANSWERING, type AnsweringPart } from '../../cluster/answering';
import { Cluster } from '../../cluster/cluster';
import type { Prometheus } from './existing';

/**
 * The sources of metrics beside the watched pods. Each is there by default, unless `metricsFrom` names a Prometheus that has them.
 * Alerts and panels that need a source are an error without it.
 */
export interface MetricSources {
  /** The API server's own metrics: requests, errors, certificates of clients. */
  readonly apiServer?: boolean;
  /**
   * Probes of the hosts of what is watched, from inside of the cluster: status, latency and certificate. A blackbox-exporter is made
   * with the first host. It reaches load balancers with private addresses only where the Cluster names them as `loadBalancerRanges`.
   */
  readonly blackbox?: boolean;
  /** The controller manager, where the Cluster says that it answers. */
  readonly controllerManager?: boolean;
  /** CoreDNS, on clusters whose CoreDNS answers. */
  readonly coreDns?: boolean;
  /** etcd, where the Cluster says that it answers. */
  readonly etcd?: boolean;
  /** kube-proxy, where the Cluster says that it answers. */
  readonly kubeProxy?: boolean;
  /** The kubelets: volumes, and by cAdvisor CPU, memory and network of the watched containers. */
  readonly kubelet?: boolean;
  /** The state of objects in the watched namespaces, of nodes and of volumes: a kube-state-metrics of its own. */
  readonly kubeStateMetrics?: boolean;
  /** CPU, memory, disks and the clock of every node: a node-exporter of its own. */
  readonly nodeExporter?: boolean;
  /** The scheduler, where the Cluster says that it answers. */
  readonly scheduler?: boolean;
  /** Velero, where the cluster has it. */
  readonly velero?: boolean;
}

export type SourceName = keyof MetricSources;

export const SOURCES: Kinds<MetricSources> = {
  apiServer: FLAG,
  blackbox: FLAG,
  controllerManager: FLAG,
  coreDns: FLAG,
  etcd: FLAG,
  kubeProxy: FLAG,
  kubelet: FLAG,
  kubeStateMetrics: FLAG,
  nodeExporter: FLAG,
  scheduler: FLAG,
  velero: FLAG,
};

/** The props about sources. */
export interface SourceProps {
  readonly sources?: MetricSources;
  readonly metricsFrom?: Prometheus;
}

/** Returns true if the props want a source. */
export function hasSource({ sources = {}, metricsFrom }: SourceProps, name: SourceName): boolean {
  return sources[name] ?? metricsFrom === undefined;
}

/** Returns the sources that the props want and that the cluster has. */
export function sourcesOf(scope: IConstruct, props: SourceProps): ReadonlySet<SourceName> {
  const { answering } = Cluster.of(scope);
  const isThere = (name: SourceName): boolean => {
    if (name === 'velero') return Cluster.of(scope).addOn('velero') !== undefined;
    return !PARTS.has(name) || answering.has(name as AnsweringPart);
  };
  const all = Object.keys(SOURCES) as SourceName[];
  return new Set(all.filter((name) => hasSource(props, name) && isThere(name)));
}

const PARTS: ReadonlySet<string> = new Set(Object.keys(ANSWERING));
