/** One round of most scenarios: write, let something happen, wait for writes to go on, stop, read all back. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context';
import { median } from '../figures';
import { random } from '../kubelet/timing';
import type { Load } from '../load/load';
import { KINDS, type Losses, type Report } from '../load/messages';

export interface Round {
  readonly report: Report;
  readonly losses: Losses;
}

export interface RoundOptions {
  readonly connections?: { plain: number; confirmed: number };
  /** Writes a second of each connection. */
  readonly rate?: number;
  /** Writing before the fault, in milliseconds. */
  readonly before?: number;
  /** Writing after it at least, in milliseconds. */
  readonly after?: number;
  /** What may pass until writes go on, in seconds. */
  readonly patience?: number;
}

/** Waits until both kinds of clients got an acknowledgement for a write that they sent after `since`. */
async function resumed(load: Load, since: number, patience: number): Promise<void> {
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
  { store }: Context,
  load: Load,
  fault: () => Promise<number>,
  options: RoundOptions = {},
): Promise<Round> {
  const {
    connections = { plain: 2, confirmed: 2 },
    rate = 150,
    before = 2_000,
    after = 1_500,
    patience = 60,
  } = options;
  const say = (text: string): void => {
    if (process.env['MAINSTAY_VERBOSE'])
      console.log(`${new Date().toISOString().slice(11, 23)} ${store.names.namespace}: ${text}`);
  };
  await store.inOrder();
  say('writing');
  await load.start(connections, rate);
  await sleep(before + random() * 1_000);
  const since = await fault();
  say('fault');
  await resumed(load, since, patience);
  say('writes go on');
  await sleep(after);
  await load.stop();
  const report = await load.report(since);
  await store.inOrder();
  say('in order');
  const losses = await load.verify();
  say(JSON.stringify({ report, losses }));
  return { report, losses };
}

export interface Sum {
  readonly lost: string;
  readonly lostPlain: number;
  readonly lostConfirmed: number;
  /** Gaps without any acknowledgement of confirming clients, in seconds. */
  readonly gaps: readonly number[];
  readonly plainGaps: readonly number[];
  readonly firsts: readonly number[];
  readonly median: number | undefined;
  readonly most: number;
  /** Writes a second of both kinds before the fault. */
  readonly rate: number;
}

/** What several rounds say together. */
export function sum(rounds: readonly Round[]): Sum {
  const total = (pick: (one: Losses) => number): number => rounds.reduce((all, { losses }) => all + pick(losses), 0);
  const lostPlain = total(({ plain }) => plain.lost);
  const lostConfirmed = total(({ confirmed }) => confirmed.lost);
  const checkedPlain = total(({ plain }) => plain.checked).toLocaleString('en');
  const checkedConfirmed = total(({ confirmed }) => confirmed.checked).toLocaleString('en');
  const gaps = rounds.map(({ report }) => report.confirmed.gap / 1000);
  return {
    lost: `${lostConfirmed} of ${checkedConfirmed} confirmed, ${lostPlain} of ${checkedPlain} plain`,
    lostPlain,
    lostConfirmed,
    gaps,
    plainGaps: rounds.map(({ report }) => report.plain.gap / 1000),
    firsts: rounds.map(({ report }) => (report.confirmed.firstAfter ?? 0) / 1000),
    median: median(gaps),
    most: Math.max(...gaps),
    rate: median(rounds.map(({ report }) => report.plain.before + report.confirmed.before)) ?? 0,
  };
}
