/** Measurements of scenarios and the goals that were met: the table at the end, and a file that a machine can read. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One line of the table. Times are in seconds. */
export interface Figure {
  readonly scenario: string;
  readonly engine: string;
  readonly rounds: number;
  readonly lost: string;
  readonly median?: number | undefined;
  readonly most?: number | undefined;
  readonly note?: string | undefined;
  readonly raw?: Readonly<Record<string, readonly number[]>>;
}

/** The times by which a busy machine may miss a measured goal: it is slow up to here, and fails from here on. */
const SLACK = 2;

interface Goal {
  readonly what: string;
  readonly result: 'met' | 'slow' | 'missed';
  readonly got: string;
  /** A goal that says more about the machine than about the store: a second measurement replaces the first. */
  readonly again: boolean;
}

const WORDS = { met: 'ok  ', slow: 'slow', missed: 'FAIL' } as const;

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function seconds(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(1);
}

export class Figures {
  private readonly lines: Figure[] = [];
  private readonly goals: Goal[] = [];

  constructor(private readonly facts: Readonly<Record<string, unknown>>) {}

  add(figure: Figure): void {
    this.lines.push(figure);
  }

  /** A goal is a check: missing it fails the run. */
  goal(what: string, met: boolean, got: string): void {
    this.judge({ what, result: met ? 'met' : 'missed', got, again: false });
  }

  /** Says if a scenario came to its end. One that did not may run again. */
  ends(what: string, ended: boolean, got: string): void {
    this.judge({ what, result: ended ? 'met' : 'missed', got, again: true });
  }

  /**
   * A goal for a time in seconds. Above the limit it is slow, which a busy machine can cause; a multiple of the limit is a failure.
   * @returns false for a failure
   */
  time(what: string, seconds: number, limit: number): boolean {
    const result = seconds <= limit ? 'met' : seconds <= SLACK * limit ? 'slow' : 'missed';
    return this.judge({ what: `${what} within ${limit} s`, result, got: `${seconds.toFixed(2)} s`, again: true });
  }

  /** A goal for a rate, with the same slack. @returns false for a failure */
  rate(what: string, rate: number, least: number): boolean {
    const result = rate >= least ? 'met' : rate >= least / SLACK ? 'slow' : 'missed';
    return this.judge({ what: `${what}, at least ${least} a second`, result, got: rate.toFixed(0), again: true });
  }

  private judge(goal: Goal): boolean {
    this.goals.push(goal);
    console.log(`${WORDS[goal.result]}  ${goal.what}: ${goal.got}`);
    return goal.result !== 'missed';
  }

  private having(result: Goal['result']): Goal[] {
    const last = new Map(this.goals.map((goal) => [goal.what, goal]));
    return this.goals.filter((goal) => goal.result === result && !(goal.again && last.get(goal.what) !== goal));
  }

  get failed(): number {
    return this.having('missed').length;
  }

  get passed(): number {
    return this.having('met').length + this.having('slow').length;
  }

  print(): void {
    const head = ['scenario', 'engine', 'rounds', 'lost of acknowledged', 'median s', 'max s', 'note'];
    const rows = this.lines.map((line) => [
      line.scenario,
      line.engine,
      `${line.rounds}`,
      line.lost,
      seconds(line.median),
      seconds(line.most),
      line.note ?? '',
    ]);
    const widths = head.map((title, i) =>
      Math.max(...[title, ...rows.map((row) => row[i] ?? '')].map((cell) => cell.length)),
    );
    const show = (cells: readonly string[]): string =>
      `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
    console.log(`\n${show(head)}\n${show(widths.map((width) => '-'.repeat(width)))}`);
    for (const row of rows) console.log(show(row));
    for (const { what, got } of this.having('slow')) console.log(`slow: ${what}: ${got}`);
    for (const { what, got } of this.having('missed')) console.log(`failed: ${what}: ${got}`);
  }

  write(file: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...this.facts, figures: this.lines, goals: this.goals }, null, 1)}\n`);
  }
}
