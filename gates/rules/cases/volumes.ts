/** Volumes: metrics of the kubelet about claims. */
import { type Case, type Cases, type Part, type Series, series } from '../case';

const GIBIBYTE = 1024 ** 3;
const DAY = '24h';

/** Series of the kubelet about one claim: `free` in hundredths of its size. */
function claim(namespace: string, name: string, free: readonly Part[], gibibytes = 10): Series {
  const labels = { job: 'kubelet', instance: '10.1.0.1:10250', namespace, persistentvolumeclaim: name };
  const stat = (what: string): string => series(`kubelet_volume_stats_${what}_bytes`, labels);
  const one = (gibibytes * GIBIBYTE) / 100;
  const scaled = (parts: readonly Part[], of: (value: number) => number, sign: number): readonly Part[] =>
    parts.map(([value, during, slope = 0]) =>
      value === 'gone' ? [value, during] : [of(value) * one, during, slope * one * sign],
    );
  const all = scaled(free, (value) => value, 1);
  return {
    [stat('available')]: all,
    [stat('used')]: scaled(free, (value) => 100 - value, -1),
    [stat('capacity')]: free.map(([value, during]) => [value === 'gone' ? value : 100 * one, during]),
  };
}

function capacity(namespace: string, name: string): string {
  return Object.keys(claim(namespace, name, [])).find((key) => key.includes('capacity')) ?? '';
}

function filling(namespace: string, first: string): Case[] {
  return [
    {
      says: 'a volume that has two hundredths left wakes somebody',
      alert: 'VolumeNearlyFull',
      series: claim(namespace, first, [
        [50, '5m'],
        [2, '55m'],
      ]),
      notUntil: '5m30s',
      fires: '7m',
    },
    {
      says: 'a full volume of another namespace, and one of a store whose name begins alike, are not its own',
      alert: 'VolumeNearlyFull',
      series: {
        ...claim('other', first, [[1, '1h']]),
        ...claim(namespace, first.replace(/-(\d)$/, '-too-$1'), [[1, '1h']]),
        ...claim(namespace, first, [[50, '1h']]),
      },
      silent: '1h',
    },
    {
      says: 'a volume that fills by a hundredth an hour is told while there are days left',
      alert: 'VolumeFilling',
      every: '1m',
      series: claim(namespace, first, [[20, DAY, -1 / 120]]),
      notUntil: '11h',
      fires: '13h',
    },
    {
      says: 'a volume to which a program adds once an hour is told as well',
      alert: 'VolumeFilling',
      every: '1m',
      series: claim(namespace, first, Array.from({ length: 14 }, (_, hour) => [[18 - hour, '1h']] as Part[]).flat()),
      fires: '8h',
    },
    {
      says: 'data that is loaded into an empty volume looks like filling up and is not told',
      alert: 'VolumeFilling',
      every: '1m',
      series: claim(namespace, first, [
        [95, '1h'],
        [95, '5h', -0.2],
        [35, '18h'],
      ]),
      silent: DAY,
    },
    {
      says: 'data that was loaded within an hour, and then rests, is not told although little is left',
      alert: 'VolumeFilling',
      every: '1m',
      series: claim(namespace, first, [
        [95, '1h'],
        [95, '1h', -1.4],
        [11, '22h'],
      ]),
      silent: DAY,
    },
    {
      says: 'a volume that is filled and emptied hour after hour is not told',
      alert: 'VolumeFilling',
      every: '1m',
      series: claim(
        namespace,
        first,
        Array.from(
          { length: 24 },
          () =>
            [
              [14, '50m', -0.12],
              [8, '10m', 0.6],
            ] as Part[],
        ).flat(),
      ),
      silent: DAY,
    },
    {
      says: 'a volume of which nothing is known for an hour, while its pod moves, is not told',
      alert: 'VolumeFilling',
      every: '1m',
      series: claim(namespace, first, [
        [40, '6h'],
        ['gone', '1h'],
        [40, '6h'],
      ]),
      silent: '13h',
    },
  ];
}

export function volumes(): Cases[] {
  return [
    { about: 'orders/carts', cases: filling('orders', 'data-carts-0') },
    { about: 'kinds/mailer', cases: filling('kinds', 'mailer-srv-mails') },
    { about: 'kinds/accounts', cases: filling('kinds', 'accounts-1') },
    {
      about: 'ledger/journal',
      cases: [
        {
          says: 'a volume that keeps its first size is told',
          alert: 'VolumeNotGrown',
          series: {
            ...claim('ledger', 'data-journal-0', [[50, '2h']], 12),
            ...claim('ledger', 'data-journal-1', [[50, '2h']], 4),
          },
          fires: '61m',
        },
        {
          says: 'a volume that grows within the hour is not told, although its file system takes a part',
          alert: 'VolumeNotGrown',
          series: {
            [capacity('ledger', 'data-journal-0')]: [
              [3.8 * GIBIBYTE, '40m'],
              [11.4 * GIBIBYTE, '80m'],
            ],
            [capacity('other', 'data-journal-0')]: [[3.8 * GIBIBYTE, '2h']],
          },
          silent: '2h',
        },
      ],
    },
  ];
}
