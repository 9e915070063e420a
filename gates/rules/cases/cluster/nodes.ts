/** Nodes: their conditions, and their machines. */
import { type Cases, type Part, series } from '../../case';
import { changing, kube, lasting } from './lasting';

const condition = (name: string): string =>
  kube('node_status_condition', { node: 'n1', condition: name, status: 'true' });
const machine = (name: string, more: Readonly<Record<string, string>> = {}): string =>
  series(`node_${name}`, { job: 'observability-node-exporter', instance: '10.0.0.1:9100', node: 'n1', ...more });
const disk = (stat: string): string => machine(`filesystem_${stat}`, { mountpoint: '/', fstype: 'overlay' });
const turns = (count: number): readonly Part[] =>
  Array.from({ length: count }, (_, at): Part => [at % 2, '2m']).concat([[1, '2h']]);
const cpus = Object.fromEntries(
  [0, 1, 2, 3].map((cpu) => [machine('cpu_seconds_total', { cpu: `${cpu}`, mode: 'idle' }), 1]),
);

export const nodes: readonly Cases[] = [
  {
    about: 'cluster/nodes',
    cases: [
      ...lasting({
        alert: 'NodeNotReady',
        says: 'a node is not ready',
        bad: 0,
        good: 1,
        after: 5,
        make: changing(condition('Ready')),
      }),
      {
        says: 'a node that comes and goes is told',
        alert: 'NodeFlapping',
        series: { [condition('Ready')]: turns(30) },
        fires: '40m',
      },
      {
        says: 'a node that restarts once is not told',
        alert: 'NodeFlapping',
        series: { [condition('Ready')]: turns(3) },
        silent: '1h',
      },
      ...lasting({
        alert: 'NodePressure',
        says: 'a disk is short',
        bad: 1,
        good: 0,
        after: 5,
        make: changing(condition('DiskPressure')),
      }),
      ...lasting({
        alert: 'NodeCordoned',
        says: 'a node is cordoned',
        bad: 1,
        good: 0,
        after: 24 * 60,
        every: '10m',
        make: changing(kube('node_spec_unschedulable', { node: 'n1' })),
      }),
    ],
  },
  {
    about: 'cluster/machines',
    cases: [
      ...lasting({
        alert: 'NodeDiskNearlyFull',
        says: 'a disk has two hundredths left',
        bad: 2,
        good: 50,
        after: 15,
        make: changing(disk('avail_bytes'), { [disk('size_bytes')]: 100 }),
      }),
      {
        says: 'a disk that loses three hundredths in ten hours is told',
        alert: 'NodeDiskFilling',
        every: '5m',
        series: { [disk('avail_bytes')]: [[14, '10h', -0.005]], [disk('size_bytes')]: [[100, '10h']] },
        fires: '4h',
      },
      {
        says: 'a disk with enough room is not extrapolated',
        alert: 'NodeDiskFilling',
        every: '5m',
        series: { [disk('avail_bytes')]: [[50, '10h', -0.02]], [disk('size_bytes')]: [[100, '10h']] },
        silent: '9h',
      },
      ...lasting({
        alert: 'NodeInodesNearlyUsed',
        says: 'a disk has two hundredths of its inodes left',
        bad: 2,
        good: 50,
        after: 15,
        make: changing(disk('files_free'), { [disk('files')]: 100 }),
      }),
      ...lasting({
        alert: 'NodeClockSkewed',
        says: 'a clock is off',
        bad: -0.1,
        good: 0.001,
        after: 10,
        make: changing(machine('timex_offset_seconds')),
      }),
      ...lasting({
        alert: 'NodeClockNotSynchronised',
        says: 'a clock runs free',
        bad: 20,
        good: 1,
        after: 10,
        make: changing(machine('timex_maxerror_seconds'), { [machine('timex_sync_status')]: 0 }),
      }),
      ...lasting({
        alert: 'NodeMemoryShort',
        says: 'a node has two hundredths of its memory left',
        bad: 2,
        good: 50,
        after: 15,
        make: changing(machine('memory_MemAvailable_bytes'), { [machine('memory_MemTotal_bytes')]: 100 }),
      }),
      ...lasting({
        alert: 'NodeOverloaded',
        says: 'nine processes want four CPUs',
        bad: 9,
        good: 7,
        after: 60,
        make: changing(machine('load5'), cpus),
      }),
    ],
  },
];
