import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuOfLoading, entrance, STOCK_MODULES } from './imports';
import type { Measurement, Subject } from './measure';
import type { Program } from './programs';
import { measureOnce } from './runs';

const FILE = join(__dirname, 'ratios.json');

/** A ratio may be so much worse than the committed one. */
const TOLERANCE = 1.25;
/** The number of runs in a row that must be worse. */
const TRIES = 3;
/** The measurements of each side, in turns, of which the least counts: others are on the machine. */
const RUNS = 3;

type Ratios = Readonly<Record<string, number>>;
type Figure = (measurement: Measurement) => number;

const synthOf: Figure = ({ synth }) => synth;
const workOf: Figure = ({ construct, synth }) => construct + synth;

/** Returns what we take for each second of another subject. */
function ratio(program: Program, other: Subject, figure: Figure, beside: Program = program): number {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    ours.push(figure(measureOnce('mainstay', program)));
    theirs.push(figure(measureOnce(other, beside)));
  }
  return Math.min(...ours) / Math.min(...theirs);
}

/** The ratios that are kept: time of ours to time of something that this repository does not change. Less is better. */
const RATIOS: Readonly<Record<string, () => number>> = {
  '100 charts of plain objects: synth to that of cdk8s': () =>
    ratio({ shape: 'independent', charts: 100, services: 1 }, 'cdk8s', synthOf),
  '1000 charts of plain objects: synth to the floor': () =>
    ratio({ shape: 'independent', charts: 1000, services: 1 }, 'floor', synthOf),
  '20 shops: constructs and synth to the synth of 100 charts by cdk8s': () =>
    ratio({ program: 'shops', size: 20 }, 'cdk8s', workOf, { shape: 'independent', charts: 100, services: 1 }),
  'one shop: all to the load of cdk8s': () => {
    const all = Array.from({ length: RUNS }, () => measureOnce('mainstay', { program: 'shops', size: 1 }).all);
    return Math.min(...all) / cpuOfLoading(STOCK_MODULES, RUNS);
  },
  'load of the package to the load of cdk8s': () =>
    cpuOfLoading(entrance('lib/index.js'), RUNS) / cpuOfLoading(STOCK_MODULES, RUNS),
};

/** Measures all ratios and writes them for later checks. */
export function saveRatios(): void {
  const ratios = Object.fromEntries(Object.entries(RATIOS).map(([name, measure]) => [name, rounded(measure())]));
  writeFileSync(FILE, `${JSON.stringify(ratios, null, 2)}\n`);
  console.log(JSON.stringify(ratios, null, 2));
}

/** Compares each ratio with the committed one. Returns the names of those that were worse in every try. */
export function regressions(committed: Ratios, measures: Readonly<Record<string, () => number>>): readonly string[] {
  return Object.entries(measures).flatMap(([name, measure]) => {
    const known = committed[name];
    if (known === undefined) return [`${name}: not in the committed ratios`];
    const tries: number[] = [];
    while (tries.length < TRIES && tries.every((one) => one > known * TOLERANCE)) tries.push(measure());
    const shown = `${name}: ${tries.map((one) => one.toFixed(3)).join(', ')}, committed ${known}`;
    const isWorse = tries.every((one) => one > known * TOLERANCE);
    console.log(`${isWorse ? 'WORSE ' : 'ok    '} ${shown}`);
    return isWorse ? [shown] : [];
  });
}

/** Fails the process when a ratio is worse than the committed one by more than a quarter, three times in a row. */
export function checkRatios(): void {
  const worse = regressions(JSON.parse(readFileSync(FILE, 'utf8')) as Ratios, RATIOS);
  if (worse.length === 0) return;
  console.error(
    `\nslower than the committed ratios by more than ${Math.round(100 * TOLERANCE - 100)} %:\n${worse.join('\n')}`,
  );
  process.exitCode = 1;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
