import { type Family, ofPods, signal } from './family';

const sum = (expr: string): string => `sum by (namespace, pod, container) (${expr})`;
const periods = (which: string): string => sum(`increase(container_cpu_cfs_${which}_total{container!=""}[5m])`);

/** https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md */
export const containers: Family = {
  id: 'containers',
  title: 'Containers',
  sources: ['kubelet', 'kubeStateMetrics'],
  signals: [
    signal({
      name: 'CpuThrottled',
      question: 'How often does a container wait at its CPU limit?',
      unit: 'percentunit',
      expr: ofPods(`${periods('throttled_periods')} / (${periods('periods')} > 0)`, 'container'),
      above: 0.25,
      for: 15,
      severity: 'info',
      advice: 'The container is slower than the node could be: raise its CPU limit, or leave it out.',
    }),
    signal({
      name: 'MemoryNearLimit',
      question: 'How much of its memory limit does each container use?',
      unit: 'percentunit',
      expr: ofPods(
        `${sum('container_memory_working_set_bytes{container!=""}')} / (${sum('container_spec_memory_limit_bytes{container!=""}')} > 0)`,
        'container',
      ),
      above: 0.95,
      for: 15,
      severity: 'warning',
      advice: 'The kernel kills the container at its limit: raise memory, or find out what grows.',
    }),
  ],
};
