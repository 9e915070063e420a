import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Measurement, Subject } from './measure';
import type { Workload } from './workload';

interface Row extends Workload {
  /** False where the App of cdk8s needs minutes, or more time than there is. */
  readonly withCdk8s: boolean;
}

const ROWS: readonly Row[] = [
  ...[1, 10, 100, 500, 1000].map((charts): Row => row('independent', charts)),
  row('independent', 4000, { withCdk8s: false }),
  row('independent', 200, { services: 4 }),
  ...[2, 4, 6, 7].map((charts): Row => row('chain', charts)),
  ...[8, 500].map((charts): Row => row('chain', charts, { withCdk8s: false })),
  row('hub', 200),
];

function row(shape: Row['shape'], charts: number, { services = 1, withCdk8s = true } = {}): Row {
  return { shape, charts, services, withCdk8s };
}

const RUNS = 3;
const RUN_ONCE_ABOVE_SECONDS = 1;

/** The run with the median CPU time. Each run is a process of its own: one cold synth, as `cdk8s synth` does it. */
function median(subject: Subject, { shape, charts, services }: Row): Measurement {
  const workload: Workload = { shape, charts, services };
  const runs: Measurement[] = [];
  while (runs.length < RUNS && (runs[0]?.cpuSeconds ?? 0) < RUN_ONCE_ABOVE_SECONDS) {
    const script = join(__dirname, 'measure.ts');
    const argument = JSON.stringify([subject, workload]);
    const output = execFileSync(process.execPath, ['-r', 'ts-node/register', script, argument], { encoding: 'utf8' });
    runs.push(JSON.parse(output) as Measurement);
  }
  runs.sort((a, b) => a.cpuSeconds - b.cpuSeconds);
  return runs[Math.floor(runs.length / 2)] as Measurement;
}

interface Result {
  readonly row: Row;
  readonly cdk8s?: Measurement | undefined;
  readonly mainstay: Measurement;
  readonly floor: Measurement;
}

function resultOf(row: Row): Result {
  const cdk8s = row.withCdk8s ? median('cdk8s', row) : undefined;
  const mainstay = median('mainstay', row);
  if (cdk8s && cdk8s.digest !== mainstay.digest) throw new Error(`${nameOf(row)}: the two wrote different files`);
  return { row, cdk8s, mainstay, floor: median('floor', row) };
}

const nameOf = ({ shape, charts, services }: Row) =>
  `${charts} × ${services} service${services > 1 ? 's' : ''}${shape === 'independent' ? '' : `, ${shape}`}`;
const seconds = (value?: Measurement) => value?.cpuSeconds.toFixed(3) ?? '–';
const megabytes = (value?: Measurement) => value?.peakMegabytes.toFixed(0) ?? '–';
const ratio = ({ cdk8s, mainstay }: Result) => (cdk8s ? cdk8s.cpuSeconds / mainstay.cpuSeconds : Number.NaN);

const HEADINGS = ['charts', 'cdk8s CPU s', 'Mainstay CPU s', 'ratio', 'floor CPU s', 'cdk8s MB', 'Mainstay MB'];
const line = (cells: readonly string[]) =>
  `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(HEADINGS[i]?.length ?? 0))).join(' | ')} |`;

function lineOf(result: Result): string {
  const { row, cdk8s, mainstay, floor } = result;
  const times = cdk8s ? `${ratio(result).toFixed(1)}×` : '–';
  return line([
    nameOf(row),
    seconds(cdk8s),
    seconds(mainstay),
    times,
    seconds(floor),
    megabytes(cdk8s),
    megabytes(mainstay),
  ]);
}

function goals(results: readonly Result[]): string[] {
  const find = (shape: Row['shape'], charts: number) =>
    results.find(({ row }) => row.shape === shape && row.charts === charts) as Result;
  const perObject = (result: Result) => result.mainstay.cpuSeconds / result.mainstay.objects;
  const growth = perObject(find('independent', 4000)) / perObject(find('independent', 500));
  const chain = find('chain', 500).mainstay.cpuSeconds;
  return [
    goal('1000 charts', ratio(find('independent', 1000)), 'at least', 25, '×'),
    goal('200 charts of four services', ratio(find('independent', 200)), 'at least', 6, '×'),
    goal('CPU per object, 4000 charts to 500', growth, 'at most', 1.3, '×'),
    goal('chain of 500', chain, 'at most', 3, ' s'),
  ];
}

function goal(what: string, value: number, relation: 'at least' | 'at most', bound: number, unit: string): string {
  const met = relation === 'at least' ? value >= bound : value <= bound;
  return `${met ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(2)}${unit}, goal ${relation} ${bound}${unit}`;
}

function main(): void {
  console.log(
    'Charts × services in each, of ten objects. Chain: each chart depends on the last. Hub: all on the first.',
  );
  console.log('CPU time of one synth() in a fresh process; peak memory of that process; same bytes written by both.');
  console.log(`Median of ${RUNS} runs, one run above ${RUN_ONCE_ABOVE_SECONDS} s. Floor: JSON.stringify and write.`);
  console.log('– : not run, cdk8s would take minutes (4000 charts, chain of 8) or never end (chain of 500).\n');
  console.log(line(HEADINGS));
  console.log(`|${HEADINGS.map((heading, i) => '-'.repeat((i === 0 ? 24 : heading.length) + 2)).join('|')}|`);
  const results = ROWS.map((row) => {
    const result = resultOf(row);
    console.log(lineOf(result));
    return result;
  });
  console.log(`\n${goals(results).join('\n')}`);
}

main();
