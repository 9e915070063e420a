import type { JsonObject } from '../../manifest/json';
import { yamlText } from '../../manifest/yaml-emitter';
import { METRICS_UID, TRACES_UID } from '../source-uids';

/**
 * The data sources: Prometheus, and those of logs and traces if there are any. Each has a fixed uid, and cannot be edited in the
 * browser. Points of a histogram lead to the traces from which they come.
 *
 * @see https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources
 */
export function datasources(url: string, interval: string, others: readonly JsonObject[] = []): string {
  const traced = others.some(({ uid }) => uid === TRACES_UID);
  const exemplars = { exemplarTraceIdDestinations: [{ datasourceUid: TRACES_UID, name: 'trace_id' }] };
  return yamlText({
    apiVersion: 1,
    datasources: [
      {
        access: 'proxy',
        editable: false,
        isDefault: true,
        jsonData: { ...(traced && exemplars), httpMethod: 'POST', timeInterval: interval },
        name: 'Prometheus',
        type: 'prometheus',
        uid: METRICS_UID,
        url,
      },
      ...others,
    ],
    prune: true,
  });
}

/**
 * The directory of the dashboards, which Grafana reads again every minute.
 *
 * @see https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards
 */
export function dashboardProvider(path: string): string {
  const options = { path };
  const behaviour = { allowUiUpdates: false, disableDeletion: true, updateIntervalSeconds: 60 };
  return yamlText({ apiVersion: 1, providers: [{ name: 'mainstay', ...behaviour, options, type: 'file' }] });
}
