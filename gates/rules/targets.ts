/** The labels that a series gets when it is scraped, computed from the scrape configuration as it was synthesized. */
import { parse } from 'yaml';
import type { Server } from './synthesize';

export type Labels = Readonly<Record<string, string>>;

interface Relabeling {
  readonly action?: string;
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
}

/** A container of a pod, as Kubernetes tells Prometheus about it. */
export interface Container {
  readonly pod: string;
  readonly container: string;
  readonly port: number;
  /** A new pod of the same name has another. @default '10.0.0.1' */
  readonly ip?: string;
}

/** Finds the scrape configuration of a watched object, and returns the labels of its containers. */
export function targetsOf(servers: readonly Server[], about: string): (container: Container) => Labels {
  const jobs = servers.flatMap(({ config }) => parse(config).scrape_configs);
  const job = jobs.find(({ job_name }) => job_name === about);
  if (!job) throw new Error(`no job scrapes ${about}`);
  const [discovery] = job.kubernetes_sd_configs;
  const namespace: string = discovery.namespaces.names[0];
  return ({ pod, container, port, ip = '10.0.0.1' }) =>
    relabel(job.relabel_configs, {
      __address__: `${ip}:${port}`,
      __meta_kubernetes_namespace: namespace,
      __meta_kubernetes_pod_container_name: container,
      __meta_kubernetes_pod_container_port_number: `${port}`,
      __meta_kubernetes_pod_container_port_protocol: 'TCP',
      __meta_kubernetes_pod_name: pod,
      __meta_kubernetes_pod_node_name: 'node-a',
      __meta_kubernetes_pod_phase: 'Running',
      job: about,
    });
}

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config */
function relabel(rules: readonly Relabeling[], discovered: Labels): Labels {
  const labels: Record<string, string> = { ...discovered };
  for (const { action = 'replace', source_labels = [], regex = '(.*)', target_label, replacement } of rules) {
    const value = source_labels.map((name) => labels[name] ?? '').join(';');
    const matches = new RegExp(`^(?:${regex})$`).test(value);
    if (action === 'replace' && target_label) labels[target_label] = replacement ?? value;
    else if (action === 'keep' ? !matches : action === 'drop' && matches) {
      throw new Error(`${discovered['__meta_kubernetes_pod_container_name']} is not scraped: ${action} ${regex}`);
    }
  }
  const own = Object.entries(labels).filter(([name]) => !name.startsWith('__'));
  return { ...Object.fromEntries(own), instance: labels['__address__'] ?? '' };
}
