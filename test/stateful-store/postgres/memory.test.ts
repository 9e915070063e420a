import { Size } from 'cdk8s';
import fc from 'fast-check';
import type { PostgresOptions } from '../../../lib';
import { find } from '../../support/charts';
import { database, operated, settings } from './support';

const MEBIBYTE = 1024 ** 2;
const UNITS: Readonly<Record<string, number>> = { kB: 1024, MB: MEBIBYTE };

/** A setting in MiB, or a number without a unit. */
function amount(value = ''): number {
  const [, number, unit] = /^(\d+)(kB|MB)?$/.exec(value) ?? [];
  return unit === undefined ? Number(number) : (Number(number) * (UNITS[unit] ?? 0)) / MEBIBYTE;
}

/** The numbers among the settings of a server with so many MiB. */
function numbers(mebibytes: number, options: PostgresOptions = {}) {
  const all = settings(database(options, { memory: Size.mebibytes(mebibytes), storage: Size.gibibytes(100) }).chart);
  return (name: string): number => amount(all[name]);
}

/** Everything at once, in MiB, with what real servers were measured to need for it. */
function atOnce(of: (name: string) => number): number {
  const processes = of('max_connections') + of('max_parallel_workers') + 3 + 2;
  const shared = of('shared_buffers') * (1 + 1 / 32) + Math.min(of('shared_buffers') / 32, 16) + 7;
  const sorts = (of('max_connections') + of('max_parallel_workers')) * of('work_mem') * 2 * 1.25;
  const maintained = of('maintenance_work_mem') + 3 * of('autovacuum_work_mem');
  return 12 + shared + processes * (2 + of('shared_buffers') / 512) + sorts + maintained;
}

/** Sizes from the smallest to 64 GiB, as likely small as large. */
const sizes = fc.double({ min: 7, max: 16, noNaN: true }).map((exponent) => Math.floor(2 ** exponent));

describe('the memory of PostgreSQL', () => {
  it('holds cache, connections, their sorts, vacuums and a new index at once, at every size', () => {
    fc.assert(
      fc.property(sizes, (memory) => {
        const of = numbers(memory);
        expect(atOnce(of)).toBeLessThanOrEqual(memory * 0.95);
        expect(of('work_mem')).toBeGreaterThanOrEqual(0.25);
        expect(of('shared_buffers')).toBeGreaterThanOrEqual(memory / 6);
        expect(of('effective_cache_size')).toBeGreaterThanOrEqual(of('shared_buffers'));
      }),
      { numRuns: 80 },
    );
  });

  it('is used for the greater part, however large it is', () => {
    for (const memory of [256, 1024, 4096, 32_768]) expect(atOnce(numbers(memory))).toBeGreaterThan(memory * 0.88);
  });

  it('has more for every connection when there is more of it', () => {
    const [small, large] = [numbers(2048), numbers(8192)];
    for (const name of ['shared_buffers', 'work_mem', 'maintenance_work_mem', 'autovacuum_work_mem'])
      expect(large(name)).toBeGreaterThan(small(name));
  });

  it.each([
    [128, 20],
    [256, 32],
    [1024, 128],
    [65_536, 200],
  ])('of %d MiB has %d connections', (memory, connections) => {
    expect(numbers(memory)('max_connections')).toBe(connections);
  });

  it('has less for each of more connections', () => {
    const [few, many] = [numbers(1024, { maxConnections: 40 }), numbers(1024, { maxConnections: 180 })];
    expect(few('work_mem')).toBeGreaterThan(4 * many('work_mem'));
    expect(atOnce(many)).toBeLessThanOrEqual(1024 * 0.95);
  });

  it('follows from what is left by a setting of the user', () => {
    const of = numbers(1024, { parameters: { shared_buffers: '400MB' } });
    expect(of('shared_buffers')).toBe(400);
    expect(of('work_mem')).toBeLessThan(numbers(1024)('work_mem'));
    expect(atOnce(of)).toBeLessThanOrEqual(1024 * 0.95);
  });

  it('lets a query have more than its share where the program says so', () => {
    expect(numbers(1024, { parameters: { work_mem: '16MB' } })('work_mem')).toBe(16);
  });

  it('lets no worker help a query where there is no memory for one', () => {
    const workers = (memory: number) => numbers(memory)('max_parallel_workers');
    expect([128, 511, 512, 2048, 65_536].map(workers)).toEqual([0, 0, 1, 4, 8]);
    expect(numbers(128)('max_parallel_workers_per_gather')).toBe(0);
    expect(numbers(4096)('max_parallel_workers_per_gather')).toBe(2);
  });

  it('is divided without the program of the operator in the same container', () => {
    const { parameters } = find(operated({}, { replicas: 3, memory: Size.mebibytes(512) }).chart, 'Cluster')['spec']
      .postgresql;
    const of = (name: string) => amount(parameters[name]);
    expect(atOnce(of)).toBeLessThanOrEqual(512 * 0.95 - 96);
    const small = () => operated({}, { replicas: 3, memory: Size.mebibytes(192) });
    expect(small).toThrow(/memory must be at least 224Mi for postgres and its operator, got 201326592 bytes; use Size/);
  });

  it.each<[string, PostgresOptions, number, RegExp]>([
    ['it is smaller than a server', {}, 127, /memory must be at least 128Mi for postgres, got 133169152 bytes; use/],
    [
      'there are more connections than it holds',
      { maxConnections: 100 },
      256,
      /maxConnections must leave each connection 2 MiB of memory, .*, at most 52, got 100; raise memory, or pool/,
    ],
    [
      'locks take up what queries need',
      { parameters: { max_locks_per_transaction: '8192' } },
      256,
      /parameters must fit into 95 % .* locks 1\d\d.*; lower max_locks_per_transaction, or raise memory/,
    ],
    [
      'many vacuums at once need more',
      { parameters: { autovacuum_max_workers: '20', autovacuum_work_mem: '64MB' } },
      1024,
      /autovacuum_work_mem of 20 workers 1280MB .*; lower autovacuum_max_workers or autovacuum_work_mem, or raise/,
    ],
  ])('fails when %s', (_, options, mebibytes, message) => {
    expect(() => numbers(mebibytes, options)).toThrow(message);
  });

  it('holds the most connections that the error names, and not one more', () => {
    expect(() => numbers(256, { maxConnections: 52 })).not.toThrow();
    expect(() => numbers(256, { maxConnections: 53 })).toThrow(/at most 52, got 53/);
  });
});
