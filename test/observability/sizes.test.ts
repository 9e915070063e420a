import { bytes, millicpu } from '../../lib/checks/quantity';
import { SERVERS as TABLE } from '../../lib/observability/servers';
import { amountsOf, CARRIED, OBSERVABILITY_SIZES, ROWS, tooMany } from '../../lib/observability/sizes';
import { containerOf, errorsOf, find, testChart } from '../support/charts';
import { observability, Queue } from './support';

type Server = keyof typeof ROWS;
const SERVERS = Object.keys(ROWS) as Server[];

describe('the sizes of an Observability', () => {
  it('ask for less than 1 CPU and 2 GiB on three nodes when they are small, with logs and traces', () => {
    const pods = (server: Server): number => (TABLE[server].kind === 'DaemonSet' ? 3 : 1);
    // A small Observability has no gateway, and one store for logs.
    const running = SERVERS.filter((server) => server !== 'gateway' && server !== 'victoria');
    const sum = (field: (server: Server) => number): number =>
      running.reduce((all, server) => all + pods(server) * field(server), 0);
    expect(sum((server) => millicpu(amountsOf(server, {}).cpu))).toBeLessThanOrEqual(1000);
    expect(sum((server) => bytes(amountsOf(server, {}).memory))).toBeLessThanOrEqual(2 * 1024 ** 3);
  });

  it.each(OBSERVABILITY_SIZES)('carry in size %s what the parts of each row add up to', (size) => {
    const { workloads, nodes, series, storage } = CARRIED[size];
    expect(workloads * 300 + nodes * 2000).toBe(series);
    const samples = series * ((15 * 24 * 3600) / 30);
    expect(samples * 1.5).toBeLessThanOrEqual(0.8 * storage * 1024 ** 3);
    // The memory of Prometheus: 3 KiB a series.
    expect(series * 3 * 1024).toBeLessThanOrEqual(bytes(amountsOf('prometheus', { size }).memory));
  });

  it.each(SERVERS)('let %s take at least a third more memory than it asks for, and grow with the size', (server) => {
    const all = OBSERVABILITY_SIZES.map((size) => amountsOf(server, { size }));
    for (const { memoryBurst = 1 } of all)
      expect(memoryBurst).toBeGreaterThanOrEqual(server === 'prometheus' ? 2 : 4 / 3);
    const [small = 0, medium = 0, large = 0] = all.map(({ memory }) => bytes(memory));
    expect(small <= medium && medium <= large).toBe(true);
  });

  it('reach the containers', () => {
    const chart = testChart();
    observability(chart, { size: 'medium' });
    expect(containerOf(find(chart, 'StatefulSet'), 'prometheus')['resources']).toMatchObject({
      limits: { memory: '4Gi' },
      requests: { cpu: '500m', memory: '2Gi' },
    });
    const [{ spec }] = find(chart, 'StatefulSet')['spec'].volumeClaimTemplates;
    expect(spec.resources.requests.storage).toBe('50Gi');
  });

  it('fail when they are too small for what is watched', () => {
    const things = (count: number) => Array.from({ length: count }, () => ({ isOwn: false }));
    expect(tooMany([...things(210), { isOwn: true }], {})).toEqual([]);
    expect(tooMany(things(211), {})).toEqual([
      "size small must carry what is watched, at most 200 things, got 211; use size: 'medium'",
    ]);
    expect(tooMany(things(5011), { size: 'large' })).toEqual([
      expect.stringContaining('got 5011; spread what is watched over several Observability constructs'),
    ]);
    const chart = testChart();
    const observer = observability(chart);
    for (let at = 0; at < 211; at += 1) observer.watch(new Queue(chart, `queue-${at}`, [], { port: 9090 }));
    expect(errorsOf(chart)).toEqual([expect.stringContaining('[shop/observability] size small must carry')]);
  });

  it('fail when the size is not one of them', () => {
    expect(() => observability(testChart(), { size: 'huge' as never })).toThrow(
      "[shop/observability] size must be one of small, medium, large, got huge; use 'small', for example",
    );
  });
});
