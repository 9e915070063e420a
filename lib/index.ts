export { MainstayError } from './checks/errors';
export { AddOn } from './cluster/add-ons/add-on';
export type { CertificateIssuer } from './cluster/add-ons/cert-manager';
export type { CloudNativePgAddOn } from './cluster/add-ons/cloud-native-pg';
export type { GatewayReference } from './cluster/add-ons/gateway';
export type { KedaAddOn } from './cluster/add-ons/keda';
export type { PrometheusAddOn } from './cluster/add-ons/prometheus';
export type { AddOnName, AddOnOptions } from './cluster/add-ons/table';
export type { VeleroAddOn } from './cluster/add-ons/velero';
export { Cluster } from './cluster/cluster';
export type { ClusterProps } from './cluster/cluster-props';
export { IMAGES, type ImageName, type ImageOverrides } from './cluster/images';
export type { ExposureProps, LoadBalancer } from './exposure/exposure-props';
export { CloudIdentity } from './identity/cloud-identity';
export { Permission, type PermissionProps } from './identity/permission';
export type { JsonObject, JsonValue } from './manifest/json';
export { type ForeignPodPeerProps, type IPeer, Peer, type PeerRule, type PodPeerProps } from './network/peer';
export { Port, type PortLike, type Protocol } from './network/port';
export { Observability } from './observability/observability';
export type { ObservabilityProps } from './observability/props';
export type { ObservabilityServer } from './observability/server';
export type { Binding, BindingClient, BindingRequest, EnvValue, IBindable, UsesOptions } from './relations/binding';
export { ConfigKey, PodField } from './relations/env-value';
export { External } from './relations/external';
export {
  OtlpEndpoint,
  type OtlpHostOptions,
  type OtlpOptions,
  type OtlpServiceOptions,
  type OtlpSignal,
} from './relations/otlp-endpoint';
export { SecretKey } from './relations/secret-key';
export type { Alert, IObservable, MetricsEndpoint, Severity, Signal } from './relations/signal';
export { AdapterRules, type AdapterRulesProps } from './scaling/adapter-rules';
export { type MetricGoal, type MetricObject, type RenderedMetric, ScalingMetric } from './scaling/metric';
export type { Rightsizing, Scaling } from './scaling/props';
export type {
  KafkaLagOptions,
  KedaTriggerOptions,
  RabbitQueueOptions,
  RedisListOptions,
  ScalingSchedule,
} from './scaling/trigger';
export type { ScheduledTaskProps } from './scheduled-task/props';
export { ScheduledTask } from './scheduled-task/scheduled-task';
export {
  type BoundCertificate,
  Certificate,
  type CertificateRequest,
  type HostCertificate,
  type IssuerOptions,
} from './secrets/certificate';
export { type BoundCredentials, Credentials, type CredentialsRequest } from './secrets/credentials';
export {
  describeFinding,
  ExternalObject,
  type Finding,
  type FindingSubject,
  type ObjectReference,
  type Quota,
  SecurityBaseline,
  type SecurityBaselineProps,
  type VerifyOptions,
  verify,
  Waiver,
  type WaiverProps,
} from './security-baseline';
export { Backup } from './stateful-store/backup/backup';
export type { BackupSchedule } from './stateful-store/backup/backup-schedule';
export type { DrillProps } from './stateful-store/backup/drill';
export type { FileBackupProps } from './stateful-store/backup/file-backup';
export type { RestoreOptions, RestorePoint } from './stateful-store/backup/restore-point';
export type { BackupRetention, NewestBackups } from './stateful-store/backup/retention';
export type { SnapshotProps } from './stateful-store/backup/snapshots';
export type { WorkspaceProps } from './stateful-store/backup/steps/workspace';
export type { AzureProps } from './stateful-store/backup/stores/azure';
export type { GcsProps } from './stateful-store/backup/stores/gcs';
export { ObjectStore } from './stateful-store/backup/stores/object-store';
export type { ObjectStoreModel } from './stateful-store/backup/stores/object-store-model';
export type { S3Credentials, S3Props } from './stateful-store/backup/stores/s3';
export type { VeleroProps } from './stateful-store/backup/velero';
export type {
  BackupDescription,
  BindingCredentials,
  LogDescription,
  OperatedDescription,
  OperatedFacts,
  OperatedObject,
  ProxyDescription,
  StoreDescription,
  StoreFacts,
  Topology,
} from './stateful-store/description';
export { Engine } from './stateful-store/engine';
export type { EngineModel, OperatorModel } from './stateful-store/engine-model';
export type {
  BarmanArchive,
  BarmanRecovery,
  CloudNativePgOptions,
} from './stateful-store/engines/postgres/operated/options';
export type { PoolerOptions } from './stateful-store/engines/postgres/operated/pooler';
export type { PostgresOptions } from './stateful-store/engines/postgres/options';
export type { MaxmemoryPolicy, RestrictedCommand, ValkeyOptions } from './stateful-store/engines/valkey-family/options';
export type { ExistingStore, ExistingStoreProps } from './stateful-store/existing-store';
export type { StatefulStoreProps } from './stateful-store/props';
export { StatefulStore } from './stateful-store/stateful-store';
export type { TopologyProps } from './stateful-store/topology/topology-props';
export type { VolumeProps } from './stateful-store/volumes/volume-props';
export { App, type AppProps } from './synth/app';
export type { Canary } from './web-app/canary';
export type { HttpMetrics, MetricNames } from './web-app/http-signals';
export type { WebAppProps } from './web-app/props';
export type { LatencyObjective, ServiceLevel } from './web-app/slo';
export { WebApp } from './web-app/web-app';
export type { WorkerProps } from './worker/props';
export { Worker } from './worker/worker';
export type { ExtraContainer, InitContainer, Sidecar } from './workload/extra-container';
export type { Health } from './workload/health';
export { LocalFiles } from './workload/local-files';
export type { Dns, PlacementProps, Toleration } from './workload/placement-props';
export {
  type HttpProbeOptions,
  type PortProbeOptions,
  Probe,
  type ProbeKind,
  type ProbeOptions,
} from './workload/probe';
export type { ReplicaProps } from './workload/replicas';
export type { DisruptionBudget, RolloutProps } from './workload/rollout-props';
export { type BlueGreenOptions, type CanaryStep, RolloutStrategy } from './workload/rollout-strategy';
export type { JobHistory, ScheduleProps } from './workload/schedule-props';
export {
  type ContainerDescription,
  PATHS,
  type ProbeDescription,
  type ServerDescription,
  type ServiceDescription,
  type SidecarDescription,
} from './workload/server-description';
export type { WorkloadProps } from './workload/workload-props';
