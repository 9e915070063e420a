import { type Family, JOB_NAME, ofPods, POD_WORKLOAD, signal } from './family';

const owner = 'label_join(kube_pod_owner, "owner", "/", "owner_kind", "owner_name")';
const alone = `label_replace(${owner}, "job", "$1", "pod", "(.+)")`;
const ofSets = `label_replace(${alone}, "job", "$1", "owner", "(?:StatefulSet|DaemonSet)/(.+)")`;
const ofJobs = `label_replace(${ofSets}, "job", "$1", "owner", "Job/${JOB_NAME}")`;
const ofReplicaSets = `label_replace(${ofJobs}, "job", "$1", "owner", "ReplicaSet/(.+)-[^-]+")`;

const sum = (selector: string): string => `sum by (namespace, pod) (${selector})`;
const CANNOT_START = 'ImagePullBackOff|ErrImagePull|InvalidImageName|CreateContainerConfigError|CreateContainerError';
const waiting = `kube_pod_container_status_waiting_reason{reason=~"${CANNOT_START}"}`;
const pending = 'kube_pod_status_phase{phase="Pending"}';

/** https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md */
export const pods: Family = {
  id: 'pods',
  title: 'Pods',
  sources: ['kubeStateMetrics'],
  records: {
    [POD_WORKLOAD]:
      `max by (namespace, pod, job, node) (${ofReplicaSets}` +
      ' * on (namespace, pod) group_left (node) max by (namespace, pod, node) (kube_pod_info))',
  },
  signals: [
    signal({
      name: 'PodCrashLooping',
      question: 'Does a container end again and again?',
      expr: ofPods(sum('max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m])')),
      above: 0,
      for: 10,
      severity: 'warning',
      advice: 'A container of the pod ends soon after each start: read its log with kubectl logs --previous.',
    }),
    signal({
      name: 'ContainerOutOfMemory',
      question: 'Was a container killed because it was out of memory?',
      expr: ofPods(
        `${sum('kube_pod_container_status_last_terminated_reason{reason="OOMKilled"}')}` +
          ` and (${sum('increase(kube_pod_container_status_restarts_total[15m])')} > 0)`,
      ),
      above: 0,
      for: 0,
      severity: 'warning',
      advice: 'The kernel killed a container at its memory limit: raise memory, or find out what grows.',
    }),
    signal({
      name: 'PodNotReady',
      question: 'Does a running pod stay unready?',
      expr: ofPods(
        `${sum('kube_pod_status_ready{condition=~"false|unknown"}')} and (${sum('kube_pod_status_phase{phase=~"Running|Unknown"}')} > 0)`,
      ),
      above: 0,
      for: 15,
      severity: 'warning',
      advice: 'The pod gets no requests: kubectl describe pod shows the probe that fails, and the log the reason.',
    }),
    signal({
      name: 'PodUnschedulable',
      question: 'Is there no node for a pod?',
      expr: ofPods(sum('kube_pod_status_unschedulable')),
      above: 0,
      for: 10,
      severity: 'warning',
      advice:
        'The events of the pod name what each node lacks: requests, a taint, a zone or a volume. Add a node or ask for less.',
    }),
    signal({
      name: 'ContainerCannotStart',
      question: 'Is there a container whose image or settings are missing?',
      expr: ofPods(sum(waiting)),
      above: 0,
      for: 10,
      severity: 'warning',
      advice: 'The events of the pod say which image cannot be pulled, or which Secret or ConfigMap does not exist.',
    }),
    signal({
      name: 'PodPending',
      question: 'Does a pod wait although it has a node and an image?',
      expr: ofPods(`${sum(pending)} unless (${sum('kube_pod_status_unschedulable')} > 0) unless (${sum(waiting)} > 0)`),
      above: 0,
      for: 15,
      severity: 'warning',
      advice: 'The events of the pod say what it waits for: a volume, the network of the node, or an init container.',
    }),
    signal({
      name: 'PodStuckTerminating',
      question: 'Does a pod not end?',
      unit: 's',
      expr: ofPods('time() - max by (namespace, pod) (kube_pod_deletion_timestamp)'),
      above: 3600,
      for: 5,
      severity: 'warning',
      advice:
        'The pod was deleted an hour ago: its node does not answer, a volume is not let go, or a finalizer stays.',
    }),
  ],
};
