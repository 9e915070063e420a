import type { JsonObject } from '../../manifest/json';
import type { ObjectStore } from '../../object-store/object-store';
import type { ObservabilitySize } from '../sizes';
import type { LogPlan } from './options';

/** The part of an Observability that keeps logs, as the agent and Grafana see it. */
export interface LogBackend {
  /** The name of its server in the table of servers. */
  readonly server: 'loki' | 'victoria';
  /** The path that takes OTLP, after the URL of the server. */
  readonly path: string;
  /** The headers of the agent's requests. */
  readonly headers: Readonly<Record<string, string>>;
  /** True if it keeps events of the API server, too. */
  readonly events: boolean;
  /** The bucket, and the number of servers that share it. @default - one server with a volume */
  readonly shared?: { readonly bucket: ObjectStore; readonly replicas: number } | undefined;
  /** Returns the data source of Grafana, which leads to traces if there are any; `undefined` where Grafana's image has none for it. */
  readonly datasource: (url: string, traced: boolean) => JsonObject | undefined;
  /** Settles the options. Throws when they do not fit the size. */
  readonly plan: (sized: { readonly size?: ObservabilitySize }) => LogPlan;
}
