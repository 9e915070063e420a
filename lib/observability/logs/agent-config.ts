import type { JsonObject } from '../../manifest/json';
import { collectorConfig, fileStorage, literally, memoryLimiter } from '../collector/collector-config';
import { type LogExport, logExporter, STORAGE } from './log-export';
import type { LogPlan, MultilineLog } from './options';
import { hidden } from './redaction';

/** The annotation of pods whose lines are JSON: `json`. */
export const FORMAT = 'mainstay/logs';

const LOGS = '/var/log/pods';
const NAMESPACE = 'resource["k8s.namespace.name"]';
const CONTAINER = 'resource["k8s.container.name"]';
/** Longer lines become several entries. */
const LONGEST_ENTRY = '1MiB';

/** The settings of the file of an agent. */
export interface AgentSettings extends LogExport, Pick<LogPlan, 'exclude' | 'multiline' | 'redact'> {
  /** The agent's own pods, `NAMESPACE_NAME-*`, whose logs would make more logs. */
  readonly own: string;
}

/**
 * Returns the file of the agent, which reads the logs of all containers of its node and loses no line: positions and queue are on
 * the disk of the node, files are read after their rotation too, a full queue makes the reader wait, and retries do not end.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/filelogreceiver
 */
export function agentConfig(settings: AgentSettings): JsonObject {
  const { memory, state } = settings;
  return collectorConfig({
    extensions: { [STORAGE]: fileStorage(state.path) },
    receivers: { file_log: literally(files(settings)) as JsonObject },
    processors: {
      memory_limiter: memoryLimiter(memory),
      k8s_attributes: KUBERNETES,
      transform: literally(transform(settings)) as JsonObject,
    },
    exporters: { otlp_http: logExporter(settings) },
    pipelines: {
      logs: {
        receivers: ['file_log'],
        processors: ['memory_limiter', 'k8s_attributes', 'transform'],
        exporters: ['otlp_http'],
      },
    },
  });
}

/** The names of a line: those of its pod are in the path of its file. The rest comes from the API server, for this node only. */
const KUBERNETES: JsonObject = {
  auth_type: 'serviceAccount',
  extract: {
    annotations: [{ from: 'pod', key: FORMAT, tag_name: FORMAT }],
    labels: [{ from: 'pod', key: 'app.kubernetes.io/name', tag_name: 'service.name' }],
    metadata: ['k8s.node.name', 'k8s.pod.start_time'],
  },
  filter: { node_from_env_var: 'NODE_NAME' },
  // Without it, the first lines after a start would have the service of no pod.
  wait_for_metadata: true,
  wait_for_metadata_timeout: '30s',
  pod_association: [{ sources: [{ from: 'resource_attribute', name: 'k8s.pod.uid' }] }],
};

function files({ exclude, multiline, own }: AgentSettings): JsonObject {
  const ignored = [...exclude.map((namespace) => `${namespace}_*`), own];
  return {
    // The kubelet renames a file that is full: what was not read yet is in the renamed one. It compresses older ones.
    include: [`${LOGS}/*/*/*.log`, `${LOGS}/*/*/*.log.2*`],
    exclude: [`${LOGS}/*/*/*.gz`, `${LOGS}/*/*/*.tmp`, ...ignored.map((pods) => `${LOGS}/${pods}/*/*`)],
    include_file_name: false,
    include_file_path: true,
    max_log_size: LONGEST_ENTRY,
    // The container runtime cuts long lines anywhere, also at a space.
    preserve_trailing_whitespaces: true,
    retry_on_failure: { enabled: true, max_elapsed_time: 0 },
    start_at: 'beginning',
    storage: STORAGE,
    operators: [
      { id: 'container', max_log_size: LONGEST_ENTRY, type: 'container' },
      ...multiline.map(recombine),
      { field: 'attributes["log.file.path"]', id: 'without-path', type: 'remove' },
    ],
  };
}

/** Joins lines to entries: https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/pkg/stanza/docs/operators/recombine.md */
function recombine({ namespace, container, start }: MultilineLog, at: number): JsonObject {
  return {
    combine_field: 'body',
    force_flush_period: '5s',
    id: `entries-${at + 1}`,
    if: `${NAMESPACE} == "${namespace}" and ${CONTAINER} == "${container}"`,
    is_first_entry: `body matches ${JSON.stringify(start)}`,
    max_log_size: LONGEST_ENTRY,
    source_identifier: 'attributes["log.file.path"]',
    type: 'recombine',
  };
}

/**
 * Hides values first, then reads JSON where the pod says so, and names the service. A line that is no JSON stays as it is.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/transformprocessor
 */
function transform({ redact }: AgentSettings): JsonObject {
  const hide = hidden(redact);
  return {
    error_mode: 'silent',
    log_statements: [
      ...(hide.length > 0 ? [{ statements: hide }] : []),
      {
        conditions: [`resource.attributes["${FORMAT}"] == "json" and IsMatch(log.body, "^\\\\s*\\\\{")`],
        statements: [
          'merge_maps(log.cache, ParseJSON(log.body), "upsert")',
          'merge_maps(log.attributes, log.cache, "upsert")',
          'set(log.severity_text, log.cache["level"]) where IsString(log.cache["level"])',
          'set(log.trace_id.string, log.cache["trace_id"]) where IsString(log.cache["trace_id"])',
          'set(log.span_id.string, log.cache["span_id"]) where IsString(log.cache["span_id"])',
        ],
      },
      {
        statements: [
          'set(resource.attributes["service.name"], resource.attributes["k8s.container.name"]) where resource.attributes["service.name"] == nil',
          `delete_key(resource.attributes, "${FORMAT}")`,
        ],
      },
    ],
  };
}
