export { App, type AppProps } from './app';
export {
  type Binding,
  type BindingClient,
  type BindingRequest,
  type EnvValue,
  type IBindable,
  SecretKey,
  type UsesOptions,
} from './binding';
export { Cluster } from './cluster';
export type { CertificateIssuer, CloudNativePg, ClusterProps, GatewayReference, InstalledProps } from './cluster-props';
export { ConfigKey, PodField } from './env-value';
export { External } from './external';
export { CloudIdentity } from './identity/cloud-identity';
export { Permission, type PermissionProps } from './identity/permission';
export { IMAGES, type ImageName, type ImageOverrides } from './images';
export type { JsonObject, JsonValue } from './internal/json';
export type { Grafana } from './observability/dashboards/grafana';
export type { Prometheus } from './observability/metrics/prometheus';
export { Observability } from './observability/observability';
export type { ObservabilityProps } from './observability/props';
export {
  OtlpEndpoint,
  type OtlpHostOptions,
  type OtlpOptions,
  type OtlpServiceOptions,
  type Telemetry,
} from './otlp-endpoint';
export { type ForeignPodPeerProps, type IPeer, Peer, type PeerRule, type PodPeerProps } from './peer';
export { Port, type Protocol } from './port';
export {
  Check,
  type CheckKind,
  type CheckOptions,
  type HttpCheckOptions,
  type PortCheckOptions,
} from './program/check';
export type { ExtraContainer, InitContainer, Sidecar } from './program/extra-container';
export { Files } from './program/files';
export type { Dns, PlacementProps, Toleration } from './program/placement-props';
export type { Health } from './program/probes';
export type { ProgramProps } from './program/props';
export type { ReplicaProps } from './program/replicas';
export type { DisruptionBudget, RolloutProps } from './program/rollout-props';
export { type BlueGreenOptions, type CanaryStep, Rollout } from './program/rollout-strategy';
export { AdapterRules, type AdapterRulesProps } from './scaling/adapter-rules';
export { type MetricGoal, type MetricObject, type RenderedMetric, ScalingMetric } from './scaling/metric';
export type { Rightsizing, Scaling } from './scaling/props';
export type { ListOptions, ScheduleOptions, TriggerOptions } from './scaling/trigger';
export type { RunHistory, ScheduledTaskProps, ScheduleProps } from './scheduled-task/props';
export { ScheduledTask } from './scheduled-task/scheduled-task';
export {
  describeFinding,
  type ExternalObject,
  type Finding,
  type Quota,
  Reference,
  SecurityBaseline,
  type SecurityBaselineProps,
  type Subject,
  type VerifyOptions,
  verify,
  Waiver,
  type WaiverProps,
} from './security-baseline';
export type { Alert, IObservable, MetricsEndpoint, Severity, Signal } from './signal';
export type { AzureProps } from './stateful-store/backup/azure';
export { Backup } from './stateful-store/backup/backup';
export type { DrillProps } from './stateful-store/backup/drill';
export type { FileBackupProps } from './stateful-store/backup/file-backup';
export type { GcsProps } from './stateful-store/backup/gcs';
export { ObjectStore, type ObjectStoreModel } from './stateful-store/backup/object-store';
export type { RestoreOptions, RestorePoint } from './stateful-store/backup/restore';
export type { Keep, Retention } from './stateful-store/backup/retention';
export type { S3Credentials, S3Props } from './stateful-store/backup/s3';
export type { SnapshotProps } from './stateful-store/backup/snapshots';
export type { VeleroProps } from './stateful-store/backup/velero';
export type { WorkspaceProps } from './stateful-store/backup/workspace';
export {
  type BoundCertificate,
  Certificate,
  type CertificateRequest,
  type IssuerOptions,
} from './stateful-store/certificate';
export { type BoundCredentials, Credentials, type CredentialsRequest } from './stateful-store/credentials';
export {
  type BackupDescription,
  type BindingCredentials,
  type ContainerDescription,
  type LogDescription,
  type OperatedDescription,
  type OperatedFacts,
  type OperatedObject,
  PATHS,
  type ProbeDescription,
  type ProxyDescription,
  type ServiceDescription,
  type SidecarDescription,
  type StoreDescription,
  type StoreFacts,
  type Topology,
} from './stateful-store/description';
export { Engine, type EngineModel, type OperatorModel } from './stateful-store/engine';
export type {
  BarmanArchive,
  BarmanRecovery,
  CloudNativePgOptions,
} from './stateful-store/engines/postgres/operated/options';
export type { PoolerOptions } from './stateful-store/engines/postgres/operated/pooler';
export type { PostgresOptions } from './stateful-store/engines/postgres/options';
export type { EngineOptions, MaxmemoryPolicy, RestrictedCommand } from './stateful-store/engines/valkey-family/options';
export type { ExistingStore, ExistingStoreProps } from './stateful-store/existing-store';
export type { StatefulStoreProps } from './stateful-store/props';
export { StatefulStore } from './stateful-store/stateful-store';
export type { TopologyProps } from './stateful-store/topology-props';
export type { VolumeProps } from './stateful-store/volume-props';
export type { Canary } from './web-app/canary';
export type { ExposureProps, LoadBalancer } from './web-app/exposure-props';
export type { WebAppProps } from './web-app/props';
export type { Convention, HttpMetrics } from './web-app/signals';
export type { LatencyObjective, ServiceLevel } from './web-app/slo';
export { Tls } from './web-app/tls';
export { WebApp } from './web-app/web-app';
export type { WorkerProps } from './worker/props';
export { Worker } from './worker/worker';
