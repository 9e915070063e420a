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

interface Goal {
  readonly what: string;
  readonly met: boolean;
  readonly got: string;
  /** A goal that a busy machine can miss: a second measurement replaces the first. No other goal is measured twice. */
  readonly time: boolean;
}

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
    this.judge({ what, met, got, time: false });
  }

  /** A goal that a machine busy elsewhere can miss, which says nothing about a store: it may be measured again. */
  time(what: string, met: boolean, got: string): void {
    this.judge({ what, met, got, time: true });
  }

  private judge(goal: Goal): void {
    this.goals.push(goal);
    console.log(`${goal.met ? 'ok  ' : 'FAIL'}  ${goal.what}: ${goal.got}`);
  }

  private get missed(): Goal[] {
    const last = new Map(this.goals.map((goal) => [goal.what, goal]));
    return this.goals.filter((goal) => !goal.met && !(goal.time && last.get(goal.what) !== goal));
  }

  get failed(): number {
    return this.missed.length;
  }

  get passed(): number {
    return this.goals.filter(({ met }) => met).length;
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
    for (const { what, got } of this.missed) console.log(`failed: ${what}: ${got}`);
  }

  write(file: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...this.facts, figures: this.lines, goals: this.goals }, null, 1)}\n`);
  }
}
