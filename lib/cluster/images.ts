import type { IConstruct } from 'constructs';
import { imageReference } from '../checks/formats';
import { checkProps, type Kinds, TEXT } from '../checks/kinds';
import { Inherited } from '../registry/registry';

/** Every image that Mainstay uses by itself: official ones, each named here once. */
export const IMAGES = {
  alertmanager: 'quay.io/prometheus/alertmanager:v0.34.0',
  blackbox: 'quay.io/prometheus/blackbox-exporter:v0.28.0',
  cloudNativePg: 'ghcr.io/cloudnative-pg/postgresql:18.6-standard-trixie',
  grafana: 'docker.io/grafana/grafana:13.2.0',
  haproxy: 'docker.io/library/haproxy:3.2.26',
  jaeger: 'docker.io/jaegertracing/jaeger:2.20.0',
  kubectl: 'registry.k8s.io/kubectl:v1.36.3',
  kubeStateMetrics: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.19.1',
  loki: 'docker.io/grafana/loki:3.7.0',
  nodeExporter: 'quay.io/prometheus/node-exporter:v1.12.1',
  otelcol: 'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s:0.159.0',
  postgres: 'docker.io/library/postgres:18.6',
  postgresExporter: 'quay.io/prometheuscommunity/postgres-exporter:v0.20.1',
  prometheus: 'quay.io/prometheus/prometheus:v3.14.0',
  rclone: 'docker.io/rclone/rclone:1.75.2',
  redis: 'docker.io/library/redis:8.10.1',
  redisExporter: 'ghcr.io/oliver006/redis_exporter:v1.89.0',
  trivy: 'ghcr.io/aquasecurity/trivy:0.74.0',
  valkey: 'docker.io/valkey/valkey:9.1.1',
  victoriaLogs: 'docker.io/victoriametrics/victoria-logs:v1.52.1',
} as const satisfies Readonly<Record<string, string>>;

/** The name of a default image. */
export type ImageName = keyof typeof IMAGES;

/** Other references for default images: a mirror, a digest, a newer version. */
export type ImageOverrides = Readonly<Partial<Record<ImageName, string>>>;

const OVERRIDES = Object.fromEntries(Object.keys(IMAGES).map((name) => [name, TEXT])) as Kinds<ImageOverrides>;

const overrides = new Inherited<ImageOverrides>();

/** Replaces default images for everything in `scope`. Throws when a reference names no version. */
export function overrideImages(scope: IConstruct, images: ImageOverrides): void {
  checkProps(scope, images, OVERRIDES, 'images');
  for (const reference of Object.values(images)) if (reference !== undefined) imageReference(scope, reference);
  overrides.attach(scope, images);
}

/** Returns the reference to use for a default image in `scope`. */
export function imageFor(scope: IConstruct, name: ImageName): string {
  const override = overrides.around(scope).find((images) => images[name] !== undefined);
  return override?.[name] ?? IMAGES[name];
}
