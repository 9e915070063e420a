import type { JsonObject } from '../../manifest/json';
import type { Target, Watched } from '../watched';
import { copy, drop, keep, LIMITS, set } from './relabel';

/** The limit, more series than a healthy workload has: a label with too many values fails its scrape, not the server. */
const SAMPLES = 20_000;

/**
 * The scrape job of one workload: it finds the pods by the selector and the namespace of the workload.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
 */
export function scrapeConfig({ title, name, namespace, target }: Watched): JsonObject | undefined {
  return (
    target && {
      job_name: title,
      metrics_path: target.path,
      sample_limit: target.most ?? SAMPLES,
      ...LIMITS,
      honor_labels: target.honorLabels || undefined,
      kubernetes_sd_configs: [
        {
          role: 'pod',
          namespaces: namespace === undefined ? { own_namespace: true } : { names: [namespace] },
          selectors: [{ role: 'pod', label: selector(target) }],
        },
      ],
      relabel_configs: [
        keep(['__meta_kubernetes_pod_container_port_number'], target.ports.map(({ number }) => number).join('|')),
        keep(['__meta_kubernetes_pod_container_port_protocol'], target.ports[0].protocol),
        drop(['__meta_kubernetes_pod_phase'], 'Failed|Succeeded'),
        copy('__meta_kubernetes_namespace', 'namespace'),
        ...identity(name, target),
        copy('__meta_kubernetes_pod_container_name', 'container'),
        set('job', name),
      ],
    }
  );
}

/** Returns the job by which Prometheus reads its own metrics, for the alert about a refused configuration. */
export function ownScrapeConfig(name: string, port: number): JsonObject {
  return {
    job_name: '_self',
    static_configs: [{ labels: { job: name }, targets: [`localhost:${port}`] }],
  };
}

/**
 * The labels of the pod. By its node, an alert about it is kept back while the node is down. Series about other objects are not those of
 * a pod, so that they stay the same when it is replaced.
 */
function identity(name: string, { honorLabels }: Target): readonly JsonObject[] {
  if (honorLabels) return [set('instance', name)];
  return [copy('__meta_kubernetes_pod_name', 'pod'), copy('__meta_kubernetes_pod_node_name', 'node')];
}

function selector({ selector: labels }: Target): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}
