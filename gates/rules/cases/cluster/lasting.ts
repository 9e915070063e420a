/** Cases about a condition that must last for a while. */
import { type Case, type Part, type Series, series } from '../../case';

interface Lasting {
  readonly alert: string;
  /** The event: `a node is not ready`. */
  readonly says: string;
  /** Values with and without the condition. */
  readonly bad: number;
  readonly good: number;
  /** Minutes after which it is told. */
  readonly after: number;
  /** Minutes for which it may last in silence. @default - two less than `after` */
  readonly spell?: number;
  readonly every?: string;
  readonly make: (parts: readonly Part[]) => Series;
}

/** Makes two cases: the condition lasts, and it ends before it is told. */
export function lasting({ alert, says, bad, good, after, spell = after - 2, every, make }: Lasting): readonly Case[] {
  const times = every === undefined ? {} : { every };
  const before = 20;
  const step = every === '10m' ? 20 : 2;
  const end = after + 60;
  const brief: readonly Part[] =
    spell > step
      ? [
          [good, `${before}m`],
          [bad, `${Math.floor(spell / step) * step}m`],
          [good, `${end}m`],
        ]
      : [[good, `${end}m`]];
  return [
    {
      says: `${says}, and it lasts`,
      alert,
      series: make([
        [good, `${before}m`],
        [bad, `${end}m`],
      ]),
      ...(after > step * 2 && { notUntil: `${before + after - step}m` }),
      fires: `${before + after + step}m`,
      ...times,
    },
    {
      says: spell > step ? `${says}, and it ends soon` : `not so: ${says}`,
      alert,
      series: make(brief),
      silent: `${after + 60}m`,
      ...times,
    },
  ];
}

/** Makes series that do not change, and those that do. */
export function changing(
  moving: string,
  constant: Readonly<Record<string, number>> = {},
): (parts: readonly Part[]) => Series {
  return (parts) => ({
    [moving]: parts,
    ...Object.fromEntries(Object.entries(constant).map(([name, value]) => [name, [[value, '48h']] as const])),
  });
}

/** A series of kube-state-metrics. */
export function kube(name: string, labels: Readonly<Record<string, string>>): string {
  return series(`kube_${name}`, { job: 'observability-kube-state-metrics', instance: 'ksm', ...labels });
}
