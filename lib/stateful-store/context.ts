import type { ApiObject } from 'cdk8s';
import type { ConfigMap, Container, Service, ServiceAccount, StatefulSet } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { Labels } from '../manifest/labels';
import type { Policy } from '../network/network-policy';
import type { Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { SecretKey } from '../relations/secret-key';
import type { Signal } from '../relations/signal';
import type { BoundCertificate } from '../secrets/certificate';
import type { BoundCredentials } from '../secrets/credentials';
import type { PodSet } from '../workload/pod-set';
import type { StoreDescription, StoreFacts } from './description';
import type { EngineModel } from './engine-model';
import type { StoreProxy } from './pods/store-proxy';
import type { StatefulStoreProps } from './props';
import type { VolumeSizes } from './volumes/storage';

/** What is known of a store before it is decided who runs its servers. */
export interface StoreInputs {
  /** The store itself. */
  readonly scope: Construct;
  readonly props: StatefulStoreProps;
  readonly model: EngineModel;
  readonly facts: StoreFacts;
  readonly sizes: VolumeSizes;
  /** The labels of its objects. */
  readonly labels: Labels;
}

/** What the parts of one store know about it. */
export interface StoreContext extends StoreInputs {
  readonly description: StoreDescription;
  readonly credentials: BoundCredentials;
  /** `undefined` without TLS. */
  readonly certificate: BoundCertificate | undefined;
  /** The pods of the store. */
  readonly pods: PodSet;
}

/** Who runs the servers of a store, and what everybody else is told about them. */
export interface StoreRuntime {
  readonly description: Pick<StoreDescription, 'bind' | 'metrics'>;
  readonly port: Port;
  /** More ports that clients connect to. */
  readonly morePorts: readonly Port[];
  readonly password: SecretKey;
  /** The certificate by which clients know the servers; `undefined` without TLS. */
  readonly authority?: SecretKey;
  /** All pods on the network. */
  readonly peer: Peer;
  /** The pods that clients connect to. */
  readonly clientPeer: Peer;
  readonly signals: readonly Signal[];
  readonly fence: Policy;
  readonly objects?: readonly ApiObject[];
  readonly statefulSet?: StatefulSet;
  readonly container?: Container;
  readonly service?: Service;
  readonly services?: readonly Service[];
  readonly serviceAccount?: ServiceAccount;
  readonly configMap?: ConfigMap;
  readonly proxy?: StoreProxy | undefined;
  readonly budget?: ApiObject;
}
