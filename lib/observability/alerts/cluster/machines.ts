import { type Family, signal } from './family';

const FOUR_DAYS = 4 * 24 * 3600;
const DISKS = 'fstype!~"tmpfs|ramfs|overlay|squashfs|erofs|iso9660|nsfs|fuse.*"';
const disk = (stat: string): string => `node_filesystem_${stat}{${DISKS}}`;
const ofDisks = (expr: string): string => `max by (node, mountpoint) (${expr})`;
const errors = (way: string): string => `increase(node_network_${way}_errs_total[5m])`;
const packets = (way: string): string => `increase(node_network_${way}_packets_total[5m])`;

/** https://github.com/prometheus/node_exporter */
export const machines: Family = {
  id: 'machines',
  title: 'Machines',
  signals: [
    signal({
      name: 'NodeDiskNearlyFull',
      question: 'How full are the file systems of the nodes?',
      unit: 'percentunit',
      expr: ofDisks(`1 - ${disk('avail_bytes')} / ${disk('size_bytes')}`),
      above: 0.95,
      for: 15,
      severity: 'critical',
      advice: 'The kubelet evicts pods when the disk is full: remove unused images, or find the pod that writes.',
    }),
    signal({
      name: 'NodeDiskFilling',
      question: 'How much of each file system will be free in four days?',
      unit: 'percentunit',
      // The lesser loss counts: a load, or data that comes and goes, is a trend in one of them only.
      expr: `min by (node, mountpoint) (predict_linear(${disk('avail_bytes')}[6h], ${FOUR_DAYS}) / ${disk('size_bytes')} and (${disk('avail_bytes')} / ${disk('size_bytes')} < 0.15) or ${disk('avail_bytes')} / ${disk('size_bytes')})`,
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
    signal({
      name: 'NodeConnectionsNearlyUsed',
      question: 'How full are the tables of connections?',
      unit: 'percentunit',
      expr: 'max by (node) (node_nf_conntrack_entries / node_nf_conntrack_entries_limit)',
      above: 0.8,
      for: 10,
      severity: 'warning',
      advice:
        'The kernel drops new connections when the table is full: find the pod that opens many, or raise the limit.',
    }),
    signal({
      name: 'NodeFilesNearlyUsed',
      question: 'How many of the file descriptors of the nodes are open?',
      unit: 'percentunit',
      expr: 'max by (node) (node_filefd_allocated / node_filefd_maximum)',
      above: 0.8,
      for: 15,
      severity: 'warning',
      advice: 'A process opens files or sockets and does not close them: find it on the node.',
    }),
    signal({
      name: 'NodeNetworkErrors',
      question: 'How many packets of the nodes are damaged?',
      unit: 'percentunit',
      expr: `max by (node, device) ((${errors('receive')} + ${errors('transmit')}) / ((${packets('receive')} + ${packets('transmit')}) > 0))`,
      above: 0.01,
      for: 60,
      severity: 'warning',
      advice: 'A card, a cable or a driver of the node is faulty: move its pods away and look at the kernel log.',
    }),
  ],
};
