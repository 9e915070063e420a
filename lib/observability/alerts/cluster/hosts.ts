import { type Family, signal } from './family';

const DAY = 24 * 3600;
const expiry = 'min by (instance) (probe_ssl_earliest_cert_expiry - time())';

/** https://github.com/prometheus/blackbox_exporter */
export const hosts: Family = {
  id: 'hosts',
  title: 'Hosts',
  signals: [
    signal({
      name: 'HostDown',
      question: 'Does each host answer from outside?',
      expr: 'min by (instance) (probe_success)',
      below: 1,
      for: 5,
      severity: 'critical',
      advice: 'Users cannot reach the host: look at its DNS name, its certificate, the ingress controller and the app.',
    }),
    signal({
      name: 'HostCertificateExpiresSoon',
      question: 'How long are the certificates of the hosts valid?',
      unit: 's',
      expr: expiry,
      below: 14 * DAY,
      for: 60,
      severity: 'warning',
      advice: 'The certificate should have been renewed by now: look at its issuer and at the challenge.',
    }),
    signal({
      name: 'HostCertificateExpires',
      question: 'Is a certificate of a host valid for less than three days?',
      unit: 's',
      expr: expiry,
      below: 3 * DAY,
      for: 5,
      severity: 'critical',
      advice: 'Browsers will refuse the host in less than three days: renew its certificate by hand.',
    }),
  ],
};
