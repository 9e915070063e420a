import { POD_WORKLOAD } from '../../alerts/cluster/family';
import { lines, over, type Row } from '../panel';

/** The containers of pods, without the sums of pods. */
const CONTAINERS = 'container!=""';

/**
 * CPU, memory, restarts and network of the pods of a workload. Whatever sends no metrics has them, too. `workload` are the matchers of its
 * namespace and its name.
 */
export function saturationRow(workload: string, title = 'Saturation'): Row {
  const own = `on (namespace, pod) group_left () ${POD_WORKLOAD}{${workload}}`;
  const namespace = /namespace="[^"]*"/.exec(workload)?.[0];
  const of = (series: string, which = ''): string => {
    const matchers = [namespace, which].filter(Boolean).join(',');
    return matchers === '' ? series : `${series}{${matchers}}`;
  };
  const each = (expr: string): string => `sum by (pod) ((${expr}) * ${own})`;
  const rate = (series: string, which?: string): string => each(`rate(${of(series, which)}[5m])`);
  const used = rate('container_cpu_usage_seconds_total', CONTAINERS);
  const periods = (which: string): string => rate(`container_cpu_cfs_${which}_total`, CONTAINERS);
  const pod = '{{pod}}';
  return {
    title,
    panels: [
      {
        ...lines(
          'cpu',
          'How much CPU does each pod use?',
          'short',
          over(used, pod),
          over(`max(${each(of('kube_pod_container_resource_requests', 'resource="cpu"'))})`, 'requested for each'),
        ),
        description: 'CPU cores, and what a pod requests.',
      },
      {
        ...lines(
          'memory',
          'How near is each pod to its memory limit?',
          'percentunit',
          over(
            `${each(of('container_memory_working_set_bytes', CONTAINERS))}` +
              ` / (${each(of('container_spec_memory_limit_bytes', CONTAINERS))} > 0)`,
            pod,
          ),
        ),
        description: 'The kernel kills a container at its limit.',
      },
      {
        ...lines(
          'throttled',
          'How often does each pod wait at its CPU limit?',
          'percentunit',
          over(`${periods('throttled_periods')} / (${periods('periods')} > 0) or 0 * ${used}`, pod),
        ),
        description: '0 where no container has a CPU limit.',
      },
      lines(
        'restarts',
        'How often did containers start again in an hour?',
        'short',
        over(each(`increase(${of('kube_pod_container_status_restarts_total')}[1h])`), pod),
      ),
      lines(
        'network',
        'How much does each pod receive and send?',
        'Bps',
        over(rate('container_network_receive_bytes_total'), `${pod} receives`),
        over(rate('container_network_transmit_bytes_total'), `${pod} sends`),
      ),
      lines(
        'disk',
        'How much does each pod read and write?',
        'Bps',
        over(rate('container_fs_reads_bytes_total', CONTAINERS), `${pod} reads`),
        over(rate('container_fs_writes_bytes_total', CONTAINERS), `${pod} writes`),
      ),
    ],
  };
}
