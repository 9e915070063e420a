/** Contents of a unit test of an alert. */

/** A part of a series: the same value all the time, or one that changes by `perMinute`; `gone` is no series at all. */
export type Part =
  | readonly [value: number | 'gone', during: string]
  | readonly [value: number, during: string, perMinute: number];

/** Series by name and labels. */
export type Series = Readonly<Record<string, readonly Part[]>>;

interface Common {
  /** Title of the case: a sentence about the event and its alert. */
  readonly says: string;
  readonly alert: string;
  readonly series: Series;
  /** Interval of samples and of rule evaluation; longer for alerts that take days. @default - as the configuration says */
  readonly every?: string;
}

/** The alert fires at this time. */
export interface Fires extends Common {
  readonly fires: string;
  /** Number of alerts. @default 1 */
  readonly times?: number;
  /** Time before which it does not fire. @default - no limit */
  readonly notUntil?: string;
  /** Time from which it no longer fires. @default - not checked */
  readonly over?: string;
}

/** The alert does not fire, not even once, until this time. */
export interface Silent extends Common {
  readonly silent: string;
  /** True if the alert selects none of the series. @default false */
  readonly unseen?: boolean;
}

export type Case = Fires | Silent;

/** Cases about one watched object. */
export interface Cases {
  /** `orders/carts`: the owner of the rules. */
  readonly about: string;
  readonly cases: readonly Case[];
}

/** `redis_up{job="carts",pod="carts-0"}` */
export function series(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(',')}}`;
}
