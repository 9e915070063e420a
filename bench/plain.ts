import type { Measurement } from './measure';
import { goal, median, Table } from './runs';
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

interface Result {
  readonly row: Row;
  readonly cdk8s?: Measurement | undefined;
  readonly mainstay: Measurement;
  readonly floor: Measurement;
}

function resultOf(row: Row): Result {
  const { withCdk8s, ...workload } = row;
  const cdk8s = withCdk8s ? median('cdk8s', workload) : undefined;
  const mainstay = median('mainstay', workload);
  if (cdk8s && cdk8s.digest !== mainstay.digest) throw new Error(`${nameOf(row)}: the two wrote different files`);
  return { row, cdk8s, mainstay, floor: median('floor', workload) };
}

const nameOf = ({ shape, charts, services }: Row) =>
  `${charts} × ${services} service${services > 1 ? 's' : ''}${shape === 'independent' ? '' : `, ${shape}`}`;
const seconds = (value?: Measurement) => value?.synth.toFixed(3) ?? '–';
const megabytes = (value?: Measurement) => value?.megabytes.toFixed(0) ?? '–';
const ratio = ({ cdk8s, mainstay }: Result) => (cdk8s ? cdk8s.synth / mainstay.synth : Number.NaN);

function cellsOf(result: Result): string[] {
  const { row, cdk8s, mainstay, floor } = result;
  const times = cdk8s ? `${ratio(result).toFixed(1)}×` : '–';
  return [nameOf(row), seconds(cdk8s), seconds(mainstay), times, seconds(floor), megabytes(cdk8s), megabytes(mainstay)];
}

function goals(results: readonly Result[]): string[] {
  const find = (shape: Row['shape'], charts: number) =>
    results.find(({ row }) => row.shape === shape && row.charts === charts) as Result;
  const thousand = find('independent', 1000);
  const perObject = ({ mainstay }: Result) => mainstay.synth / mainstay.objects;
  return [
    goal('1000 charts', ratio(thousand), 'at least', 30, '×'),
    goal('200 charts of four services', ratio(find('independent', 200)), 'at least', 8, '×'),
    goal(
      'CPU per object, 4000 charts to 500',
      perObject(find('independent', 4000)) / perObject(find('independent', 500)),
      'at most',
      1.3,
      '×',
    ),
    goal('10,000 objects to the floor', thousand.mainstay.synth / thousand.floor.synth, 'at most', 6, '×'),
    goal('chain of 500', find('chain', 500).mainstay.synth, 'at most', 3, ' s'),
  ];
}

/** Compares synth of plain objects with that of cdk8s. */
export function plainObjects(): readonly string[] {
  console.log(
    '\nObjects of cdk8s-plus: charts × services in each, of ten objects. Chain: each chart depends on the last.',
  );
  console.log(
    'Hub: all depend on the first. CPU time of one synth(); the same bytes by both. – : cdk8s would take minutes.\n',
  );
  const table = new Table(['charts', 'cdk8s s', 'Mainstay s', 'ratio', 'floor s', 'cdk8s MB', 'Mainstay MB']);
  const results = ROWS.map((row) => {
    const result = resultOf(row);
    table.row(cellsOf(result));
    return result;
  });
  return goals(results);
}
