import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  type IObservable,
  Logs,
  type MetricsEndpoint,
  Peer,
  Port,
  SecretKey,
  type Signal,
  Traces,
  WebApp,
} from '../../lib';
import { Observability } from '../../lib/observability/observability';
import type { ObservabilityProps } from '../../lib/observability/props';
import { find, type Manifest, synth } from '../support/charts';

export const adminPassword = SecretKey.of('grafana', 'password');

/** Props that leave out every source of metrics but the watched pods. */
export const NO_SOURCES = {
  apiServer: false,
  blackbox: false,
  coreDns: false,
  kubelet: false,
  kubeStateMetrics: false,
  nodeExporter: false,
  velero: false,
};

/** Those of volumes, too, which the alerts of every store read. */
export const WITH_KUBELET = { ...NO_SOURCES, kubelet: true };

/** Props that leave out the stores of logs and traces. */
export const UNSTORED = { logs: Logs.none(), traces: Traces.none() };

/** An Observability that has only the watched pods as sources, and no logs and traces. */
export const observability = (chart: Chart, props: Partial<ObservabilityProps> = {}): Observability =>
  new Observability(chart, 'observability', { adminPassword, sources: NO_SOURCES, ...UNSTORED, ...props });

export const webApp = (chart: Chart, id = 'web'): WebApp =>
  new WebApp(chart, id, { image: 'ghcr.io/acme/app:1.0.0', metrics: { port: Port.tcp(9100, 'metrics') } });

/** A user's own construct that joins by implementing the protocol. */
export class Queue extends Construct implements IObservable {
  readonly peer = Peer.pods(this, { name: this.node.id, labels: { app: this.node.id } });

  constructor(
    scope: Construct,
    id: string,
    readonly signals: readonly Signal[],
    readonly metrics?: MetricsEndpoint,
  ) {
    super(scope, id);
  }
}

/** The files of a ConfigMap. */
export const files = (chart: Chart, name: string): Record<string, string> => find(chart, 'ConfigMap', name)['data'];

/** The files that a server gets about each thing that it watches, out of all the ConfigMaps that its pods mount for them. */
export function watchedFiles(from: Chart | readonly Manifest[], server: string): Record<string, string> {
  const all = from instanceof Chart ? synth(from) : from;
  const isRunner = ({ kind, metadata }: Manifest) => /Deployment|StatefulSet/.test(kind) && metadata.name === server;
  const volumes: Manifest[] = all.find(isRunner)?.['spec'].template.spec.volumes ?? [];
  const sources: Manifest[] = volumes.find(({ name }) => name === 'watched')?.['projected'].sources ?? [];
  const data = new Map(
    all.filter(({ kind }) => kind === 'ConfigMap').map((map) => [map['metadata'].name, map['data']]),
  );
  const found: Record<string, string> = Object.assign({}, ...sources.map(({ configMap }) => data.get(configMap.name)));
  return Object.fromEntries(Object.entries(found).filter(([name]) => !name.startsWith('_')));
}

/** The manifests of a chart in an order that does not depend on that of calls. */
export const sorted = (chart: Chart): Manifest[] => {
  const key = (m: Manifest): string => `${m['kind']}/${m['metadata'].namespace}/${m['metadata'].name}`;
  return synth(chart).sort((a, b) => (key(a) < key(b) ? -1 : 1));
};
