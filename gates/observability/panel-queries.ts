/** The dashboards in the manifests of an Observability, and the queries of their panels. */
import type { JsonObject } from '../../lib/manifest/json';
import { isObject, listAt, textAt } from '../../lib/manifest/json';

/** A query of a panel. */
export interface PanelQuery {
  /** The title of the dashboard, and of the panel. */
  readonly dashboard: string;
  readonly panel: string;
  /** The type of the data source: `prometheus`, `loki` or `jaeger`. */
  readonly source: string;
  /** The expression; empty for a search for traces. */
  readonly expr: string;
  /** Everything that Grafana sends, such as the service of a search for traces. */
  readonly query: JsonObject;
}

/** Returns the dashboards of all ConfigMaps, by the names of their files. */
export function dashboardsOf(manifests: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  const files = manifests
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ data }) => (isObject(data) ? Object.entries(data) : []));
  return new Map(
    files.flatMap(([name, text]) => {
      const parsed: unknown = name.endsWith('.json') ? JSON.parse(`${text}`) : undefined;
      return isObject(parsed) && Array.isArray(parsed['panels']) ? [[name, parsed] as const] : [];
    }),
  );
}

/** Returns every query of every panel of every dashboard in these manifests. */
export function panelQueries(manifests: readonly JsonObject[]): readonly PanelQuery[] {
  return [...dashboardsOf(manifests).values()].flatMap((dashboard) =>
    listAt(dashboard, 'panels').flatMap((panel) =>
      listAt(panel, 'targets').map((query) => ({
        dashboard: textAt(dashboard, 'title') ?? '',
        panel: textAt(panel, 'title') ?? '',
        source: textAt(panel, 'datasource', 'type') ?? '',
        expr: textAt(query, 'expr') ?? '',
        query,
      })),
    ),
  );
}
