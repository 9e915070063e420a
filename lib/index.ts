export { App, type AppProps } from './app';
export {
  type Binding,
  type BindingRequest,
  type EnvValue,
  type IBindable,
  SecretKey,
  type UsesOptions,
} from './binding';
export { Cluster, type ClusterProps } from './cluster';
export { External } from './external';
export { IMAGES, type ImageName, type ImageOverrides } from './images';
export type { Grafana } from './observability/dashboards/grafana';
export type { Prometheus } from './observability/metrics/prometheus';
export { Observability } from './observability/observability';
export type { ObservabilityProps } from './observability/props';
export { type ForeignPodPeerProps, type IPeer, Peer, type PeerRule, type PodPeerProps } from './peer';
export { Port, type Protocol } from './port';
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
export { type BoundCredentials, Credentials, type CredentialsRequest } from './stateful-store/credentials';
export { Engine, type EngineModel, type StoreFacts } from './stateful-store/engine';
export type { EngineOptions } from './stateful-store/engines/valkey-family';
export type { StatefulStoreProps } from './stateful-store/props';
export { StatefulStore } from './stateful-store/stateful-store';
export type { Scaling, WebAppProps } from './web-app/props';
export { Tls } from './web-app/tls';
export { WebApp } from './web-app/web-app';
