import { Size } from 'cdk8s';
import { bytes } from '../../checks/quantity';
import type { JsonObject, JsonValue } from '../../manifest/json';
import type { ResourceDefaults } from '../../workload/resources';

/** The port of the collector's own metrics. */
export const TELEMETRY_PORT = 8888;
/** The port and the path at which the collector says that it runs. */
export const HEALTH_PORT = 13133;
export const HEALTH_PATH = '/';

/** The part of the memory limit at which the collector refuses data, and senders keep it. */
const REFUSE_AT = 0.8;
/** The part of the memory limit that a burst may take between two looks. */
const BURST = 0.2;
/** The part of the memory limit from which the Go runtime collects garbage without pause. */
const COLLECT_AT = 0.8;
const MIB = 1024 ** 2;

/** The parts of a collector's file beside its own telemetry. */
export interface CollectorParts {
  readonly extensions?: JsonObject;
  readonly connectors?: JsonObject;
  readonly receivers: JsonObject;
  readonly processors: JsonObject;
  readonly exporters: JsonObject;
  readonly pipelines: JsonObject;
}

/**
 * Returns the file of an OpenTelemetry Collector, with its health and its own metrics.
 *
 * @see https://opentelemetry.io/docs/collector/configuration/
 */
export function collectorConfig({ extensions = {}, pipelines, ...components }: CollectorParts): JsonObject {
  const health = { health_check: { endpoint: `\${env:POD_IP}:${HEALTH_PORT}` } };
  const all = { ...health, ...extensions };
  return { extensions: all, ...components, service: { extensions: Object.keys(all), pipelines, telemetry: TELEMETRY } };
}

/** https://opentelemetry.io/docs/collector/internal-telemetry/ */
export const TELEMETRY: JsonObject = {
  logs: { encoding: 'json', level: 'info' },
  metrics: {
    level: 'normal',
    readers: [{ pull: { exporter: { prometheus: { host: '${env:POD_IP}', port: TELEMETRY_PORT } } } }],
  },
};

/**
 * Returns the processor that comes first in a pipeline: it refuses data before the container runs out of memory.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector/tree/main/processor/memorylimiterprocessor
 */
export function memoryLimiter(limit: Size): JsonObject {
  const mebibytes = bytes(limit) / MIB;
  return {
    check_interval: '1s',
    limit_mib: Math.floor(mebibytes * REFUSE_AT),
    spike_limit_mib: Math.floor(mebibytes * BURST),
  };
}

/** Returns the memory that a container may take at most. */
export function limitOf({ memory, memoryBurst = 1 }: ResourceDefaults): Size {
  return Size.mebibytes(Math.floor((bytes(memory) * memoryBurst) / MIB));
}

/** Returns the variable that tells the Go runtime about the limit: https://pkg.go.dev/runtime#hdr-Environment_Variables */
export function goMemory(limit: Size): Readonly<Record<string, string>> {
  return { GOMEMLIMIT: `${Math.floor((bytes(limit) / MIB) * COLLECT_AT)}MiB` };
}

/** The size of a queue, and the extension that keeps it on a disk. */
export interface QueueOptions {
  readonly size: Size;
  readonly storage: string;
}

/**
 * The bytes of a request; its parts wait for each other for a second. An entry that is longer than a request would be dropped, with its
 * neighbours. Two are under way at a time: what the store has taken and the
 * collector has not noted down when it is killed comes twice.
 */
export const REQUEST = { least: 500_000, most: 2_000_000, atOnce: 2 };

/**
 * Returns the fields of an exporter that loses nothing: a queue on the disk that makes its senders wait when it is full, and
 * retries without end. It makes its batches itself: those of the processor `batch` are in memory only.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector/blob/main/exporter/exporterhelper/README.md
 */
export function persistent({ size, storage }: QueueOptions): JsonObject {
  return {
    retry_on_failure: { enabled: true, initial_interval: '1s', max_elapsed_time: 0, max_interval: '10s' },
    sending_queue: {
      batch: { flush_timeout: '1s', max_size: REQUEST.most, min_size: REQUEST.least, sizer: 'bytes' },
      block_on_overflow: true,
      enabled: true,
      num_consumers: REQUEST.atOnce,
      queue_size: bytes(size),
      sizer: 'bytes',
      storage,
    },
  };
}

/**
 * Returns the extension that keeps queues and positions in a directory. It gives space back after a queue was long.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/extension/storage/filestorage
 */
export function fileStorage(directory: string): JsonObject {
  return {
    compaction: { cleanup_on_start: true, directory, on_rebound: true, on_start: true },
    create_directory: true,
    directory,
    // A file that the kernel has damaged is set aside: the agent goes on.
    recreate: true,
  };
}

/** Escapes the texts of a value in which the collector would look for variables: `$`. */
export function literally(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(literally);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, literally(one as JsonValue)]));
}
