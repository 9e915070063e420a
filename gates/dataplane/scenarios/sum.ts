/** Sums up several rounds. */
import type { Context } from '../context';
import { median } from '../figures';
import type { Losses } from '../load/messages';
import type { Round } from './round';

export interface Sum {
  readonly rounds: number;
  readonly lost: string;
  readonly lostPlain: number;
  readonly lostConfirmed: number;
  /** Confirmed writes that are lost although the disk had time for them: `everysec` may hold a write for two seconds. */
  readonly lostOld: number;
  /** Times without any acknowledgement, in seconds; of each round the longer one of both kinds of clients. */
  readonly gaps: readonly number[];
  /** Seconds until a write that was sent after the fault was confirmed. */
  readonly firsts: readonly number[];
  readonly median: number;
  readonly most: number;
  /** Writes a second of both kinds together before the fault. */
  readonly rate: number;
}

const HELD_MS = 2_000;

export function sum(rounds: readonly Round[]): Sum {
  const total = (pick: (one: Losses) => number): number => rounds.reduce((all, { losses }) => all + pick(losses), 0);
  const lostPlain = total(({ plain }) => plain.lost);
  const lostConfirmed = total(({ confirmed }) => confirmed.lost);
  const lostOld = rounds.reduce(
    (all, { since = Number.POSITIVE_INFINITY, losses }) =>
      all + losses.confirmed.when.filter((when) => when < since - HELD_MS).length,
    0,
  );
  const plain = total((one) => one.plain.checked).toLocaleString('en');
  const confirmed = total((one) => one.confirmed.checked).toLocaleString('en');
  const gaps = rounds.map(({ report }) => Math.max(report.plain.gap, report.confirmed.gap) / 1000);
  return {
    rounds: rounds.length,
    lost: `${lostConfirmed} of ${confirmed} confirmed, ${lostPlain} of ${plain} others`,
    lostPlain,
    lostConfirmed,
    lostOld,
    gaps,
    firsts: rounds.map(({ report }) => (report.confirmed.firstAfter ?? Number.POSITIVE_INFINITY) / 1000),
    median: median(gaps) ?? Number.POSITIVE_INFINITY,
    most: Math.max(...gaps),
    rate: median(rounds.map(({ report }) => report.plain.before + report.confirmed.before)) ?? 0,
  };
}

/** Adds a line to the table. */
export function tell({ figures, label }: Context, scenario: string, rounds: readonly Round[], note?: string): Sum {
  const all = sum(rounds);
  const { lost, median, most, gaps, firsts, lostPlain, lostConfirmed } = all;
  const raw = { gaps, firsts, lost: [lostConfirmed, lostPlain] };
  figures.add({ scenario, engine: label, rounds: rounds.length, lost, median, most, note, raw });
  return all;
}

/** Goals that many scenarios have. */
export class Goals {
  constructor(
    private readonly context: Context,
    private readonly what: string,
    private readonly all: Sum,
  ) {}

  private named(text: string): string {
    return `${this.context.label}: ${this.what}: ${text}`;
  }

  private time(text: string, seconds: number, limit: number): this {
    this.context.time(this.named(text), seconds, limit);
    return this;
  }

  /** Nothing is lost that a replica had confirmed; with `plain`, nothing at all. */
  nothingLost({ plain }: { plain: boolean }): this {
    const { lostConfirmed, lostPlain, lost } = this.all;
    const text = plain ? 'no acknowledged write is lost, confirmed or not' : 'no confirmed write is lost';
    this.context.figures.goal(this.named(text), lostConfirmed === 0 && (!plain || lostPlain === 0), lost);
    return this;
  }

  /**
   * Nothing is lost that was confirmed two seconds before all servers were killed. With `appendfsync everysec`, a server on a busy machine
   * may hold a younger write back from its file, and so may the replica that confirmed it.
   */
  nothingOldLost(): this {
    const { lostOld, lost } = this.all;
    this.context.figures.goal(this.named('no write that was confirmed 2 s before is lost'), lostOld === 0, lost);
    return this;
  }

  gapMedian(limit: number): this {
    return this.time('writes go on (median)', this.all.median, limit);
  }

  gapMost(limit: number): this {
    return this.time('writes always go on', this.all.most, limit);
  }

  firstMedian(limit: number): this {
    return this.time(
      'the first new write is confirmed (median)',
      median(this.all.firsts) ?? Number.POSITIVE_INFINITY,
      limit,
    );
  }

  rate(least: number): this {
    this.context.rate(this.named('it happens under writes'), this.all.rate, least);
    return this;
  }
}
