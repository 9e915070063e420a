// `cdk8s-mainstay/engine`, for authors of engines, object stores and other things that apps use. The constructs are in `cdk8s-mainstay`.

// Engines of a StatefulStore.
export { Engine } from './stateful-store/engine';
export type { EngineModel, OperatorModel } from './stateful-store/engine-model';
export type {
  BackupDescription,
  BindingCredentials,
  CopyDescription,
  LogDescription,
  ProxyDescription,
  StoreDescription,
  StoreFacts,
  Topology,
} from './stateful-store/description';
export type { OperatedDescription, OperatedFacts, OperatedObject } from './stateful-store/description';
export type { AddOnName, AddOnOptions } from './cluster/add-ons/table';
export type { ImageName } from './cluster/images';

// Servers: their containers, probes, files and Services.
export {
  type ContainerDescription,
  PATHS,
  type ProbeDescription,
  type ServerDescription,
  type ServiceDescription,
  type SidecarDescription,
} from './workload/server-description';

// Object stores for backups.
export { ObjectStore } from './object-store/object-store';
export type { ObjectStoreModel } from './object-store/object-store-model';

// Relations: what an app gets, and what is measured.
export type {
  AddressParts,
  Binding,
  BindingClient,
  BindingParts,
  BindingRequest,
  EnvValue,
  IBindable,
  UsesOptions,
} from './relations/binding';
export type { BoundCredentials, CredentialsRequest } from './secrets/credentials';
export type { BoundCertificate, CertificateRequest } from './secrets/certificate';
export type { Alert, IObservable, MetricsEndpoint, Severity, Signal } from './relations/signal';
export type { JsonObject, JsonValue } from './manifest/json';
