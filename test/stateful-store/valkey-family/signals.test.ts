import { Engine, Observability, StatefulStore, type StatefulStoreProps, type ValkeyOptions } from '../../../lib';
import { containerOf, find, names, podOf, testChart } from '../../support/charts';

function store(props: Partial<StatefulStoreProps> = {}, options: ValkeyOptions = {}) {
  const chart = testChart();
  const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(options), ...props });
  return { chart, sessions };
}

const titles = ({ sessions }: ReturnType<typeof store>) => sessions.signals.map(({ name }) => name);

describe('what an operator is told about a store', () => {
  it('comes from an exporter beside the server and one beside the Sentinel', () => {
    const { chart, sessions } = store();
    const set = find(chart, 'StatefulSet');
    expect(containerOf(set, 'exporter')['command']).toContain('--redis.addr=redis://localhost:6379');
    expect(containerOf(set, 'sentinel-exporter')['command']).toContain('--redis.addr=redis://localhost:26379');
    expect(sessions.metrics).toMatchObject({ port: { number: 9121 }, morePorts: [{ number: 9122 }] });
  });

  it('is read from both, and they are reached by whoever watches only', () => {
    const { chart, sessions } = store();
    const fence = () => find(chart, 'NetworkPolicy', 'sessions')['spec'].ingress;
    expect(JSON.stringify(fence())).not.toMatch(/912[12]/);
    new Observability(chart, 'observability').watch(sessions);
    const [{ ports }] = find(chart, 'NetworkPolicy', 'sessions-from-observability-prometheus')['spec'].ingress;
    expect(ports.map(({ port }: { port: number }) => port)).toEqual([9121, 9122]);
    const config = JSON.stringify(find(chart, 'ConfigMap', 'observability-prometheus-shop.sessions')['data']);
    expect(config).toContain('regex: 9121|9122');
  });

  it('says of every expression whether it is about servers or Sentinels, which have metrics in common', () => {
    for (const { name, expr } of store().sessions.signals.filter((signal) => /redis_/.test(signal.expr('SCOPE')))) {
      const selectors = [...expr('SCOPE').matchAll(/redis_\w+\{([^}]*)\}/g)].map(([, labels]) => labels);
      expect({ name, selectors: selectors.length }).not.toEqual({ name, selectors: 0 });
      for (const labels of selectors) expect(labels).toMatch(/^SCOPE,container="(sentinel-)?exporter"/);
    }
  });

  it('is an alert for whatever stops writes', () => {
    const critical = store().sessions.signals.filter(({ alert }) => alert?.severity === 'critical');
    expect(critical.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['NoPrimary', 'TwoPrimaries', 'WritesRefused', 'NoQuorum', 'DiskRefused']),
    );
    for (const { question, alert } of store().sessions.signals) {
      expect(question).toMatch(/\?$/);
      if (alert) expect(alert.advice).toMatch(/\.$/);
    }
  });

  it('does not ask a single server about replicas', () => {
    expect(titles(store({ replicas: 1 }))).not.toContain('NoPrimary');
    expect(podOf(find(store({ replicas: 1 }).chart, 'StatefulSet'))['containers']).toHaveLength(2);
  });

  it('does not alert when a cache is full', () => {
    const memory = (options: ValkeyOptions) =>
      store({}, options).sessions.signals.find(({ name }) => name === 'MemoryNearlyFull')?.alert;
    expect(memory({})).toMatchObject({ above: 0.9 });
    expect(memory({ maxmemoryPolicy: 'allkeys-lru' })).toBeUndefined();
  });

  it('is nothing of the servers without exporters', () => {
    const without = store({}, { exporter: false });
    expect(without.sessions.metrics).toBeUndefined();
    expect(titles(without)).not.toContain('NoPrimary');
    expect(names(without.chart, 'Service')).toContain('sessions-sentinel');
    expect(podOf(find(without.chart, 'StatefulSet'))['containers']).toHaveLength(1);
  });
});
