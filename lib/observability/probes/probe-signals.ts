import { Duration } from 'cdk8s';
import type { Signal } from '../../relations/signal';
import { matchersOfProbes, type Probed } from './probe';

const DAY = 24 * 3600;

/** Returns the questions about the addresses of something that is watched; none without addresses. */
export function probeSignals(probed: Probed): readonly Signal[] {
  if (probed.urls.length === 0) return [];
  const at = matchersOfProbes(probed);
  return [
    {
      name: 'HostUnreachable',
      question: 'Does every host answer, and not with an error of the server?',
      unit: 'short',
      expr: () => `min by (instance) (${answered(at)} or probe_success{${at}})`,
      alert: {
        below: 1,
        for: Duration.minutes(5),
        severity: 'critical',
        advice:
          'Clients outside of the cluster get nothing either: look at the DNS record, the load balancer, the certificate and the ingress controller, in this order.',
      },
    },
    {
      name: 'HostCertificateExpires',
      question: 'How long is the certificate of each host valid?',
      unit: 's',
      expr: () => `min by (instance) (probe_ssl_earliest_cert_expiry{${at}} - time())`,
      alert: {
        below: 14 * DAY,
        for: Duration.hours(1),
        severity: 'warning',
        advice: 'It was not renewed when it should have been: kubectl describe certificate says why.',
      },
    },
    {
      name: 'HostLatency',
      question: 'How long does a request to each host take?',
      unit: 's',
      expr: () => `max by (instance) (probe_duration_seconds{${at}})`,
    },
  ];
}

/** One for an answer by HTTP, also one that asks for a password; zero for none, and for an error of the server. */
function answered(at: string): string {
  return `(probe_http_status_code{${at}} > bool 0) * (probe_http_status_code{${at}} < bool 500)`;
}
