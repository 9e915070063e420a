import type { Deployment, StatefulSet } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { attempt, fail, failAll, type MainstayError, within } from '../checks/errors';
import { settleHosts } from '../exposure/routes';
import { allow } from '../relations/connect';
import { resources } from '../workload/resources';
import { grafana } from './dashboards/grafana';
import { prometheus } from './metrics/prometheus';
import { ObservabilityServer } from './server';
import type { ServerFacts, ServerModel } from './server-model';

/** The servers of every Observability, by the end of their names. */
export const SERVERS = { prometheus, grafana };

interface Runners {
  readonly StatefulSet: { readonly statefulSet: StatefulSet };
  readonly Deployment: { readonly deployment: Deployment };
}

type Models = Readonly<Record<string, ServerModel>>;

/** The servers of a table, with the objects that run them. */
export type Servers<Table extends Models> = {
  readonly [Name in keyof Table]: ObservabilityServer & Runners[Table[Name]['kind']];
};

/** Throws what is wrong with the settings of all servers of a table. It makes nothing. */
export function checkServers(scope: Construct, table: Models, facts: Pick<ServerFacts, 'name' | 'props'>): void {
  const errors: MainstayError[] = [];
  for (const { describe } of Object.values(table)) {
    const description = attempt(errors, () =>
      within(scope, () => describe({ ...facts, scope, url: (server) => server })),
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
): Servers<Table> {
  const servers = new Map<string, ObservabilityServer>();
  const known = (server: string): ObservabilityServer => {
    const there = servers.get(server);
    const fix = `use one of ${Object.keys(table).join(', ')}`;
    return there ?? fail(scope, 'a server sends requests to servers of the table', server, fix);
  };
  const url = (server: string): string => `http://${known(server).service.name}:${known(server).service.port}`;
  for (const [server, model] of Object.entries(table)) {
    const own = { ...facts, url, name: `${name}-${server}` };
    servers.set(server, new ObservabilityServer(scope, model, server, own));
  }
  for (const { peer, description } of servers.values()) {
    for (const other of description.asks ?? []) allow(peer, known(other).peer, [known(other).port]);
  }
  return Object.fromEntries(servers) as Servers<Table>;
}
