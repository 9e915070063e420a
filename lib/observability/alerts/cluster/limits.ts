import { type Family, ofObjects, signal } from './family';

const SCALER = 'horizontalpodautoscaler';
const BUDGET = 'poddisruptionbudget';
const used =
  'max by (namespace, resourcequota, resource) (kube_resourcequota{type="used"})' +
  ' / (max by (namespace, resourcequota, resource) (kube_resourcequota{type="hard"}) > 0)';
const quota = `label_replace(${used}, "job", "$1", "resourcequota", "(.+)")`;
/** The requests of all pods, as a share of the nodes without the largest one. A single node has no spare one. */
const requested = (resource: string): string =>
  `sum(kube_pod_container_resource_requests{resource="${resource}"})` +
  ` / ((sum(kube_node_status_allocatable{resource="${resource}"}) - max(kube_node_status_allocatable{resource="${resource}"})) > 0)`;

/** https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics */
export const limits: Family = {
  id: 'limits',
  title: 'Limits',
  sources: ['kubeStateMetrics'],
  signals: [
    signal({
      name: 'AutoscalerAtMaximum',
      question: 'How near is each autoscaler to its maximum?',
      unit: 'percentunit',
      expr: ofObjects(
        SCALER,
        `kube_${SCALER}_status_current_replicas / kube_${SCALER}_spec_max_replicas` +
          ` and (kube_${SCALER}_spec_max_replicas > kube_${SCALER}_spec_min_replicas)`,
      ),
      above: 0.999,
      for: 30,
      severity: 'warning',
      advice: 'More load finds no more pods: raise the maximum, or find out where the load comes from.',
    }),
    signal({
      name: 'AutoscalerBlind',
      question: 'Is there an autoscaler that cannot read its metrics?',
      expr: ofObjects(
        SCALER,
        `kube_${SCALER}_status_condition{condition="ScalingActive",status="false"}` +
          ` unless on (namespace, ${SCALER}) (kube_${SCALER}_status_current_replicas == 0)`,
      ),
      above: 0,
      for: 15,
      severity: 'warning',
      advice:
        'The number of pods stays as it is: the conditions of the autoscaler name the metric that it does not get.',
    }),
    signal({
      name: 'DisruptionBudgetBlocksDrain',
      question: 'What share of its pods does each PodDisruptionBudget need?',
      unit: 'percentunit',
      expr: ofObjects(BUDGET, `kube_${BUDGET}_status_desired_healthy / (kube_${BUDGET}_status_expected_pods > 0)`),
      above: 0.999,
      for: 60,
      severity: 'warning',
      advice:
        'No pod may ever be evicted, so that its node cannot be drained: add a replica, or let the budget lack one.',
    }),
    signal({
      name: 'DisruptionBudgetMissed',
      question: 'How many healthy pods do PodDisruptionBudgets lack?',
      expr: ofObjects(BUDGET, `kube_${BUDGET}_status_desired_healthy - kube_${BUDGET}_status_current_healthy`),
      above: 0,
      for: 15,
      severity: 'warning',
      advice: 'Fewer pods are healthy than the budget asks for: mend them before a node is drained.',
    }),
    signal({
      name: 'QuotaNearlyUsed',
      question: 'How much of each quota is used?',
      unit: 'percentunit',
      expr: quota,
      above: 0.9,
      for: 15,
      severity: 'info',
      advice: 'A rollout needs room for new pods beside the old ones: raise the quota before the next.',
    }),
    signal({
      name: 'QuotaUsed',
      question: 'Is a quota used up?',
      unit: 'percentunit',
      expr: quota,
      above: 0.999,
      for: 15,
      severity: 'warning',
      advice:
        'The API server refuses more in this namespace, such as the pods of a rollout: raise the quota or ask for less.',
    }),
    signal({
      name: 'CpuOvercommitted',
      question: 'How much CPU of the other nodes do the pods request, when the largest is lost?',
      unit: 'percentunit',
      expr: requested('cpu'),
      above: 1,
      for: 60,
      severity: 'warning',
      advice:
        'The cluster cannot lose its largest node: some pods would find no place. Add a node or request less CPU.',
    }),
    signal({
      name: 'MemoryOvercommitted',
      question: 'How much memory of the other nodes do the pods request, when the largest is lost?',
      unit: 'percentunit',
      expr: requested('memory'),
      above: 1,
      for: 60,
      severity: 'warning',
      advice:
        'The cluster cannot lose its largest node: some pods would find no place. Add a node or request less memory.',
    }),
  ],
};
