// The app, and the cluster that it is for.
export { App, type AppProps, type SynthYamlOptions } from './synth/app';
export { Cluster } from './cluster/cluster';
export type { ClusterProps } from './cluster/cluster-props';
export type { AnsweringParts } from './cluster/answering';
export type { IngressController } from './cluster/controllers';
export type { NameServer, NameServerName } from './cluster/name-server';
export type { NetworkPlugin } from './cluster/network-plugin';
export type { ImagePullPolicy, ImagePulls } from './cluster/pulls';
export { AddOn } from './cluster/add-ons/add-on';
export type { AddOnName, AddOnOptions } from './cluster/add-ons/table';
export type { CertificateIssuer } from './cluster/add-ons/cert-manager';
export type { CloudNativePgAddOn } from './cluster/add-ons/cloud-native-pg';
export type { GatewayReference } from './cluster/add-ons/gateway';
export type { ExternalSecretsAddOn, SecretStoreName } from './cluster/add-ons/external-secrets';
export type { SecretsStoreCsiAddOn } from './cluster/add-ons/secrets-store-csi';
export { Vault, type VaultProps } from './cluster/vault';
export type { KedaAddOn } from './cluster/add-ons/keda';
export type { PrometheusAddOn } from './cluster/add-ons/prometheus';
export type { VeleroAddOn } from './cluster/add-ons/velero';
export { IMAGES, type ImageName, type ImageOverrides } from './cluster/images';
export { MainstayError } from './checks/errors';
export type { JsonObject, JsonValue } from './manifest/json';

// WebApp, Worker, ScheduledTask and Task.
export { WebApp } from './web-app/web-app';
export type { Canary, WebAppProps } from './web-app/props';
export type { HttpMetrics, MetricNames } from './web-app/http-signals';
export type { LatencyObjective, ServiceLevel } from './web-app/slo';
export { Worker } from './worker/worker';
export type { ReplicatedWorkload } from './workload/replicated-workload';
export type { WorkerProps } from './worker/props';
export { ScheduledTask } from './scheduled-task/scheduled-task';
export type { ScheduledTaskProps } from './scheduled-task/props';
export { Task } from './task/task';
export type { TaskProps } from './task/props';
export type { Completion, ICompletes, IWaits } from './workload/waiting';
export type { RunProps } from './workload/run-props';

// Their containers, pods and rollouts.
export type { WorkloadProps } from './workload/workload-props';
export type { ExtraContainer, InitContainer, Sidecar } from './workload/extra-container';
export type { Health } from './workload/health';
export {
  type HttpProbeOptions,
  type PortProbeOptions,
  Probe,
  type ProbeOptions,
} from './workload/probe';
export { LocalFiles } from './workload/local-files';
export { Volume } from './volumes/volume';
export type { ClaimProps } from './volumes/claim';
export type { BackedUpClaims, IClaimBackup } from './volumes/claim-backup';
export type { ClaimAccess, ExistingAccess } from './volumes/access';
export type { ExistingClaimOptions } from './volumes/existing-claim';
export type { EphemeralProps } from './volumes/ephemeral';
export type { Dns, PlacementProps, Toleration } from './workload/placement-props';
export type { PodUser } from './workload/pod';
export type { CpuQuantity, SizeQuantity } from './checks/amounts';
export type { PodNoteProps } from './workload/pod-notes';
export type { PodUserProps } from './workload/pod-user';
export type { ReplicaProps } from './workload/replica-props';
export type { DisruptionBudget, RolloutProps } from './workload/rollout-props';
export { type BlueGreenOptions, type CanaryStep, RolloutStrategy } from './workload/rollout-strategy';
export type { JobHistory, ScheduleProps } from './workload/schedule-props';

// Their hosts, their scaling and their rights.
export type { ExposureProps, LoadBalancer } from './exposure/exposure-props';
export type { Cors, HeaderChange, Mirror, RateLimit, Redirect, Routing, Sticky } from './exposure/routing/props';
export { type AuthServiceOptions, RouteAuth } from './exposure/routing/route-auth';
export type { Rightsizing, Scaling } from './scaling/props';
export type { MetricGoal } from './scaling/goal';
export { type MetricObject, ScalingMetric } from './scaling/metric';
export type {
  KafkaLagOptions,
  KedaTriggerOptions,
  RabbitQueueOptions,
  RedisListOptions,
  ScalingSchedule,
} from './scaling/trigger';
export { AdapterRules, type AdapterRulesProps } from './scaling/adapter-rules';
export { Permission, type PermissionProps } from './identity/permission';
export { CloudIdentity } from './identity/cloud-identity';

// StatefulStore and its engines.
export { StatefulStore } from './stateful-store/stateful-store';
export type { StatefulStoreProps } from './stateful-store/props';
export type { StorePodObjects } from './stateful-store/pods/store-pods';
export type { StoreCopy } from './stateful-store/copy/store-copy';
export type { StoreParts } from './stateful-store/store-parts';
export type { StorePlacementProps } from './stateful-store/pods/store-placement';
export type { TopologyProps } from './stateful-store/topology/topology-props';
export type { VolumeProps, VolumeRetention } from './stateful-store/volumes/volume-props';
export type { ExistingStore, ExistingStoreProps } from './stateful-store/existing-store';
export { Engine } from './stateful-store/engine';
export type { MaxmemoryPolicy, RestrictedCommand, ValkeyOptions } from './stateful-store/engines/valkey-family/options';
export type { PostgresOptions } from './stateful-store/engines/postgres/options';
export type {
  BarmanArchive,
  BarmanRecovery,
  CloudNativePgOptions,
} from './stateful-store/engines/postgres/operated/options';
export type { PoolerOptions } from './stateful-store/engines/postgres/operated/pooler';

// Backups of a store.
export { Backup, type BackupKind } from './stateful-store/backup/backup';
export type { FileBackupProps } from './stateful-store/backup/settle-file-backup';
export type { SnapshotProps } from './stateful-store/backup/settle-snapshots';
export type { VeleroProps } from './stateful-store/backup/settle-velero';
export type { BackupSchedule, DrillProps } from './stateful-store/backup/backup-schedule';
export type { BackupRetention, NewestBackups } from './stateful-store/backup/retention';
export type { WorkspaceProps } from './stateful-store/backup/steps/workspace';
export type { RestoreOptions, RestorePoint } from './stateful-store/backup/restore-point';
export { ObjectStore } from './object-store/object-store';
export type { S3Credentials, S3Props } from './object-store/s3';
export type { CustomerKey, KmsKey, ObjectLock } from './object-store/s3-demands';
export type { GcsProps } from './object-store/gcs';
export type { AzureProps } from './object-store/azure';

// Observability, and what it watches.
export { Observability } from './observability/observability';
export type { LokiOptions } from './observability/logs/log-bucket';
export { Logs } from './observability/logs/logs';
export type { LogOptions, MultilineLog } from './observability/logs/options';
export type { ObservabilityProps } from './observability/props';
export type { ObservabilityServer } from './observability/server';
export type { ObservabilitySize } from './observability/sizes';
export { RemoteWrite, type RemoteWriteOptions, type RemoteWriteUser } from './observability/metrics/remote-write';
export { type ExistingPrometheusOptions, Prometheus } from './observability/sources/existing';
export type { MetricSources } from './observability/sources/sources';
export { Sampling, type TailSampling } from './observability/traces/sampling';
export { Traces, type TraceOptions } from './observability/traces/traces';
export type { Watchable } from './observability/watched';
export { Oidc, type OidcEndpoints, type OidcOptions } from './observability/dashboards/oidc';
export { Alerts, type AlertsOptions, type AlertTeam } from './observability/alerts/alerts';
export { Receiver } from './observability/alerts/receiver';
export type { ReceiverOptions } from './observability/alerts/receiver-model';
export type { EmailOptions } from './observability/alerts/receivers/email';
export type { PagerDutyOptions } from './observability/alerts/receivers/pagerduty';
export type { SlackOptions } from './observability/alerts/receivers/slack';
export type { WebhookOptions } from './observability/alerts/receivers/webhook';
export type { Destination, WayOut } from './observability/alerts/way-out';
export type { Alert, IObservable, MetricsEndpoint, Severity, Signal } from './relations/signal';

// SecurityBaseline and its rules.
export {
  Rules,
  type RulesContext,
  type RulesProps,
  type RulesReport,
  type RulesResource,
  type RulesViolation,
  SecurityBaseline,
  type SecurityBaselineProps,
  type AccessProps,
  type BreakGlassProps,
  type IgnoredVulnerability,
  type ImageScanningProps,
  type KeylessSignature,
  type KeySignature,
  Signature,
  type Quota,
  type ScanDatabases,
  Waiver,
  type WaiverProps,
  verify,
  type VerifyOptions,
  type Finding,
  type FindingSubject,
  describeFinding,
  ExternalObject,
  type ObjectReference,
} from './security-baseline';

// Relations: the network, and the variables, passwords and certificates that an app gets.
export { type IPeer, Peer, type PeerRule, type ForeignPodPeerProps, type PodPeerProps } from './network/peer';
export { Port, type PortLike, type Protocol } from './network/port';
export type { AllowFromOptions } from './relations/allow-from';
export type { AddressParts, BindingParts, EnvValue, IBindable, UsesOptions } from './relations/binding';
export { External, type ExternalCidrOptions } from './relations/external';
export {
  OtlpEndpoint,
  type OtlpHostOptions,
  type OtlpOptions,
  type OtlpParts,
  type OtlpServiceOptions,
  type OtlpSignal,
} from './relations/otlp-endpoint';
export { EnvSource, type EnvSourceOptions } from './relations/env-source';
export { ConfigKey, type ConfigKeyOptions, PodField } from './relations/env-value';
export {
  type ExternalKeyOptions,
  type MountedKeyOptions,
  SecretKey,
  type SecretKeyOptions,
} from './relations/secret-key';
export {
  Credentials,
  type CredentialsKeys,
  type CredentialsOptions,
  type ExternalCredentialsOptions,
} from './secrets/credentials';
export { Certificate, type IssuerOptions } from './secrets/certificate';
