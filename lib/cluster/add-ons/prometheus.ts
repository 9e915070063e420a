import { fail } from '../../checks/errors';
import { checkProps, needed, TEXT } from '../../checks/kinds';
import type { AddOnFacts } from './facts';

/** The Prometheus with the signals by which apps scale. */
export interface PrometheusAddOn {
  /** The URL at which KEDA reaches it from its own namespace: `http://prometheus.monitoring:9090`. */
  readonly url: string;
}

/** A URL with a namespace in the host name, because KEDA resolves names from its own namespace. */
const URL = /^https?:\/\/[^\s/?#@:]+\.[^\s/?#@:]+(:\d+)?(\/[^\s?#]*)?$/;

/** Prometheus, from which KEDA reads: https://keda.sh/docs/latest/scalers/prometheus/ */
export const prometheus = {
  title: 'Prometheus',
  call: "AddOn.prometheus({ url: 'http://prometheus.monitoring:9090' })",
  settle: (options: PrometheusAddOn): PrometheusAddOn => {
    const { url } = checkProps(undefined, options, { url: needed(TEXT) }, 'AddOn.prometheus');
    if (!URL.test(url)) {
      const fix = 'use a form such as http://prometheus.monitoring:9090';
      fail(undefined, 'prometheus must be a URL with the name of a Service and its namespace', url, fix);
    }
    return { url };
  },
} as const satisfies AddOnFacts;
