import { problem } from '../../checks/errors';
import { groupedBy } from '../../manifest/grouped-by';
import type { Signal } from '../../relations/signal';
import { isOffered, OF_EVERY_EXPORTER, OF_EVERY_JOB, SERIES } from '../sources/series';
import type { Watched } from '../watched';
import { selectorsOf } from './selectors';

/** Series that Prometheus makes itself. */
const OF_PROMETHEUS = ['ALERTS', 'ALERTS_FOR_STATE', 'prometheus_*', ...OF_EVERY_JOB, ...OF_EVERY_EXPORTER];

/** The sources by the prop that leaves them out. */
const BY_PROP: Readonly<Record<string, readonly string[]>> = {
  apiServer: SERIES.apiServer,
  blackbox: SERIES.blackbox,
  controllerManager: SERIES.controllerManager,
  coreDns: SERIES.coreDns,
  etcd: SERIES.etcd,
  kubeProxy: SERIES.kubeProxy,
  kubelet: [...SERIES.kubelet, ...SERIES.cadvisor],
  kubeStateMetrics: SERIES.kubeStateMetrics,
  nodeExporter: SERIES.nodeExporter,
  scheduler: SERIES.scheduler,
  velero: SERIES.velero,
};

/** The beginnings of the names of series that no app has. */
const OF_CLUSTER =
  /^(aggregator|apiserver|container|coredns|etcd|kube|kubelet|kubeproxy|machine|node|probe|scheduler|velero)_/;

/** A series that something reads and no job offers. */
export interface Unsourced {
  readonly about: Watched;
  readonly signal: Signal;
  /** The name of the series; `undefined` if the expression is not PromQL. */
  readonly name: string | undefined;
  readonly expr: string;
  readonly own: boolean;
}

/** Returns the series that signals read and no job offers: `others` are offered by jobs that are about nothing watched. */
export function unsourced(all: readonly Watched[], others: readonly string[]): readonly Unsourced[] {
  const known = [...others, ...OF_PROMETHEUS, ...all.flatMap(({ target }) => target?.series ?? [])];
  const offered = new Map<string, boolean>();
  const isKnown = (name: string): boolean => {
    const there = offered.get(name) ?? isOffered(name, known);
    offered.set(name, there);
    return there;
  };
  const recorded = new Map(all.map((one) => [one, recordsOf(one)]));
  const everyRecord = new Set([...recorded.values()].flatMap((records) => [...records.keys()]));
  const isFound = (about: Watched, name: string, own: boolean): boolean => {
    if (everyRecord.has(name)) return true;
    const { target } = about;
    const any = target !== undefined && target.series === undefined;
    if (!own) return isKnown(name) || (any && !OF_CLUSTER.test(name));
    if (any) return true;
    return target !== undefined && isOffered(name, [...(target.series ?? []), ...OF_EVERY_JOB, ...OF_EVERY_EXPORTER]);
  };
  return all.flatMap((about) =>
    about.signals.flatMap((signal) =>
      expressionsOf(about, signal).flatMap((expr): Unsourced[] => {
        const selectors = selectorsOf(expr, about.matchers);
        if (!selectors) return [{ about, signal, name: undefined, expr, own: false }];
        return selectors
          .filter(({ name, own }) => !isFound(about, name, own))
          .map(({ name, own }) => ({ about, signal, name, expr, own }));
      }),
    ),
  );
}

function recordsOf({ signals, matchers }: Watched): ReadonlyMap<string, string> {
  return new Map(signals.flatMap((signal) => Object.entries(signal.records?.(matchers) ?? {})));
}

function expressionsOf({ matchers }: Watched, signal: Signal): readonly string[] {
  return [signal.expr(matchers), ...Object.values(signal.records?.(matchers) ?? {})];
}

/** The problems, as synth tells them: one for each alert or panel. */
export function problemsOf(found: readonly Unsourced[]): readonly string[] {
  const bySignal = groupedBy(found, ({ signal }) => signal);
  return [...bySignal.values()].map((all) => problemOf(all));
}

function problemOf(all: readonly Unsourced[]): string {
  const [first] = all;
  if (!first) return '';
  const { about, signal, name, expr, own } = first;
  const what = `${signal.alert ? 'alert' : 'panel'} ${signal.name} of ${about.title}`;
  if (name === undefined) return problem(`${what} must be PromQL`, expr, 'correct its expr');
  const names = [...new Set(all.map((one) => one.name))].join(', ');
  return problem(`${what} must read series that a job offers`, names, fixOf(about, name, own));
}

function fixOf({ target, name: job }: Watched, name: string, own: boolean): string {
  const [source] = Object.entries(BY_PROP).find(([, series]) => isOffered(name, series)) ?? [];
  const elsewhere =
    "name the Prometheus that has it: metricsFrom: Prometheus.existing('http://prometheus.monitoring:9090')";
  if (source !== undefined && !own) return `remove ${source} from sources, or ${elsewhere}`;
  if (own && !target) return `give ${job} metrics: { port: 9090 }, for example`;
  if (own) return `correct the name: ${job} has ${target?.series?.join(', ')}`;
  return `correct the name, watch what has it, or ${elsewhere}`;
}
