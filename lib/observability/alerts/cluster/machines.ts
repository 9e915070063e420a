import { type Family, signal } from './family';

const FOUR_DAYS = 4 * 24 * 3600;
const disk = (stat: string): string => `node_filesystem_${stat}`;
const left = `${disk('avail_bytes')} / ${disk('size_bytes')}`;
/** A disk with enough room is not extrapolated, because a load of data looks like a trend. */
const future = `(predict_linear(${disk('avail_bytes')}[6h], ${FOUR_DAYS}) / ${disk('size_bytes')} and (${left} < 0.15))`;
const ofDisks = (expr: string): string => `max by (node, mountpoint) (${expr})`;

/** https://github.com/prometheus/node_exporter */
export const machines: Family = {
  id: 'machines',
  title: 'Machines',
  sources: ['nodeExporter'],
  signals: [
    signal({
      name: 'NodeDiskNearlyFull',
      question: 'How full are the file systems of the nodes?',
      unit: 'percentunit',
      expr: ofDisks(`1 - ${left}`),
      above: 0.95,
      for: 15,
      severity: 'critical',
      advice: 'The kubelet evicts pods when the disk is full: remove unused images, or find the pod that writes.',
    }),
    signal({
      name: 'NodeDiskFilling',
      question: 'How much of each file system will be free in four days?',
      unit: 'percentunit',
      expr: `min by (node, mountpoint) (${future} or ${left})`,
      below: 0,
      for: 60,
      severity: 'warning',
      advice: 'The disk of the node is full within four days: find what grows, often logs, images or emptyDir volumes.',
    }),
    signal({
      name: 'NodeInodesNearlyUsed',
      question: 'How many of the inodes of the nodes are used?',
      unit: 'percentunit',
      expr: ofDisks(`1 - ${disk('files_free')} / (${disk('files')} > 0)`),
      above: 0.95,
      for: 15,
      severity: 'critical',
      advice: 'No more files can be made on the node: find the pod that makes many small ones.',
    }),
    signal({
      name: 'NodeClockSkewed',
      question: 'How far are the clocks of the nodes off?',
      unit: 's',
      expr: 'max by (node) (abs(node_timex_offset_seconds))',
      above: 0.05,
      for: 10,
      severity: 'warning',
      advice: 'Certificates, tokens and the order of logs depend on the clock: look at the time service of the node.',
    }),
    signal({
      name: 'NodeClockNotSynchronised',
      question: 'How large may the error of a clock be that nothing corrects?',
      unit: 's',
      expr: 'max by (node) (node_timex_maxerror_seconds and (node_timex_sync_status == 0))',
      above: 16,
      for: 10,
      severity: 'warning',
      advice: 'The clock of the node runs free: the time service does not run, or it reaches no server.',
    }),
    signal({
      name: 'NodeMemoryShort',
      question: 'How much memory do the nodes have left?',
      unit: 'percentunit',
      expr: 'min by (node) (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)',
      below: 0.05,
      for: 15,
      severity: 'warning',
      advice: 'The kernel will soon kill processes of the node: move pods away, or lower their limits.',
    }),
    signal({
      name: 'NodeOverloaded',
      question: 'How many processes wait for each CPU?',
      expr: 'max by (node) (node_load5) / count by (node) (node_cpu_seconds_total{mode="idle"})',
      above: 2,
      for: 60,
      severity: 'info',
      advice: 'Pods of the node wait for CPU, or for a disk: look at the requests of the pods that use most.',
    }),
  ],
};
