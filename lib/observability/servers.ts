import type { DaemonSet, Deployment, Service, StatefulSet } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { attempt, fail, failAll, type MainstayError, within } from '../checks/errors';
import { Cluster } from '../cluster/cluster';
import { settleHosts } from '../exposure/routes';
import { namespaceOf } from '../manifest/plain-object';
import { allow } from '../relations/connect';
import { resources } from '../workload/resources';
import { alertmanager } from './alerts/alertmanager';
import { grafana } from './dashboards/grafana';
import { agent } from './logs/agent';
import { events } from './logs/events';
import { loki } from './logs/loki';
import { victoria } from './logs/victoria';
import { prometheus } from './metrics/prometheus';
import { nodeChart } from './node-chart';
import { blackbox } from './probes/blackbox';
import { ObservabilityServer } from './server';
import type { OptionalServerModel, ServerFacts, ServerModel } from './server-model';
import { kubeStateMetrics } from './sources/kube-state-metrics';
import { nodeExporter } from './sources/node-exporter';
import { gateway } from './traces/gateway';
import { jaeger } from './traces/jaeger';
import type { Watched } from './watched';

/** The servers of every Observability, by the end of their names. */
export const SERVERS = {
  alertmanager,
  prometheus,
  'kube-state-metrics': kubeStateMetrics,
  'node-exporter': nodeExporter,
  blackbox,
  loki,
  victoria,
  agent,
  events,
  jaeger,
  gateway,
  grafana,
};

interface Runners {
  readonly StatefulSet: { readonly statefulSet: StatefulSet; readonly service: Service };
  readonly Deployment: { readonly deployment: Deployment; readonly service: Service };
  readonly DaemonSet: { readonly daemonSet: DaemonSet };
}

type Models = Readonly<Record<string, ServerModel>>;

type Made<Model extends ServerModel> = ObservabilityServer & Runners[Model['kind']];

/** The servers of a table, with the objects that run them. */
export type Servers<Table extends Models> = {
  readonly [Name in keyof Table]: Table[Name] extends OptionalServerModel
    ? Made<Table[Name]> | undefined
    : Made<Table[Name]>;
};

/** The servers of an Observability, of which some are made with the first thing that needs them. */
export interface Served<Table extends Models> {
  readonly servers: Servers<Table>;
  /** Returns every server that is made until now. */
  readonly all: () => readonly ObservabilityServer[];
  /** Makes the servers that something needs and that there are not yet, and returns them. */
  readonly makeFor: (one: Watched) => readonly ObservabilityServer[];
}

/** Throws what is wrong with the settings of all servers of a table. It makes nothing. */
export function checkServers(scope: Construct, table: Models, facts: Pick<ServerFacts, 'name' | 'props'>): void {
  const errors: MainstayError[] = [];
  const models = wanted(table, facts);
  for (const { describe } of Object.values(models)) {
    const description = attempt(errors, () =>
      within(scope, () =>
        describe({ ...facts, scope, watched: () => [], has: (server) => server in models, url: (server) => server }),
      ),
    );
    if (!description) continue;
    const { exposure = {}, resources: amounts = {}, usual } = description;
    attempt(errors, () => settleHosts(scope, exposure));
    attempt(errors, () => resources(scope, amounts, usual));
  }
  failAll(errors);
}

/** Makes the servers of a table, and lets them send requests to each other. */
export function serve<Table extends Models>(
  scope: Construct,
  table: Table,
  { name, ...facts }: Pick<ServerFacts, 'name' | 'props'>,
  watched: ServerFacts['watched'] = () => [],
): Served<Table> {
  const servers = new Map<string, ObservabilityServer>();
  const models = wanted(table, facts);
  const has = (server: string): boolean => server in models;
  const known = (server: string): ObservabilityServer => {
    const there = servers.get(server);
    const fix = `use one of ${Object.keys(table).join(', ')}`;
    return there ?? fail(scope, 'a server sends requests to servers of the table', server, fix);
  };
  const url = (home: Construct, server: string, port?: string): string => {
    const { service } = known(server);
    if (!service) return fail(scope, 'a URL leads to the Service of a server', server, 'choose a server that has one');
    const [named] = port === undefined ? [] : known(server).portsOf([port]);
    const namespace = namespaceOf(service);
    const abroad = namespace === namespaceOf(home) ? '' : `.${namespace}.svc.${Cluster.of(scope).domain}`;
    return `http://${service.name}${abroad}:${named?.number ?? service.port}`;
  };
  const make = (wantedNow: (model: ServerModel) => boolean): readonly ObservabilityServer[] => {
    const made = Object.entries(models).flatMap(([server, model]) => {
      if (servers.has(server) || !wantedNow(model)) return [];
      const home = model.readsNode ? nodeChart(scope) : scope;
      const reach = (other: string, port?: string): string => url(home, other, port);
      const own = { ...facts, watched, has, url: reach, name: `${name}-${server}` };
      const one = new ObservabilityServer(home, model, server, own);
      servers.set(server, one);
      return [one];
    });
    for (const { peer, description } of made) {
      for (const asked of description.asks ?? []) {
        const { server, ports } = typeof asked === 'string' ? { server: asked, ports: [] } : asked;
        if (server in table && !has(server)) continue;
        allow(peer, known(server).peer, known(server).portsOf(ports));
      }
    }
    return made;
  };
  make(({ neededBy }) => neededBy === undefined);
  return {
    servers: Object.fromEntries(servers) as Servers<Table>,
    all: () => [...servers.values()],
    makeFor: (one) => make(({ neededBy }) => neededBy?.(one) ?? false),
  };
}

/** The servers of a table that the props do not leave out. */
function wanted(table: Models, { props }: Pick<ServerFacts, 'props'>): Models {
  return Object.fromEntries(Object.entries(table).filter(([, model]) => model.wanted?.(props) ?? true));
}
