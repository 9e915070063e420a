import { type Chart, Testing } from 'cdk8s';
import { App, Engine, External, type IObservable, Port, StatefulStore, WebApp } from '../../lib';
import { Observability } from '../../lib/observability/observability';
import { names, synth, testChart } from '../support/charts';
import { observability, sorted, WITH_KUBELET, watchedFiles, webApp } from './support';

const dashboards = (chart: Chart) => Object.keys(watchedFiles(chart, 'observability-grafana')).sort();

describe('watch(chart)', () => {
  it('is the same as watching each thing in it, without the servers that watch', () => {
    const [one, each] = [testChart(), testChart()];
    for (const chart of [one, each]) {
      const things = [webApp(chart), new StatefulStore(chart, 'queue', { engine: Engine.valkey() })];
      const observer = observability(chart, { sources: WITH_KUBELET });
      if (chart === one) observer.watch(chart);
      else observer.watch(...things);
    }
    expect(sorted(one)).toEqual(sorted(each));
    expect(dashboards(one)).toEqual(['shop.queue.json', 'shop.web.json']);
  });

  it('watches what is added later, also its namespace, before the app is judged', () => {
    const root = Testing.app();
    const [shop, pay] = [testChart('shop', root), testChart('pay', root)];
    observability(shop).watch(root);
    webApp(shop);
    webApp(pay, 'cashier');
    expect(dashboards(shop)).toEqual(['pay.cashier.json', 'shop.web.json']);
    expect(names(shop, 'NetworkPolicy')).toEqual(
      expect.arrayContaining(['observability-prometheus-to-web', 'web-from-observability-prometheus']),
    );
    const roles = synth(shop).filter(({ kind }) => kind === 'Role');
    expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(expect.arrayContaining(['pay', 'shop']));
  });

  it('watches what is added later in every form of the output', () => {
    const app = new App();
    const chart = testChart('shop', app);
    observability(chart, { sources: WITH_KUBELET }).watch(chart);
    webApp(chart);
    expect(app.synthYaml()).toContain('web-from-observability-prometheus');
  });

  it('leaves out what has neither metrics nor signals', () => {
    const chart = testChart();
    webApp(chart);
    new WebApp(chart, 'silent', { image: 'ghcr.io/acme/app:1.0.0' });
    observability(chart, { sources: WITH_KUBELET }).watch(chart);
    expect(dashboards(chart)).toEqual(['shop.web.json']);
  });

  it('takes lists, and everything twice', () => {
    const chart = testChart();
    const web = webApp(chart);
    const queue = new StatefulStore(chart, 'queue', { engine: Engine.valkey() });
    const observer = observability(chart, { sources: WITH_KUBELET });
    observer.watch([web, queue]);
    observer.watch(chart, web);
    observer.watch(chart);
    expect(dashboards(chart)).toEqual(['shop.queue.json', 'shop.web.json']);
  });

  it('fails when there is nothing to watch in it', () => {
    const chart = testChart();
    observability(chart, { sources: WITH_KUBELET }).watch(chart);
    expect(() => synth(chart)).toThrow(
      '[shop/observability] a construct to watch must hold something with metrics or signals, got shop; give an app in it metrics: { port: 9090 }, for example',
    );
  });
});

describe('a wrong peer', () => {
  it.each([undefined, null, 'web', External.https('api.example.com')])('fails when %s is to be watched', (subject) => {
    const observer = new Observability(testChart(), 'observability');
    expect(() => observer.watch(subject as unknown as IObservable)).toThrow(
      /^\[shop\/observability\] watch needs something to watch, got .+; pass a WebApp, a StatefulStore or a chart, for example/,
    );
  });

  it.each<[string, (chart: ReturnType<typeof testChart>) => { allowFrom(client: never): void }]>([
    ['a WebApp', (chart) => webApp(chart)],
    ['a store', (chart) => new StatefulStore(chart, 'queue', { engine: Engine.valkey() })],
    ['Prometheus', (chart) => observability(chart, { sources: WITH_KUBELET }).prometheus],
    ['Grafana', (chart) => observability(chart, { sources: WITH_KUBELET }).grafana],
  ])('fails when %s lets nothing in', (_, of) => {
    for (const client of [undefined, Port.tcp(80)]) {
      expect(() => of(testChart()).allowFrom(client as never)).toThrow(
        /^\[shop\/.+\] allowFrom needs a peer to let in, got (nothing|TCP\/80|a Port); pass a WebApp or a Worker/,
      );
    }
  });
});
