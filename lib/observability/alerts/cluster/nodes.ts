import { type Family, signal } from './family';

const condition = (name: string): string => `kube_node_status_condition{condition=~"${name}",status="true"}`;

/** https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/cluster/node-metrics.md */
export const nodes: Family = {
  id: 'nodes',
  title: 'Nodes',
  sources: ['kubeStateMetrics'],
  signals: [
    signal({
      name: 'NodeNotReady',
      question: 'Is every node ready?',
      expr: `max by (node) (${condition('Ready')})`,
      below: 1,
      for: 5,
      severity: 'critical',
      advice:
        'The node runs no new pods, and its old ones go elsewhere: look at the machine, its kubelet and its network.',
    }),
    signal({
      name: 'NodeFlapping',
      question: 'How often did a node change between ready and not ready?',
      expr: `max by (node) (changes(${condition('Ready')}[15m]))`,
      above: 2,
      for: 15,
      severity: 'warning',
      advice: 'The kubelet loses the API server again and again: look at the network and at the load of the node.',
    }),
    signal({
      name: 'NodePressure',
      question: 'Is a node short of memory, disk or process ids?',
      expr: `max by (node, condition) (${condition('MemoryPressure|DiskPressure|PIDPressure|NetworkUnavailable')})`,
      above: 0,
      for: 5,
      severity: 'warning',
      advice: 'The kubelet evicts pods until the condition ends: find the pods of the node that use most of it.',
    }),
    signal({
      name: 'NodeCordoned',
      question: 'Is a node closed to new pods?',
      expr: 'max by (node) (kube_node_spec_unschedulable)',
      above: 0,
      for: 24 * 60,
      severity: 'info',
      advice: 'Somebody cordoned the node a day ago: finish the maintenance, then uncordon it.',
    }),
  ],
};
