import type { Size } from 'cdk8s';
import { bytes } from '../../checks/quantity';
import type { JsonObject } from '../../manifest/json';
import { COPIES } from './log-bucket';

export const LOKI_PORT = 3100;
/** The resource attributes by which Loki indexes; a name of a pod among them would make a stream for each pod. */
export const INDEX_LABELS = ['service.name', 'k8s.namespace.name', 'k8s.container.name'];
const GRPC_PORT = 9095;
const GOSSIP_PORT = 7946;
/** The ports that the servers use among themselves. */
export const AMONG_LOKI = { grpc: GRPC_PORT, gossip: GOSSIP_PORT } as const;
/** The day from which the schema holds: the past, as a change of the schema would need a day in the future. */
const SCHEMA_FROM = '2026-01-01';
/** Entries that the agent has kept while Loki was away are older than the usual hour. */
const OLDEST_DAYS = 7;

/** The address of a pod, which Loki puts in where its file is read. */
const POD_IP = '${POD_IP}';

/** The settings of Loki. */
export interface LokiSettings {
  readonly days: number;
  readonly memory: Size;
  /** The directory of the volume. */
  readonly path: string;
  /** The bucket in the words of Loki, and the servers that share it. @default - one server with all on its volume */
  readonly shared?: LokiShared | undefined;
}

/** A bucket, and the servers that share it. */
export interface LokiShared {
  readonly bucket: JsonObject;
  readonly replicas: number;
  /** The name by which DNS knows all servers. */
  readonly name: string;
}

/**
 * Returns the file of Loki as one process on one volume, or as several that share a bucket and find each other by gossip. Logs are
 * deleted after `days`: that takes three settings, of which each alone does nothing.
 *
 * @see https://grafana.com/docs/loki/latest/configure/
 * @see https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
export function lokiConfig({ days, memory, path, shared }: LokiSettings): JsonObject {
  const objects = shared ? 's3' : 'filesystem';
  return {
    analytics: { reporting_enabled: false },
    auth_enabled: false,
    // A cache in the process has a limit here, as it would take 100 MB without one; there is none beside it.
    chunk_store_config: { chunk_cache_config: { embedded_cache: { enabled: true, max_size_mb: 16 } } },
    common: {
      instance_addr: shared ? POD_IP : '127.0.0.1',
      path_prefix: path,
      replication_factor: Math.min(shared?.replicas ?? 1, COPIES),
      ring: { kvstore: { store: shared ? 'memberlist' : 'inmemory' } },
      storage: shared
        ? { s3: shared.bucket }
        : { filesystem: { chunks_directory: `${path}/chunks`, rules_directory: `${path}/rules` } },
    },
    compactor: {
      compaction_interval: '10m',
      delete_request_store: objects,
      retention_delete_delay: '2h',
      retention_enabled: true,
      working_directory: `${path}/compactor`,
    },
    distributor: { otlp_config: { default_resource_attributes_as_index_labels: INDEX_LABELS } },
    ingester: { wal: { dir: `${path}/wal`, enabled: true, replay_memory_ceiling: `${Math.floor(bytes(memory) / 2)}` } },
    limits_config: {
      allow_structured_metadata: true,
      // The agent keeps what is refused with 429 and tries again.
      ingestion_burst_size_mb: 32,
      ingestion_rate_mb: 16,
      max_line_size: 0,
      per_stream_rate_limit: '8MB',
      per_stream_rate_limit_burst: '32MB',
      reject_old_samples_max_age: `${Math.min(days, OLDEST_DAYS) * 24}h`,
      retention_period: `${days * 24}h`,
      volume_enabled: true,
    },
    ...(shared && { memberlist: { advertise_addr: POD_IP, join_members: [`${shared.name}:${GOSSIP_PORT}`] } }),
    query_range: { cache_results: false },
    schema_config: {
      configs: [
        {
          from: SCHEMA_FROM,
          index: { period: '24h', prefix: 'index_' },
          object_store: objects,
          schema: 'v13',
          store: 'tsdb',
        },
      ],
    },
    server: { grpc_listen_port: GRPC_PORT, http_listen_port: LOKI_PORT, log_level: 'warn' },
    storage_config: {
      tsdb_shipper: { active_index_directory: `${path}/index`, cache_location: `${path}/index-cache` },
    },
  };
}
