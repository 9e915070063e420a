/** Messages between a test and its clients. */

/** Kinds of writers: `plain` trusts the primary's answer, `confirmed` also asks for `WAIT 1`. */
export type Kind = 'plain' | 'confirmed';

export interface Start {
  readonly do: 'start';
  /** Connections of each kind. */
  readonly connections: Readonly<Record<Kind, number>>;
  /** Writes a second of one connection. */
  readonly rate: number;
}

export type Command =
  | Start
  /** Acknowledged writes, with times relative to `since`. */
  | { readonly do: 'report'; readonly since: number }
  | { readonly do: 'stop' }
  /** Reads back every acknowledged key, and with `remove` deletes them and forgets them. */
  | { readonly do: 'verify'; readonly remove: boolean };

export interface KindReport {
  readonly acknowledged: number;
  /** Acknowledged writes for which `WAIT` did not reach a replica in time. */
  readonly unconfirmed: number;
  /** Milliseconds from `since` to the first acknowledgement of a write that was sent after it. */
  readonly firstAfter: number | undefined;
  /** Milliseconds from `since` to the last acknowledgement. */
  readonly lastAfter: number | undefined;
  /** The longest time without an acknowledgement since `since`, in milliseconds. */
  readonly gap: number;
  /** Writes a second in the two seconds before `since`. */
  readonly before: number;
  /** Error → how often, since `since`. */
  readonly errors: Readonly<Record<string, number>>;
}

export interface KindLoss {
  readonly checked: number;
  readonly lost: number;
  /** When lost writes were acknowledged, milliseconds since the epoch. */
  readonly when: readonly number[];
}

export type Report = Readonly<Record<Kind, KindReport>>;
export type Losses = Readonly<Record<Kind, KindLoss>>;

export const KINDS: readonly Kind[] = ['plain', 'confirmed'];
