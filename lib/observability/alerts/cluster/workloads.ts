import { type Family, ofObjects, signal } from './family';

const lacking = (kind: string, wanted: string, there: string): string =>
  ofObjects(kind, `kube_${kind}_${wanted} - kube_${kind}_${there}`);
const share = (kind: string, wanted: string, there: string): string =>
  ofObjects(kind, `kube_${kind}_${there} / (kube_${kind}_${wanted} > 0)`);

/** https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload */
export const workloads: Family = {
  id: 'workloads',
  title: 'Workloads',
  sources: ['kubeStateMetrics'],
  signals: [
    signal({
      name: 'DeploymentDown',
      question: 'Is there a Deployment without any available pod?',
      unit: 'percentunit',
      expr: share('deployment', 'spec_replicas', 'status_replicas_available'),
      below: 0.001,
      for: 5,
      severity: 'critical',
      advice: 'No pod of the Deployment is available: look at its newest rollout and at the events of its pods.',
    }),
    signal({
      name: 'DeploymentReplicasMissing',
      question: 'How many pods do Deployments lack?',
      expr: lacking('deployment', 'spec_replicas', 'status_replicas_available'),
      above: 0,
      for: 15,
      severity: 'warning',
      advice: 'Some pods of the Deployment are not available: the events of those pods say why.',
    }),
    signal({
      name: 'DeploymentRolloutStuck',
      question: 'Is there a rollout that does not go on?',
      expr: ofObjects('deployment', 'kube_deployment_status_condition{condition="Progressing",status="false"}'),
      above: 0,
      for: 5,
      severity: 'warning',
      advice: 'The rollout is past its deadline: mend the new version, or go back to the one before.',
    }),
    signal({
      name: 'StatefulSetDown',
      question: 'Is there a StatefulSet without any ready pod?',
      unit: 'percentunit',
      expr: share('statefulset', 'replicas', 'status_replicas_ready'),
      below: 0.001,
      for: 5,
      severity: 'critical',
      advice: 'No pod of the StatefulSet is ready: the events of its first pod say why, often a volume or a node.',
    }),
    signal({
      name: 'StatefulSetReplicasMissing',
      question: 'How many pods do StatefulSets lack?',
      expr: lacking('statefulset', 'replicas', 'status_replicas_ready'),
      above: 0,
      for: 15,
      severity: 'warning',
      advice: 'A pod of the StatefulSet is not ready: its events and its log say why.',
    }),
    signal({
      name: 'StatefulSetRolloutStuck',
      question: 'Is there a StatefulSet whose update does not go on?',
      expr: ofObjects(
        'statefulset',
        '(kube_statefulset_replicas - kube_statefulset_status_replicas_updated)' +
          ' and (changes(kube_statefulset_status_replicas_updated[15m]) == 0)',
      ),
      above: 0,
      for: 15,
      severity: 'warning',
      advice: 'The update waits for a pod that is not ready, or the strategy is OnDelete and the pods must be deleted.',
    }),
    signal({
      name: 'DaemonSetPodsMissing',
      question: 'How many nodes lack a pod of a DaemonSet?',
      expr: lacking('daemonset', 'status_desired_number_scheduled', 'status_number_ready'),
      above: 0,
      for: 15,
      severity: 'warning',
      advice: 'A node lacks the pod: it may be full, or the pod may not start there. Its events say which.',
    }),
    signal({
      name: 'DaemonSetMisscheduled',
      question: 'Does a DaemonSet have pods on nodes that it is not for?',
      expr: ofObjects('daemonset', 'kube_daemonset_status_number_misscheduled'),
      above: 0,
      for: 60,
      severity: 'info',
      advice: 'A label or a taint of a node has changed since its pod was made: delete the pod.',
    }),
  ],
};
