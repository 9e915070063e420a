import type { JsonObject } from '../../manifest/json';
import { collectorConfig, fileStorage, literally, memoryLimiter } from '../collector/collector-config';
import { type LogExport, logExporter, STORAGE } from './log-export';
import type { LogPlan } from './options';
import { hidden } from './redaction';

/** The service of all events, by which queries find them. */
export const EVENT_SERVICE = 'kubernetes-events';

const NAMESPACE = 'resource.attributes["k8s.namespace.name"]';
/** The attributes that are kept: the rest are ids of the event and versions of the object. */
const OF_RESOURCE = String.raw`^(service\\.name|k8s\\.(namespace\\.name|node\\.name|object\\.(kind|name|fieldpath)))$`;
const OF_EVENT = String.raw`^k8s\\.event\\.(reason|count)$`;

/** The settings of the file of the collector of events. */
export interface EventSettings extends LogExport, Pick<LogPlan, 'exclude' | 'redact'> {}

/**
 * Returns the file of the collector of events. The message of an event is the line; its reason and the object that it is about are
 * attributes. It watches from the moment of its start on.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/k8seventsreceiver
 */
export function eventsConfig(settings: EventSettings): JsonObject {
  const { memory, state, exclude, redact } = settings;
  const excluded = exclude.map((namespace) => `${NAMESPACE} == "${namespace}"`);
  return collectorConfig({
    extensions: { [STORAGE]: fileStorage(state.path) },
    receivers: { k8s_events: { auth_type: 'serviceAccount' } },
    processors: {
      memory_limiter: memoryLimiter(memory),
      transform: literally({
        error_mode: 'silent',
        log_statements: [{ statements: statements(redact) }],
      }) as JsonObject,
      ...(excluded.length > 0 && { filter: { error_mode: 'silent', logs: { log_record: excluded } } }),
    },
    exporters: { otlp_http: logExporter(settings) },
    pipelines: {
      logs: {
        receivers: ['k8s_events'],
        processors: ['memory_limiter', 'transform', ...(excluded.length > 0 ? ['filter'] : [])],
        exporters: ['otlp_http'],
      },
    },
  });
}

/** The receiver names the namespace with each event, and stores choose by that of the resource. Objects of the cluster have none. */
function statements(redact: readonly string[]): readonly string[] {
  return [
    ...hidden(redact),
    `set(resource.attributes["service.name"], "${EVENT_SERVICE}")`,
    `set(${NAMESPACE}, log.attributes["k8s.namespace.name"]) where log.attributes["k8s.namespace.name"] != ""`,
    ...['k8s.node.name', 'k8s.object.fieldpath'].map(
      (name) => `delete_key(resource.attributes, "${name}") where resource.attributes["${name}"] == ""`,
    ),
    `keep_matching_keys(resource.attributes, "${OF_RESOURCE}")`,
    `keep_matching_keys(log.attributes, "${OF_EVENT}")`,
  ];
}
