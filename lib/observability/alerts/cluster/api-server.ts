import type { Severity } from '../../../relations/signal';
import { type ClusterSignal, type Family, signal } from './family';

const JOB = 'job="apiserver"';
const WEEK = 7 * 24 * 3600;
/** The share of requests that may fail in 30 days. */
const BUDGET = 0.001;
const ratio = (window: string): string =>
  `sum(rate(apiserver_request_total{${JOB},code=~"5.."}[${window}])) / sum(rate(apiserver_request_total{${JOB}}[${window}]))`;

/** Without the time of admission webhooks: https://kubernetes.io/docs/reference/instrumentation/metrics/ */
const took = (what: string): string =>
  `sum by (verb) (rate(apiserver_request_sli_duration_seconds_${what}{${JOB},verb!~"WATCH|CONNECT"}[5m]))`;

function burn(
  long: string,
  short: string,
  above: number,
  minutes: number,
  severity: Severity,
  spent: string,
): ClusterSignal {
  return signal({
    name: `ApiServerBurn${long}`,
    question: `How fast does the API server spend its budget of errors, over ${long}?`,
    // A failure must show in the short window as well, so that the alert ends soon after it.
    expr: `((${ratio(long)}) < (${ratio(short)}) or (${ratio(short)})) / ${BUDGET}`,
    above,
    for: minutes,
    severity,
    advice: `When this fires, ${spent} of the errors that 30 days allow are used: look at etcd, admission webhooks and the load.`,
  });
}

/** https://kubernetes.io/docs/reference/instrumentation/metrics/ */
export const apiServer: Family = {
  id: 'api-server',
  title: 'API server',
  sources: ['apiServer'],
  signals: [
    signal({
      name: 'ApiServerDown',
      question: 'Does an API server answer?',
      expr: `sum(up{${JOB}}) or vector(0)`,
      below: 1,
      for: 5,
      severity: 'critical',
      advice:
        'Nothing in the cluster can be changed or mended: look at the control plane, or at the status of its provider.',
    }),
    burn('1h', '5m', 14.4, 2, 'critical', '2 % or more'),
    burn('6h', '30m', 6, 15, 'critical', '5 % or more'),
    burn('1d', '2h', 3, 60, 'warning', '10 % or more'),
    signal({
      name: 'ApiServerSlow',
      question: 'How long does a request to the API server take, on average?',
      unit: 's',
      expr: `${took('sum')} / (${took('count')} > 0)`,
      above: 1,
      for: 15,
      severity: 'warning',
      advice: 'Controllers and kubectl wait: look at etcd, at slow admission webhooks and at clients that list much.',
    }),
    signal({
      name: 'ClientCertificateExpires',
      question: 'How long is the certificate of the most urgent client valid?',
      unit: 's',
      expr: `histogram_quantile(0.01, sum by (le) (rate(apiserver_client_certificate_expiration_seconds_bucket{${JOB}}[5m])))`,
      below: WEEK,
      for: 60,
      severity: 'warning',
      advice: 'A client of the API server, such as a kubelet or a person, will soon be refused: renew its certificate.',
    }),
    signal({
      name: 'ApiUnavailable',
      question: 'Is there an API that another server should serve and does not?',
      expr: `max by (name) (aggregator_unavailable_apiservice{${JOB}})`,
      above: 0,
      for: 10,
      severity: 'warning',
      advice: 'Autoscalers may get no metrics, and namespaces may not end: kubectl get apiservices names the server.',
    }),
  ],
};
