import type { Construct, IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsLabel } from '../checks/formats';
import { checkKind, LATER, listOf, object } from '../checks/kinds';
import { UPPER_CAMEL_CASE } from '../checks/patterns';
import { seconds } from '../checks/quantity';
import type { Labels } from '../manifest/labels';
import { namespaceOf } from '../manifest/plain-object';
import { Peer } from '../network/peer';
import { type Port, portOf } from '../network/port';
import { clusterKey } from '../registry/registry';
import { matchersOf } from '../relations/matchers';
import { inOneCluster } from '../relations/one-cluster';
import { type IObservable, METRICS, SIGNAL, type Signal } from '../relations/signal';
import { checkUrls } from './probes/probe';
import { probeSignals } from './probes/probe-signals';

const SIGNALS = listOf(SIGNAL);
/** The metrics of an app have names, too, by which only the app itself makes signals. */
const ENDPOINT = object({ ...METRICS, convention: LATER });

/** The pods, ports and path that answer with metrics. */
export interface Target {
  readonly selector: Labels;
  readonly ports: readonly [Port, ...Port[]];
  readonly path: string;
  readonly mayBeAbsent: boolean;
  /** `undefined` for any. */
  readonly series: readonly string[] | undefined;
  readonly honorLabels: boolean;
  readonly most: number | undefined;
}

/** Something that is watched, as configuration, rules and dashboards name it. */
export interface Watched {
  readonly peer: Peer;
  /** The `job` of its series. */
  readonly name: string;
  /** `undefined` when its chart has none; then it is the namespace of Prometheus. */
  readonly namespace: string | undefined;
  /** `shop/web` */
  readonly title: string;
  /** `shop-web`, fit for file names. */
  readonly file: string;
  /** The label matchers of its series. */
  readonly matchers: string;
  readonly target: Target | undefined;
  readonly signals: readonly Signal[];
  /** True if it sends its traces to the store of the Observability. */
  readonly sendsTraces: boolean;
  /** The addresses to probe. */
  readonly urls: readonly string[];
  /** True for a server of the Observability itself. */
  readonly isOwn: boolean;
}

/** Something to watch, or a construct that holds such things. */
export type Watchable = IObservable | IConstruct;

/** Returns the namespaces that are known, each once. */
export function namespacesOf(all: readonly Pick<Watched, 'namespace'>[]): readonly string[] {
  return [...new Set(all.flatMap(({ namespace }) => namespace ?? []))].sort();
}

export function isObservable(subject: unknown): subject is IObservable {
  return typeof subject === 'object' && subject !== null && 'peer' in subject && 'signals' in subject;
}

/**
 * Returns what has metrics or signals in `scope`, without the observer's own servers. Where `scope` holds several clusters, such
 * as the whole app, returns those of the observer's cluster.
 */
export function observablesIn(scope: IConstruct, observer: IConstruct): readonly IObservable[] {
  const own = new Set(observer.node.findAll());
  const cluster = clusterKey(observer);
  const near = clusterKey(scope) === cluster || scope.node.findAll().some((at) => clusterKey(at) === cluster);
  const all: readonly unknown[] = scope.node
    .findAll()
    .filter((construct) => !own.has(construct) && (!near || clusterKey(construct) === cluster));
  return all
    .filter(isObservable)
    .filter(({ metrics, signals, urls = [] }) => metrics || signals.length + urls.length > 0);
}

/** Checks something to watch, and names it for the files. `probes` says that its addresses are probed. */
export function watched(observer: Construct, observable: IObservable, probes = false): Watched {
  if (!(observable?.peer instanceof Peer) || !Array.isArray(observable.signals)) {
    fail(observer, 'watch needs what can be watched', observable, 'pass a WebApp or a StatefulStore, for example');
  }
  const { peer, metrics, urls = [] } = observable;
  inOneCluster(observer, `watch(${peer.name})`, peer.scope, 'add an Observability to a chart of that cluster');
  checkKind(observer, `the signals of ${peer.name}`, observable.signals, SIGNALS);
  checkKind(observer, `the metrics of ${peer.name}`, metrics, ENDPOINT);
  const name = dnsLabel(observer, 'the name of what is watched', peer.name);
  const namespace = peer.scope && namespaceOf(peer.scope);
  const title = [namespace, name].filter(Boolean).join('/');
  const probed = { name, namespace, title, urls: probes ? checkUrls(observer, name, urls) : [] };
  const signals = [...observable.signals, ...probeSignals(probed)];
  checkSignals(observer, name, signals);
  return {
    ...probed,
    peer,
    file: [namespace, name].filter(Boolean).join('.'),
    matchers: matchersOf(peer),
    target: metrics && {
      selector: selectorOf(observer, peer),
      ports: [
        portOf(observer, 'metrics.port', metrics.port, 'metrics'),
        ...(metrics.morePorts ?? []).map((port) => portOf(observer, 'metrics.morePorts', port)),
      ],
      path: metrics.path ?? '/metrics',
      mayBeAbsent: metrics.mayBeAbsent ?? false,
      series: metrics.series,
      honorLabels: metrics.honorLabels ?? false,
      most: metrics.most,
    },
    signals,
    sendsTraces: observable.sendTraces !== undefined && observable.sendsTraces !== false,
    isOwn: peer.scope?.node.scopes.includes(observer) ?? false,
  };
}

const observers = new WeakMap<IObservable, Construct>();

/**
 * Records who watches something. Throws when another Observability does: each fault would be two alerts, and its traces can go to one
 * place only.
 */
export function watchAlone(observer: Construct, observable: IObservable, title: string): void {
  const other = observers.get(observable);
  if (other && other !== observer) {
    const got = `${title}, which ${other.node.path} watches`;
    fail(observer, 'a workload is watched by one Observability', got, 'remove it from watch of one of the two');
  }
  observers.set(observable, observer);
}

function selectorOf(observer: Construct, peer: Peer): Labels {
  const labels = peer.scope && peer.rules[0]?.labels;
  if (!labels) {
    fail(observer, 'metrics can be read from pods of this app only', peer.name, 'give it a peer made by Peer.pods');
  }
  return labels;
}

function checkSignals(observer: Construct, name: string, signals: readonly Signal[]): void {
  const names = signals.map((signal) => signal.name);
  for (const signal of names) {
    if (!UPPER_CAMEL_CASE.test(signal)) {
      fail(observer, `a signal of ${name} must be named in UpperCamelCase`, signal, 'use a name such as QueueDepth');
    }
    if (names.indexOf(signal) !== names.lastIndexOf(signal)) {
      fail(observer, `a signal of ${name} must have a name of its own`, signal, 'rename one of the two');
    }
  }
  for (const { name: signal, alert } of signals) {
    if (alert && (alert.above === undefined) === (alert.below === undefined)) {
      const got = alert.above === undefined ? 'neither' : 'both';
      fail(observer, `the alert of signal ${signal} of ${name} needs either above or below`, got, 'give exactly one');
    }
    if (alert && !Number.isInteger(seconds(alert.for))) {
      const what = `the alert of signal ${signal} of ${name} must be for whole seconds`;
      fail(observer, what, `${seconds(alert.for)} s`, 'use Duration.minutes(5), for example');
    }
  }
}
