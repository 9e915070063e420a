import { Chart, Duration, Size, Testing } from 'cdk8s';
import { Peer, Port, SecretKey, type Signal, Traces } from '../../lib';
import { Observability } from '../../lib/observability/observability';
import { synth, testChart } from '../support/charts';
import { adminPassword, NO_SOURCES, observability, Queue, UNSTORED, webApp } from './support';

const signal: Signal = { name: 'Depth', question: 'Deep?', unit: 'short', expr: (matchers) => `depth{${matchers}}` };
const alert = { for: Duration.minutes(5), severity: 'info', advice: 'look' } as const;

describe('an Observability', () => {
  it.each([
    [
      'storage is nothing',
      { storage: Size.gibibytes(0) },
      /storage must be a positive amount of whole bytes, got 0 bytes/,
    ],
    ['storage is too small', { storage: Size.mebibytes(512) }, /storage must be at least 1Gi, got 536870912 bytes/],
    ['retention is nothing', { retention: Duration.hours(0) }, /retention must be whole hours, at least 1, got 0 s/],
    [
      'retention is not whole hours',
      { retention: Duration.minutes(90) },
      /retention must be whole hours, .* got 5400 s/,
    ],
    [
      'interval is not whole seconds',
      { scrapeInterval: Duration.millis(1500) },
      /scrapeInterval must be whole seconds, .* got 1.5 s/,
    ],
    ['memory is nothing', { memory: Size.mebibytes(0) }, /memory must be a positive amount/],
    ['the host is not a host name', { host: 'https://grafana' }, /host must be a host name, got https:\/\/grafana/],
    ['the name is not a DNS label', { name: 'Metrics' }, /name of a StatefulSet must be a DNS label/],
  ])('fails when %s', (_, props, message) => {
    expect(() => synth(withProps(props))).toThrow(message);
    expect(() => synth(withProps(props))).toThrow(/\[shop\/observability/);
  });

  it('fails when the admin password is not a key of a Secret', () => {
    // @ts-expect-error: a text is not a key of a Secret
    expect(() => new Observability(testChart(), 'observability', { adminPassword: 'admin' })).toThrow(
      "[shop/observability] adminPassword must be a key of a Secret, got something else; pass SecretKey.of('grafana', 'password')",
    );
  });

  it('fails when there are two of one name in a namespace', () => {
    const chart = testChart();
    observability(chart);
    expect(() => new Observability(chart, 'other', { adminPassword, name: 'observability' })).toThrow(
      /must be unique in its namespace, got observability-prometheus/,
    );
  });

  it('fails when what is watched has more signals than kubectl apply takes', () => {
    const chart = testChart();
    const huge = (at: number): Signal => ({ ...signal, name: `S${at}`, question: 'q'.repeat(11_000) });
    observability(chart).watch(
      new Queue(
        chart,
        'queue',
        Array.from({ length: 100 }, (_, at) => huge(at)),
      ),
    );
    expect(() => synth(chart)).toThrow(
      /ConfigMap observability-grafana-shop.queue must fit into the annotation of kubectl apply, 262144 bytes as JSON, got \d+ bytes; give shop.queue fewer signals/,
    );
  });
});

describe('watch', () => {
  const watch = (signals: readonly Signal[]) => () => {
    const chart = testChart();
    observability(chart).watch(new Queue(chart, 'queue', signals));
  };

  it('fails when two things have one name in one namespace, and not in two namespaces', () => {
    const root = Testing.app();
    const [shop, pay] = [testChart('shop', root), testChart('pay', root)];
    const observer = observability(shop);
    observer.watch(webApp(shop), webApp(pay));
    const twin = { peer: Peer.pods(shop, { name: 'web', labels: { app: 'twin' } }), signals: [] };
    expect(() => observer.watch(twin)).toThrow(
      /what is watched must have a name of its own in its namespace, got shop\/web; shop\/web has it; rename/,
    );
  });

  it('fails when metrics are of pods that the app does not define', () => {
    const peer = Peer.foreignPods({ name: 'elsewhere', labels: { app: 'x' } });
    const metrics = { port: Port.tcp(9100) };
    expect(() => observability(testChart()).watch({ peer, metrics, signals: [] })).toThrow(
      /metrics can be read from pods of this app only, got elsewhere; give it a peer made by Peer.pods/,
    );
  });

  it('fails when another Observability watches the same workload', () => {
    const root = Testing.app();
    const shop = new Chart(root, 'shop', { namespace: 'shop' });
    const web = webApp(shop);
    const first = observability(new Chart(root, 'first', { namespace: 'first' }));
    const second = observability(new Chart(root, 'second', { namespace: 'second' }));
    first.watch(web);
    first.watch(web);
    expect(() => second.watch(web)).toThrow(
      '[second/observability] a workload is watched by one Observability, got shop/web, which first/observability watches; ' +
        'remove it from watch of one of the two',
    );
  });

  it('takes the servers of another Observability, which tells when they are down', () => {
    const root = Testing.app();
    const first = new Chart(root, 'first', { namespace: 'first' });
    observability(first, { traces: Traces.jaeger() });
    const second = observability(new Chart(root, 'second', { namespace: 'second' }));
    expect(() => second.watch(first)).not.toThrow();
  });

  it('fails when the namespace of one side is not known', () => {
    const root = Testing.app();
    const [plain, monitoring] = [new Chart(root, 'plain'), testChart('monitoring', root)];
    expect(() => observability(monitoring).watch(webApp(plain))).toThrow(/the namespace of plain\/web must be known/);
    const elsewhere = testChart('elsewhere', root);
    const observer = new Observability(new Chart(root, 'unknown'), 'observability', {
      adminPassword,
      sources: NO_SOURCES,
      ...UNSTORED,
    });
    expect(() => observer.watch(webApp(elsewhere))).toThrow(/the namespace of unknown\/observability.* must be known/);
  });

  it('fails when the name of a signal is not UpperCamelCase', () => {
    expect(watch([{ ...signal, name: 'queue-depth' }])).toThrow(
      /signal of queue must be named in UpperCamelCase, got queue-depth/,
    );
  });

  it('fails when two signals have one name', () => {
    expect(watch([signal, signal])).toThrow(/signal of queue must have a name of its own, got Depth/);
  });

  it('fails when an alert has no limit, or two', () => {
    expect(watch([{ ...signal, alert }])).toThrow(/needs either above or below, got neither/);
    expect(watch([{ ...signal, alert: { ...alert, above: 1, below: 2 } }])).toThrow(
      /needs either above or below, got both/,
    );
  });

  it('fails when an alert holds for less than a second, in part', () => {
    const part = { ...alert, above: 1, for: Duration.millis(1500) };
    expect(watch([{ ...signal, alert: part }])).toThrow(
      /alert of signal Depth of queue must be for whole seconds, got 1.5 s/,
    );
  });
});

function withProps(props: object): Chart {
  const chart = testChart();
  new Observability(chart, 'observability', { adminPassword: SecretKey.of('grafana', 'password'), ...props });
  return chart;
}
