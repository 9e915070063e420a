/** What a unit test of an alert says. */

/** A part of a series: the same value all the time, or one that changes by `perMinute`; `gone` is no series at all. */
export type Part =
  | readonly [value: number | 'gone', during: string]
  | readonly [value: number, during: string, perMinute: number];

/** Series by name and labels. */
export type Series = Readonly<Record<string, readonly Part[]>>;

interface Common {
  /** What happens, and who is told: a sentence. */
  readonly says: string;
  readonly alert: string;
  readonly series: Series;
  /** How often samples are taken and rules evaluated; more seldom for what takes days. @default - as the configuration says */
  readonly every?: string;
}

/** The alert fires at this time. */
export interface Fires extends Common {
  readonly fires: string;
  /** How many of them. @default 1 */
  readonly times?: number;
  /** Until then it does not. @default - whenever it likes */
  readonly notUntil?: string;
  /** From then on it does not anymore. @default - nothing is said */
  readonly over?: string;
}

/** The alert does not fire, not even once, until this time. */
export interface Silent extends Common {
  readonly silent: string;
  /** None of the series is one that the alert is about. @default false */
  readonly unseen?: boolean;
}

export type Case = Fires | Silent;

/** The cases of one thing that is watched. */
export interface Cases {
  /** `orders/carts`: whose rules they are about. */
  readonly about: string;
  readonly cases: readonly Case[];
}

/** `redis_up{job="carts",pod="carts-0"}` */
export function series(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(',')}}`;
}
