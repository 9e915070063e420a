import { parse } from 'yaml';
import { type PanelQuery, panelQueries } from '../../../gates/observability/panel-queries';
import { parseSelectors } from '../../../lib/observability/series/promql';
import type { Manifest } from '../../support/charts';
import { DIST, filesOf, manifestsOf } from '../../support/dist';
import { KINDS, watching } from './support';

const { parser: logql } = require('@grafana/lezer-logql');

const apps = Object.entries(filesOf(DIST)).map(([file, text]) => [file, manifestsOf(text) as Manifest[]] as const);
const kinds = Object.entries(KINDS).map(([kind, props]) => [`an Observability ${kind}`, watching(props)] as const);
const all = [...kinds, ...apps.filter(([, manifests]) => panelQueries(manifests).length > 0)];

/** True if a text is LogQL by Grafana's own grammar. */
function isLogQl(expr: string): boolean {
  const types: Manifest[] = [];
  logql.parse(expr).iterate({ enter: ({ type }: Manifest) => void types.push(type as Manifest) });
  return types.every((type) => !type['isError']);
}

/** The files of Prometheus in these manifests, by their names. */
function prometheusFiles(manifests: readonly Manifest[]): readonly [string, Manifest][] {
  const data = manifests.filter(({ kind }) => kind === 'ConfigMap').flatMap((map) => Object.entries(map['data'] ?? {}));
  return data
    .filter(([name]) => /\.(rules|scrape)\.yaml$|^prometheus\.yml$/.test(name))
    .map(([n, t]) => [n, parse(`${t}`)]);
}

/** The series that Prometheus has by its own files: patterns of what its jobs keep, and the names of what its rules record. */
function offered(manifests: readonly Manifest[]): RegExp {
  const files = prometheusFiles(manifests);
  const jobs: Manifest[] = files.flatMap(([, { scrape_configs: scrapes }]) => scrapes ?? []);
  const kept = jobs.flatMap(({ metric_relabel_configs: relabel = [] }) =>
    relabel.filter((r: Manifest) => r['source_labels'][0] === '__name__' && !`${r['regex']}`.includes(';')),
  );
  const has = (name: string) => jobs.some(({ job_name: job }) => `${job}`.endsWith(name));
  const rules: Manifest[] = files.flatMap(([, { groups }]) => groups ?? []).flatMap(({ rules: list }) => list);
  return new RegExp(
    `^(${[
      ...kept.map(({ regex }) => regex),
      ...rules.flatMap(({ record }) => record ?? []),
      ...(has('-kube-state-metrics') ? ['kube_.*'] : []),
      ...(has('-node-exporter') ? ['node_.*'] : []),
      ...(jobs.some(({ metrics_path: path }) => path === '/probe') ? ['probe_.*'] : []),
      ...(has('-jaeger') ? ['traces_.*', 'otelcol_.*'] : []),
      ...(has('-agent') || has('-events') || has('-gateway') ? ['otelcol_.*'] : []),
      ...(has('-alertmanager') ? ['alertmanager_.*'] : []),
      'prometheus_.*|up|scrape_.*|ALERTS',
      '(http|redis|pg|go|process|queue|orders?|checkout|nats|jetstream)_.*',
    ].join('|')})$`,
  );
}

const titled = ({ dashboard, panel, expr }: PanelQuery): string => `${dashboard}, ${panel}: ${expr}`;
const of = (manifests: readonly Manifest[], source: string) =>
  panelQueries(manifests).filter((query) => query.source === source);

describe.each(all)('the dashboards of %s', (_, manifests) => {
  it('have PromQL that Prometheus can parse', () => {
    const queries = of(manifests, 'prometheus');
    expect(queries.length).toBeGreaterThan(10);
    expect(queries.filter(({ expr }) => parseSelectors(expr) === undefined).map(titled)).toEqual([]);
  });

  it('have LogQL that Loki can parse', () => {
    expect(
      of(manifests, 'loki')
        .filter(({ expr }) => !isLogQl(expr))
        .map(titled),
    ).toEqual([]);
  });

  it('read only series that a job keeps or a rule records', () => {
    const known = offered(manifests);
    const missing = of(manifests, 'prometheus').filter((query) =>
      (parseSelectors(query.expr) ?? []).some(({ name }) => !known.test(name)),
    );
    expect(missing.map(titled)).toEqual([]);
  });

  it('ask only data sources that Grafana is given', () => {
    const files = manifests
      .filter(({ kind }) => kind === 'ConfigMap')
      .flatMap((map) => map['data']?.['datasources.yaml'] ?? []);
    const given = files.flatMap((text) => parse(text).datasources.map(({ type }: Manifest) => type));
    expect(given).toEqual(expect.arrayContaining([...new Set(panelQueries(manifests).map(({ source }) => source))]));
  });

  it('search for traces of a service', () => {
    for (const { query } of of(manifests, 'jaeger')) {
      expect(query).toMatchObject({ queryType: 'search', service: expect.stringMatching(/^[a-z0-9-]+$/) });
    }
  });
});

describe('a query', () => {
  it('fails when it is not PromQL or LogQL', () => {
    expect(parseSelectors('sum(rate(a{[5m])')).toBeUndefined();
    expect(isLogQl('sum(rate({a="b"}[5m]))')).toBe(true);
    expect(isLogQl('sum(rate({a="b"[5m]))')).toBe(false);
  });

  it('of a panel is the expression of its alert, whatever the alert is about', () => {
    const manifests = watching();
    const exprs = new Set(of(manifests, 'prometheus').map(({ expr }) => expr));
    const rules: Manifest[] = prometheusFiles(manifests)
      .flatMap(([, { groups }]) => groups ?? [])
      .flatMap(({ rules: list }) => list);
    const alerts = rules.filter(
      ({ alert, annotations, expr }) => alert && annotations && /^\(.*\) [<>] [\d.e-]+$/.test(expr),
    );
    const without = alerts.filter(({ expr }) => !exprs.has(expr.replace(/^\((.*)\) [<>] [\d.e-]+$/, '$1')));
    expect(alerts.length).toBeGreaterThan(80);
    expect(without.map(({ alert }) => alert)).toEqual([]);
  });
});
