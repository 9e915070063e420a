import { fail } from '../../checks/errors';
import { checkArguments, checkProps, type Kinds, LIST, NUMBER, needed, TEXT } from '../../checks/kinds';
import type { JsonObject } from '../../manifest/json';
import { Port } from '../../network/port';
import { SERIES, seriesRegex } from './series';

/** The options of a Prometheus that exists already. */
export interface ExistingPrometheusOptions {
  /** The names of its series, or their beginnings with `*`. @default - those of kubelets, kube-state-metrics, node-exporter and so on */
  readonly series?: readonly string[];
  /** The port of its pods, if its Service has another. @default - that of the URL */
  readonly podPort?: number;
}

const OPTIONS: Kinds<ExistingPrometheusOptions> = { series: LIST, podPort: NUMBER };
const URL_OF_SERVICE = /^https?:\/\/[^\s/?#@:.]+\.[^\s/?#@:]+(:\d+)?(\/[^\s?#]*)?$/;
const SAMPLES = 100_000;

/**
 * A Prometheus that exists already and has the metrics of the cluster. An Observability reads from it, by federation, the series that
 * its rules and panels need and that no other job offers, and brings no sources of its own.
 *
 * @see https://prometheus.io/docs/prometheus/latest/federation/
 */
export class Prometheus {
  /**
   * A Prometheus in another namespace, by the URL of its Service: `http://prometheus.monitoring:9090`. Throws when the host names no
   * namespace.
   */
  static existing(url: string, options: ExistingPrometheusOptions = {}): Prometheus {
    checkArguments('Prometheus.existing', { url }, { url: needed(TEXT) });
    checkProps(undefined, options, OPTIONS, 'Prometheus.existing');
    if (!URL_OF_SERVICE.test(url)) {
      const fix = 'use a form such as http://prometheus.monitoring:9090';
      fail(undefined, 'Prometheus.existing must be the URL of a Service, with its namespace', url, fix);
    }
    return new Prometheus(new URL(url), options);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    private readonly url: URL,
    private readonly options: ExistingPrometheusOptions,
  ) {}

  /** The series that it has. @internal */
  get series(): readonly string[] {
    return this.options.series ?? Object.values(SERIES).flat();
  }

  /** The namespace and the port of its pods. @internal */
  get peer(): { readonly namespace: string; readonly port: Port } {
    const { hostname, port, protocol } = this.url;
    const given = this.options.podPort ?? Number(port || (protocol === 'https:' ? 443 : 80));
    return { namespace: hostname.split('.')[1] ?? '', port: Port.tcp(given, 'prometheus') };
  }

  /** Returns the job that reads series about the watched namespaces; `undefined` if none is needed. @internal */
  scrape(names: readonly string[], namespaces: readonly string[]): JsonObject | undefined {
    if (names.length === 0) return undefined;
    const { protocol, host, pathname } = this.url;
    const match = `{__name__=~"${seriesRegex(names)}",namespace=~"|${namespaces.join('|')}"}`;
    return {
      job_name: '_existing',
      scheme: protocol.replace(':', ''),
      metrics_path: `${pathname.replace(/\/$/, '')}/federate`,
      params: { 'match[]': [match] },
      honor_labels: true,
      sample_limit: SAMPLES,
      label_limit: 64,
      static_configs: [{ labels: { job: 'prometheus' }, targets: [host] }],
    };
  }
}
