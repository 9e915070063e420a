import { Duration } from 'cdk8s';
import { dashboardsOf } from '../../../gates/observability/panel-queries';
import { Alerts, Logs, Port, Receiver, SecretKey, type Signal, Traces } from '../../../lib';
import { type Manifest, synth, testChart } from '../../support/charts';
import { observability, Queue } from '../support';
import { board, KINDS, rowOf, watching } from './support';

const signal = (name: string): Signal => ({
  name,
  question: `How is ${name}?`,
  unit: 'short',
  expr: (at) => `max(queue_depth{${at}})`,
  alert: { above: 1, for: Duration.minutes(1), severity: 'warning', advice: 'look' },
});
const queueBoard = (signals: readonly Signal[], id = 'queue'): Manifest => {
  const chart = testChart();
  observability(chart).watch(new Queue(chart, id, signals, { port: Port.tcp(9100) }));
  return board(synth(chart), `shop.${id}.json`);
};
const headings = (dashboard: Manifest): string[] =>
  dashboard['panels'].filter(({ type }: Manifest) => type === 'row').map(({ title }: Manifest) => title);
const everything = watching(KINDS['with everything']);

describe('a dashboard', () => {
  it.each([...dashboardsOf(everything).keys()])(
    '%s has panels that do not overlap, each with an id of its own',
    (file) => {
      const panels: Manifest[] = board(everything, file)['panels'];
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      expect(panels.every(({ id }) => Number.isInteger(id) && id > 0 && id < 2 ** 31)).toBe(true);
    },
  );

  it('keeps the ids of its panels when one comes before them', () => {
    const ids = (dashboard: Manifest) =>
      new Map<string, number>(dashboard['panels'].map(({ title, id }: Manifest) => [title, id]));
    const [before, after] = [ids(queueBoard([signal('B')])), ids(queueBoard([signal('A'), signal('B')]))];
    expect([...before].filter(([title, id]) => after.get(title) !== id)).toEqual([]);
    expect(after.size).toBe(before.size + 1);
  });

  it('has a uid of at most 40 characters that differs from that of every other', () => {
    expect(queueBoard([])['uid']).toBe('shop_queue');
    const long = [`${'a'.repeat(40)}-x`, `${'a'.repeat(40)}-y`].map((id) => queueBoard([], id)['uid'] as string);
    expect(long.map((uid) => uid.length)).toEqual([40, 40]);
    expect(long[0]).not.toBe(long[1]);
  });

  it('names its data sources by fixed uids, so that it needs no choice of one', () => {
    const panels = [...dashboardsOf(everything).values()].flatMap((dashboard) => dashboard['panels'] as Manifest[]);
    const uids = new Set(panels.flatMap(({ datasource }) => datasource?.uid ?? []));
    expect([...uids].sort()).toEqual(['logs', 'prometheus', 'traces']);
  });
});

describe('the dashboard of an app', () => {
  const web = board(everything, 'shop.web.json');

  it('shows its state, requests, service level, pods, logs and traces, in this order', () => {
    expect(headings(web)).toEqual(['State', 'Requests', 'Service level', 'Saturation', 'Logs', 'Traces']);
    expect([...(rowOf(web, 'Requests')?.keys() ?? [])]).toEqual([
      'How much is it asked?',
      'How many requests fail?',
      'How long do the slowest 1 % wait?',
    ]);
    expect(rowOf(web, 'Service level')?.keys().next().value).toBe('How much of the budget for availability is left?');
  });

  it('leads from a point of a histogram to its trace', () => {
    const targets = rowOf(web, 'Requests')?.get('How long do the slowest 1 % wait?')?.['targets'];
    expect(targets).toEqual([expect.objectContaining({ exemplar: true })]);
    expect(rowOf(web, 'Requests')?.get('How much is it asked?')?.['targets'][0]).not.toHaveProperty('exemplar');
  });

  it('searches for failed and slow traces of its service in its namespace', () => {
    const row = rowOf(web, 'Traces');
    expect(row?.get('Which traces failed?')?.['targets']).toEqual([
      { refId: 'A', queryType: 'search', limit: 20, service: 'web', tags: 'k8s.namespace.name=shop error=true' },
    ]);
    expect(row?.get('Which traces took longer than 1s?')?.['targets'][0]).toMatchObject({ minDuration: '1s' });
  });

  it('shows the lines of its service in its namespace', () => {
    const logs = rowOf(web, 'Logs')?.get('What does it log?');
    expect(logs?.['targets'][0].expr).toBe('{service_name="web",k8s_namespace_name="shop"}');
    expect(logs?.['datasource']).toEqual({ type: 'loki', uid: 'logs' });
  });

  it('shows the pods of its namespace and its name only', () => {
    const [used] = rowOf(web, 'Saturation')?.get('How much CPU does each pod use?')?.['targets'] ?? [];
    expect(used.expr).toBe(
      'sum by (pod) ((rate(container_cpu_usage_seconds_total{namespace="shop",container!=""}[5m])) * on (namespace, pod) ' +
        'group_left () mainstay:pod:workload{namespace="shop",job="web"})',
    );
  });

  it('has no traces when it sends none, no logs when none are kept, and no pods when nothing tells about them', () => {
    expect(headings(board(everything, 'shop.mailer.json'))).not.toContain('Traces');
    const excluded = watching({ logs: Logs.loki({ exclude: ['shop'] }), traces: Traces.none() });
    expect(headings(board(excluded, 'shop.web.json'))).toEqual(['State', 'Requests', 'Service level', 'Saturation']);
    const bare = watching(KINDS['with the metrics of watched pods only']);
    expect(headings(board(bare, 'shop.web.json'))).toEqual(['State', 'Requests', 'Service level']);
  });

  it('names the way to VictoriaLogs, whose data source is not in the image of Grafana', () => {
    const victoria = watching({ logs: Logs.victoria(), traces: Traces.none() });
    const { content } = rowOf(board(victoria, 'shop.web.json'), 'Logs')?.get('What does it log?')?.['options'] ?? {};
    expect(content).toContain('kubectl port-forward service/observability-victoria -n shop 9428');
    const [link] = /http:[^)]*/.exec(content) ?? [''];
    expect(decodeURIComponent(link)).toContain('query={"k8s.namespace.name"="shop"} "service.name":="web"');
  });
});

describe('the overview', () => {
  const first = (alerts?: Alerts) =>
    board(watching({ ...KINDS['with metrics only'], ...(alerts && { alerts }) }), '_overview.json')['panels'][1];
  const colors = (panel: Manifest) =>
    panel['fieldConfig'].defaults.thresholds.steps.map(({ color }: Manifest) => color);

  it('begins with a red panel while nobody gets the alerts', () => {
    const panel = first();
    expect(panel['title']).toBe('Does anybody get the alerts?');
    expect(panel['gridPos']).toMatchObject({ x: 0, y: 1 });
    expect(panel['fieldConfig'].defaults.mappings[0].options).toEqual({ 0: { text: 'Nobody', color: 'red' } });
    expect([colors(panel), panel['options'].colorMode]).toEqual([['red'], 'background']);
  });

  it('is not red when the program says why nobody gets them', () => {
    const panel = first(Alerts.nobody('a cluster for trying things out'));
    expect(colors(panel)).toEqual(['blue']);
    expect(panel['description']).toBe('a cluster for trying things out');
  });

  it('counts the Alertmanagers that take alerts, and none is red', () => {
    const panel = first(Alerts.to(Receiver.pagerduty(SecretKey.of('pagerduty', 'key'))));
    expect(panel['targets'][0].expr).toContain(
      'prometheus_notifications_alertmanagers_discovered{job="observability-prometheus"}',
    );
    expect(colors(panel)).toEqual(['red', 'green']);
  });

  it('finds everything that is watched by a series, and leads to the dashboard of each', () => {
    const table = rowOf(board(everything, '_overview.json'), 'Watched')?.get('How is everything that is watched?');
    expect(table?.['targets'].map(({ expr }: Manifest) => expr)).toEqual([
      expect.stringContaining('0 * mainstay:watched:info{dashboard!="_stack"}'),
      expect.stringContaining('sum by (namespace, job) (up)'),
      expect.stringContaining('slo:availability:budget'),
    ]);
    const links = table?.['fieldConfig'].overrides[0].properties[0].value;
    expect(links[0].url).toMatch(/^\/d\/\$\{__data\.fields\.dashboard\}/);
  });

  it('stays as it is when one more app is watched', () => {
    const text = (count: number): string => {
      const chart = testChart();
      const all = Array.from(
        { length: count },
        (_, at) => new Queue(chart, `q${at}`, [signal('A')], { port: Port.tcp(9100) }),
      );
      observability(chart).watch(...all);
      return JSON.stringify(board(synth(chart), '_overview.json'));
    };
    expect(text(2)).toBe(text(1));
  });
});

describe('the dashboards about no one thing', () => {
  it('have a row for each family of alerts about the cluster, and none without its source', () => {
    const rows = headings(board(everything, '_cluster.json'));
    expect(rows).toEqual(expect.arrayContaining(['Capacity', 'Nodes', 'Pods', 'Kubelets']));
    const bare = watching(KINDS['with the metrics of watched pods only']);
    expect(headings(board(bare, '_cluster.json'))).not.toContain('Nodes');
  });

  it('have the questions about every server of the Observability', () => {
    const stack = board(everything, '_stack.json');
    expect(headings(stack)).toEqual(expect.arrayContaining(['Servers', 'Prometheus', 'agent', 'jaeger', 'Saturation']));
    expect(rowOf(stack, 'agent')?.has('Do the agents get rid of the logs?')).toBe(true);
  });
});
