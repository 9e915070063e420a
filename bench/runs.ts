import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { compiled } from './compiled';
import type { Measurement, Subject } from './measure';
import type { Program } from './programs';

/** Measures one cold synth in a process of its own, as `cdk8s synth` does it. */
export function measureOnce(subject: Subject, program: Program): Measurement {
  const script = join(compiled(), 'bench', 'measure.js');
  const argument = JSON.stringify([subject, program]);
  return JSON.parse(execFileSync(process.execPath, [script, argument], { encoding: 'utf8' })) as Measurement;
}

const RUNS = 3;
/** A process that takes longer is measured once. */
const RUN_ONCE_ABOVE_SECONDS = 2;

/** The run with the median time of synth. */
export function median(subject: Subject, program: Program): Measurement {
  const runs: Measurement[] = [];
  while (runs.length < RUNS && (runs[0]?.all ?? 0) < RUN_ONCE_ABOVE_SECONDS) {
    runs.push(measureOnce(subject, program));
  }
  runs.sort((a, b) => a.synth - b.synth);
  return runs[Math.floor(runs.length / 2)] as Measurement;
}

/** Prints a table line by line while its rows are measured. */
export class Table {
  constructor(
    private readonly headings: readonly string[],
    private readonly first = 26,
  ) {
    console.log(this.line(headings));
    console.log(`|${headings.map((_, i) => '-'.repeat(this.width(i) + 2)).join('|')}|`);
  }

  row(cells: readonly string[]): void {
    console.log(this.line(cells));
  }

  private line(cells: readonly string[]): string {
    const padded = cells.map((cell, i) => (i === 0 ? cell.padEnd(this.width(i)) : cell.padStart(this.width(i))));
    return `| ${padded.join(' | ')} |`;
  }

  private width(at: number): number {
    return at === 0 ? this.first : Math.max(5, this.headings[at]?.length ?? 0);
  }
}

/** Returns one line about a goal. */
export function goal(
  what: string,
  value: number,
  relation: 'at least' | 'at most',
  bound: number,
  unit: string,
): string {
  const met = relation === 'at least' ? value >= bound : value <= bound;
  return `${met ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(2)}${unit}, goal ${relation} ${bound}${unit}`;
}
