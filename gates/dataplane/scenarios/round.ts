/** One round of most scenarios: write, let something happen, wait for writes to go on, stop, read all back. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context';
import { random } from '../kubelet/timing';
import type { Load } from '../load/load';
import { KINDS, type Losses, type Report } from '../load/messages';

export interface Round {
  /** The beginning of the fault, in milliseconds since the epoch. @default - not known */
  readonly since?: number;
  readonly report: Report;
  readonly losses: Losses;
}

export interface RoundOptions {
  readonly connections?: { plain: number; confirmed: number };
  /** Writes a second of each connection. */
  readonly rate?: number;
  /** Writing before the fault, in milliseconds. */
  readonly before?: number;
  /** Writing after they have gone on, in milliseconds. @default - until the store is in order again */
  readonly after?: number;
  /** Limit until writes go on, in seconds. */
  readonly patience?: number;
  /** Time for which other lanes must not disturb this one. @default - others may run */
  readonly alone?: 'until the fault' | 'until writes go on';
  /** Time for which writes still succeed after the fault, in milliseconds: a planned one begins with preparations. @default 500 */
  readonly prelude?: number;
}

/** Waits until both kinds of clients got an acknowledgement for a write that they sent after `since`. */
export async function resumed(load: Load, since: number, patience: number): Promise<void> {
  const end = Date.now() + patience * 1000;
  while (Date.now() < end) {
    const report = await load.report(since);
    if (KINDS.every((kind) => report[kind].firstAfter !== undefined)) return;
    await sleep(200);
  }
  const { plain, confirmed } = await load.report(since);
  const errors = JSON.stringify({ plain: plain.errors, confirmed: confirmed.errors });
  throw new Error(`no write was acknowledged for ${patience} s: ${errors}`);
}

/** Does one round on a store that is in order, and leaves it in order. `fault` returns when the fault began. */
export async function round(
  { store, turn, say }: Context,
  load: Load,
  fault: () => Promise<number>,
  options: RoundOptions = {},
): Promise<Round> {
  const { connections = { plain: 2, confirmed: 2 }, rate = 150, before = 2_000, after, patience = 60, alone } = options;
  const { prelude = 500 } = options;
  await store.inOrder();
  let release = alone === 'until the fault' ? await turn.take() : (): void => {};
  try {
    await load.start(connections, rate);
    await sleep(before + random() * 1_000);
    if (alone === 'until writes go on') release = await turn.take();
    const since = await fault();
    if (alone === 'until the fault') release();
    await resumed(load, since, patience);
    if (alone === 'until writes go on') await sleep(prelude);
    release();
    if (after === undefined) {
      await store.inOrder();
      await resumed(load, Date.now(), patience);
    } else await sleep(after);
    await load.stop();
    const report = await load.report(since);
    await store.inOrder();
    const losses = await load.verify();
    say(JSON.stringify({ report, losses }));
    return { since, report, losses };
  } finally {
    release();
  }
}
