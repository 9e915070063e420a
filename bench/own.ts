import type { Measurement } from './measure';
import type { OwnProgram } from './programs';
import { goal, median, Table } from './runs';

const ROWS: readonly OwnProgram[] = [
  ...[1, 10, 50, 200, 400].map((size): OwnProgram => ({ program: 'shops', size })),
  ...[1, 10, 50, 200, 400].map((size): OwnProgram => ({ program: 'shops without baseline', size })),
  ...[50, 400].map((size): OwnProgram => ({ program: 'web apps', size })),
  ...[10, 50, 200].map((size): OwnProgram => ({ program: 'watched web apps', size })),
  { program: 'Online Boutique', size: 1 },
];

interface Result {
  readonly row: OwnProgram;
  readonly mainstay: Measurement;
  readonly floor: Measurement;
}

const work = ({ mainstay }: Result) => mainstay.construct + mainstay.synth;
const perObject = (result: Result) => (1000 * result.mainstay.all) / result.mainstay.objects;

function cellsOf(result: Result): string[] {
  const { row, mainstay, floor } = result;
  return [
    `${row.size} ${row.program}`,
    `${mainstay.objects}`,
    mainstay.construct.toFixed(2),
    mainstay.synth.toFixed(2),
    mainstay.all.toFixed(2),
    perObject(result).toFixed(2),
    floor.synth.toFixed(3),
    `${(work(result) / floor.synth).toFixed(0)}×`,
    mainstay.megabytes.toFixed(0),
    (mainstay.bytes / 1e6).toFixed(1),
  ];
}

const HEADINGS = [
  'program',
  'objects',
  'constructs s',
  'synth s',
  'in all s',
  'ms/object',
  'floor s',
  'ratio',
  'peak MB',
  'written MB',
];

function goals(results: readonly Result[]): string[] {
  const find = (program: OwnProgram['program'], size: number) =>
    results.find(({ row }) => row.program === program && row.size === size) as Result;
  const most = find('shops', 400);
  const bare = find('shops without baseline', 400);
  return [
    goal('400 shops, CPU per object', perObject(most), 'at most', 0.3, ' ms'),
    goal('CPU per object, 400 shops to 50', perObject(most) / perObject(find('shops', 50)), 'at most', 1.15, '×'),
    goal('the baseline of 400 shops', 100 * (1 - work(bare) / work(most)), 'at most', 30, ' %'),
    goal('400 shops, peak memory', most.mainstay.megabytes, 'at most', 300, ' MB'),
    goal('one shop in all', find('shops', 1).mainstay.all, 'at most', 0.4, ' s'),
  ];
}

/** Measures programs of our own constructs. */
export function ownConstructs(): readonly string[] {
  console.log(
    '\nOur own constructs. A shop: a baseline, a web app, a store of Valkey and an Observability that watches both.',
  );
  console.log('CPU time of the constructs, of synth, and of the whole process with Node.js and the libraries.\n');
  const table = new Table(HEADINGS);
  const results = ROWS.map((row) => {
    const result = { row, mainstay: median('mainstay', row), floor: median('floor', row) };
    table.row(cellsOf(result));
    return result;
  });
  return goals(results);
}
