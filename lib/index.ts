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
export { type ForeignPodPeerProps, type IPeer, Peer, type PeerRule, type PodPeerProps } from './peer';
export { Port, type Protocol } from './port';
export type { Alert, IObservable, MetricsEndpoint, Severity, Signal } from './signal';
export type { Scaling, WebAppProps } from './web-app/props';
export { Tls } from './web-app/tls';
export { WebApp } from './web-app/web-app';
