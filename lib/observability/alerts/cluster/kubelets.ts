import { type Family, signal } from './family';

const JOB = 'job="kubelet"';
const WEEK = 7 * 24 * 3600;

/** https://kubernetes.io/docs/reference/instrumentation/metrics/ */
export const kubelets: Family = {
  id: 'kubelets',
  title: 'Kubelets',
  sources: ['kubelet'],
  signals: [
    signal({
      name: 'KubeletDown',
      question: 'Does every kubelet answer?',
      expr: `min by (node) (up{${JOB}})`,
      below: 1,
      for: 15,
      severity: 'warning',
      advice: 'Nothing is known of the pods of the node: look at its kubelet, its certificate and its firewall.',
    }),
    signal({
      name: 'KubeletsAbsent',
      question: 'Does any kubelet answer?',
      expr: `sum(up{${JOB}}) or vector(0)`,
      below: 1,
      for: 15,
      severity: 'critical',
      advice: 'Alerts about volumes and containers cannot fire: look at the rights of Prometheus and at its network.',
    }),
    signal({
      name: 'KubeletCertificateExpires',
      question: 'How long are the certificates of the kubelets valid?',
      unit: 's',
      expr: `min by (node) (kubelet_certificate_manager_client_ttl_seconds{${JOB}})`,
      below: WEEK,
      for: 60,
      severity: 'warning',
      advice:
        'The kubelet has not renewed its certificate: look for a CertificateSigningRequest that waits for approval.',
    }),
    signal({
      name: 'KubeletSlow',
      question: 'How long does a kubelet need to look at all of its pods?',
      unit: 's',
      expr: `histogram_quantile(0.99, sum by (node, le) (rate(kubelet_pleg_relist_duration_seconds_bucket{${JOB}}[5m])))`,
      above: 10,
      for: 5,
      severity: 'warning',
      advice: 'The container runtime of the node is slow: its disk or its CPU is busy, or it has too many pods.',
    }),
  ],
};
