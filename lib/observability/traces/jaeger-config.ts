import type { Size } from 'cdk8s';
import type { JsonObject } from '../../manifest/json';
import { HEALTH_PORT, memoryLimiter, TELEMETRY } from '../collector/collector-config';
import type { Sampling } from './sampling';

/** The ports of Jaeger by name: OTLP and Zipkin in, queries, and the metrics of spans. */
export const JAEGER_PORTS = { otlp: 4318, 'grpc-otlp': 4317, zipkin: 9411, query: 16686, spans: 8889 } as const;
const QUERY_GRPC = 16685;
const STORAGE = 'badger';
/** The series of one metric of spans at most: a program may put ids into the names of its spans. */
const SERIES = 2_000;

/** The receivers of spans, of Jaeger itself and of the collectors before it. */
export const SPAN_RECEIVERS: JsonObject = {
  otlp: {
    protocols: {
      grpc: { endpoint: `:${JAEGER_PORTS['grpc-otlp']}` },
      http: { endpoint: `:${JAEGER_PORTS.otlp}` },
    },
  },
  zipkin: { endpoint: `:${JAEGER_PORTS.zipkin}` },
};

/** The settings of Jaeger. */
export interface JaegerSettings {
  readonly hours: number;
  readonly memory: Size;
  /** The directory of the volume. */
  readonly path: string;
  readonly sampling: Sampling;
}

/**
 * Returns the file of Jaeger with its database in one directory. It takes spans as OTLP and Zipkin, and counts them before it
 * samples them. Writes are not synced one by one: that falls behind on a busy disk and loses more when the process is killed.
 *
 * @see https://www.jaegertracing.io/docs/latest/deployment/configuration/
 */
export function jaegerConfig({ hours, memory, path, sampling }: JaegerSettings): JsonObject {
  const { processor } = sampling;
  const kept = ['memory_limiter', ...(processor ? ['tail_sampling'] : []), 'batch'];
  return {
    connectors: {
      spanmetrics: {
        aggregation_cardinality_limit: SERIES,
        // Two namespaces may each have a service of the same name.
        dimensions: [{ name: 'k8s.namespace.name' }],
        exemplars: { enabled: true, max_per_data_point: 1 },
        // Versions differ in their default, which is in the names of the series.
        histogram: { unit: 's' },
        metrics_expiration: '10m',
        metrics_flush_interval: '15s',
        namespace: 'traces',
      },
    },
    exporters: {
      jaeger_storage_exporter: { trace_storage: STORAGE },
      prometheus: { enable_open_metrics: true, endpoint: `:${JAEGER_PORTS.spans}` },
    },
    extensions: {
      healthcheckv2: { http: { endpoint: `:${HEALTH_PORT}` }, use_v2: true },
      jaeger_query: {
        grpc: { endpoint: `:${QUERY_GRPC}` },
        http: { endpoint: `:${JAEGER_PORTS.query}` },
        storage: { traces: STORAGE },
      },
      jaeger_storage: {
        backends: {
          [STORAGE]: {
            badger: {
              consistency: false,
              directories: { keys: `${path}/keys`, values: `${path}/values` },
              ephemeral: false,
              ttl: { spans: `${hours}h` },
            },
          },
        },
      },
    },
    processors: {
      batch: { send_batch_size: 1_000, timeout: '200ms' },
      memory_limiter: memoryLimiter(memory),
      ...(processor && { tail_sampling: processor }),
    },
    receivers: SPAN_RECEIVERS,
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: {
        traces: { exporters: ['jaeger_storage_exporter'], processors: kept, receivers: ['otlp', 'zipkin'] },
        'traces/metrics': { exporters: ['spanmetrics'], processors: ['memory_limiter'], receivers: ['otlp', 'zipkin'] },
        'metrics/spans': { exporters: ['prometheus'], receivers: ['spanmetrics'] },
      },
      telemetry: TELEMETRY,
    },
  };
}
