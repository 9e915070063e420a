import type { JsonObject } from '../../manifest/json';
import type { Target, Watched } from '../watched';

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
      sample_limit: SAMPLES,
      keep_dropped_targets: 20,
      kubernetes_sd_configs: [
        {
          role: 'pod',
          namespaces: namespace === undefined ? { own_namespace: true } : { names: [namespace] },
          selectors: [{ role: 'pod', label: selector(target) }],
        },
      ],
      relabel_configs: [
        keep('__meta_kubernetes_pod_container_port_number', target.ports.map(({ number }) => number).join('|')),
        keep('__meta_kubernetes_pod_container_port_protocol', target.ports[0].protocol),
        drop('__meta_kubernetes_pod_phase', 'Failed|Succeeded'),
        copy('__meta_kubernetes_namespace', 'namespace'),
        copy('__meta_kubernetes_pod_name', 'pod'),
        copy('__meta_kubernetes_pod_container_name', 'container'),
        { replacement: name, target_label: 'job' },
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

function selector({ selector: labels }: Target): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}

function keep(label: string, regex: string): JsonObject {
  return { action: 'keep', regex, source_labels: [label] };
}

function drop(label: string, regex: string): JsonObject {
  return { action: 'drop', regex, source_labels: [label] };
}

function copy(from: string, to: string): JsonObject {
  return { source_labels: [from], target_label: to };
}
