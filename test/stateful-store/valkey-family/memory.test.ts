import { readFileSync } from 'node:fs';
import { Size } from 'cdk8s';
import fc from 'fast-check';
import { Engine, StatefulStore, type StatefulStoreProps } from '../../../lib';
import { containerOf, find, testChart } from '../../support/charts';

const MEBIBYTE = 1024 ** 2;

function store(props: Partial<StatefulStoreProps> = {}) {
  const chart = testChart();
  new StatefulStore(chart, 'store', { engine: Engine.valkey(), ...props });
  return chart;
}

/** The settings of a server by name, as the server reads them. */
function settings(props: Partial<StatefulStoreProps>): Readonly<Record<string, string>> {
  const lines: string[] = find(store(props), 'ConfigMap')['data']['server.conf'].split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = '', value = ''] = /^(client-output-buffer-limit \w+|\S*) ?(.*)$/.exec(line) ?? [];
      return [name, value];
    }),
  );
}

/** The parts of a server's memory in MiB. */
function parts(mebibytes: number, props: Partial<StatefulStoreProps> = {}) {
  const all = settings({ memory: Size.mebibytes(mebibytes), ...props });
  const amount = (name: string) => Number(all[name]?.split(' ')[0]) / MEBIBYTE;
  const backlog = amount('repl-backlog-size');
  return {
    backlog,
    data: amount('maxmemory') - backlog,
    replicas: amount('client-output-buffer-limit replica'),
    clients: amount('maxmemory-clients'),
  };
}

/** Sizes from the smallest to 64 GiB, as likely small as large. */
const sizes = fc.double({ min: Math.log2(48), max: 16, noNaN: true }).map((exponent) => Math.floor(2 ** exponent));
const kinds = fc.record({
  replicas: fc.constantFrom(1, 3, 5),
  engine: fc.constantFrom(
    Engine.valkey(),
    Engine.valkey({ maxmemoryPolicy: 'allkeys-lru' }),
    Engine.valkey({ dataShare: 0.1 }),
    Engine.valkey({ image: 'valkey/valkey:7.2.5' }),
    Engine.redis(),
  ),
});

describe('the memory of a server', () => {
  it('holds what is overwritten twice, beside the server and writes that wait, at every size', () => {
    fc.assert(
      fc.property(sizes, kinds, (memory, kind) => {
        const { data, backlog, replicas } = parts(memory, kind);
        expect(data).toBeGreaterThan(0);
        expect(2 * data + backlog + Math.max(backlog, replicas) + 20).toBeLessThan(0.95 * memory + 4 + memory / 64);
      }),
      { numRuns: 60 },
    );
  });

  it('has more room in every part when there is more of it', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 4096 }), kinds, (memory, more, kind) => {
        const [less, greater] = [parts(memory, kind), parts(memory + more, kind)];
        expect(greater.data).toBeGreaterThan(less.data);
        for (const part of ['backlog', 'replicas', 'clients'] as const) {
          expect(greater[part]).toBeGreaterThanOrEqual(less[part]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [64, 11],
    [128, 34],
    [256, 78],
    [1024, 343],
    [65_536, 22_650],
  ])('of %d MiB keeps %d MiB for data after its backlog is full', (memory, least) => {
    const { data, backlog } = parts(memory);
    expect(data - 2 - memory / 64).toBeGreaterThanOrEqual(least);
    expect(backlog).toBe(memory / 16);
  });

  it('is what the guide says', () => {
    const rows = readFileSync('docs/guide/stateful-store.md', 'utf8').matchAll(
      /^\| (\d+) ([MG])iB(?:, the default)? \| ([\d.]+) [MG]iB \| ([\d.]+) ([MG])iB \| ([\d.]+) [MG]iB \|$/gm,
    );
    const said = [...rows].map(([, size, unit, three, one, dataUnit, share]) => {
      const mebibytes = Number(size) * (unit === 'G' ? 1024 : 1);
      const shown = (props: Partial<StatefulStoreProps>) => {
        const { data } = parts(mebibytes, props);
        const own = data - 2 - mebibytes / 64;
        if (dataUnit === 'M') return Math.floor(own + 0.001);
        return own / 1024 < 10 ? Math.floor((own / 1024) * 10) / 10 : Math.floor(own / 1024);
      };
      expect([three, one, share].map(Number)).toEqual(
        [{}, { replicas: 1 }, { engine: Engine.valkey({ dataShare: 0.65 }) }].map(shown),
      );
      return mebibytes;
    });
    expect(said).toEqual([64, 128, 256, 512, 1024, 2048, 4096, 16_384, 65_536]);
  });

  it('keeps as much for a cache, which would otherwise evict all of it for the backlog', () => {
    const engine = Engine.valkey({ maxmemoryPolicy: 'allkeys-lru' });
    expect(parts(128, { engine })).toEqual(parts(128));
    expect(settings({ engine })['maxmemory-policy']).toBe('allkeys-lru');
  });

  it('has more for data where no replica follows', () => {
    expect(parts(256, { replicas: 1 }).data).toBeGreaterThan(parts(256).data);
    expect(parts(256, { replicas: 1 }).backlog).toBe(1);
  });

  it('has more for data that is mostly read', () => {
    const engine = Engine.valkey({ dataShare: 0.65 });
    expect(parts(1024, { engine }).data).toBeGreaterThan(1.25 * parts(1024).data);
  });

  it('ends no copy because it takes long', () => {
    expect(settings({})['client-output-buffer-limit replica']).toMatch(/^\d+ 0 0$/);
  });

  it('bounds what clients that do not read take up', () => {
    expect(parts(256).clients).toBe(32);
    expect(settings({})['client-output-buffer-limit pubsub']).toBe(`${32 * MEBIBYTE} ${8 * MEBIBYTE} 60`);
    const old = settings({ engine: Engine.redis({ image: 'redis:6.2.6' }) });
    expect(old).not.toHaveProperty('maxmemory-clients');
    expect(old['client-output-buffer-limit normal']).toBe(`${32 * MEBIBYTE} 0 0`);
  });

  it('counts a buffer for each replica where they share none, and the log of a rewrite', () => {
    const engine = Engine.redis({ image: 'redis:6.2.6' });
    const [three, five] = [parts(256, { engine }), parts(256, { engine, replicas: 5 })];
    expect(three.replicas * 2).toBeCloseTo(five.replicas * 4);
    expect(three.data).toBeLessThan(0.7 * parts(256).data);
  });

  it('lets writes wait on the replica during a copy where the version can, and its user may begin one', () => {
    expect(settings({})['dual-channel-replication-enabled']).toBe('yes');
    expect(find(store(), 'ConfigMap')['data']['users.acl']).toMatch(/user replica .*\+ping \+sync\n/);
    for (const engine of [Engine.redis(), Engine.valkey({ image: 'valkey/valkey:9.0.1' })]) {
      expect(settings({ engine })).not.toHaveProperty('dual-channel-replication-enabled');
      expect(find(store({ engine }), 'ConfigMap')['data']['users.acl']).not.toContain('+sync');
    }
    expect(settings({ replicas: 1 })).not.toHaveProperty('dual-channel-replication-enabled');
  });

  it('gets back what was freed before it adds up', () => {
    const env: { name: string; value: string }[] = containerOf(find(store(), 'StatefulSet'))['env'];
    const values = env.filter(({ name }) => name.endsWith('MALLOC_CONF')).map(({ value }) => value);
    expect(values).toEqual(['dirty_decay_ms:100,muzzy_decay_ms:0', 'dirty_decay_ms:100,muzzy_decay_ms:0']);
  });

  it.each([1, 3])('fails when it leaves no room for data in %d pods', (replicas) => {
    expect(() => store({ replicas, memory: Size.mebibytes(32) })).toThrow(
      '[shop/store] memory must leave room for data beside the server and its buffers, got 32Mi; use at least 48Mi',
    );
  });
});
