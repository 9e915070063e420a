import { Duration, Size } from 'cdk8s';
import { dashboardsOf } from '../../../gates/observability/panel-queries';
import { App, Engine, Logs, Observability, StatefulStore, Traces, WebApp, Worker } from '../../../lib';
import type { ObservabilityProps } from '../../../lib/observability/props';
import { type Manifest, testChart } from '../../support/charts';
import { manifestsOf } from '../../support/dist';

const image = 'ghcr.io/acme/shop:1.4.2';
const slo = { availability: 99.9, latency: { percentile: 99, under: Duration.millis(250) } };

/** The manifests of an app, a worker and a store that an Observability watches. */
export function watching(props: Partial<ObservabilityProps> = {}): readonly Manifest[] {
  const app = new App();
  const chart = testChart('shop', app);
  const web = new WebApp(chart, 'web', { image, metrics: { port: 9090 }, slo });
  const mailer = new Worker(chart, 'mailer', { image, metrics: { port: 9090 }, traces: false });
  const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), storage: Size.gibibytes(1) });
  new Observability(chart, 'observability', props).watch(web, mailer, sessions);
  return manifestsOf(app.synthYaml()) as Manifest[];
}

/** Every kind of Observability whose dashboards differ. */
export const KINDS: Readonly<Record<string, Partial<ObservabilityProps>>> = {
  'with everything': { logs: Logs.loki(), traces: Traces.jaeger() },
  'with VictoriaLogs and collectors before Jaeger': { logs: Logs.victoria(), traces: Traces.jaeger(), size: 'medium' },
  'with metrics only': { logs: Logs.none(), traces: Traces.none() },
  'with the metrics of watched pods only': {
    logs: Logs.none(),
    traces: Traces.none(),
    sources: { apiServer: false, coreDns: false, kubeStateMetrics: false, nodeExporter: false, velero: false },
  },
};

/** A dashboard of these manifests, by the name of its file. */
export function board(manifests: readonly Manifest[], file: string): Manifest {
  return dashboardsOf(manifests).get(file) as Manifest;
}

/** The panels of a dashboard below a heading, by their titles; `undefined` without the heading. */
export function rowOf(dashboard: Manifest, title: string): ReadonlyMap<string, Manifest> | undefined {
  const panels: readonly Manifest[] = dashboard['panels'];
  const at = panels.findIndex((panel) => panel['type'] === 'row' && panel['title'] === title);
  if (at < 0) return undefined;
  const after = panels.slice(at + 1);
  const end = after.findIndex(({ type }) => type === 'row');
  return new Map(after.slice(0, end < 0 ? after.length : end).map((panel) => [panel['title'], panel]));
}
