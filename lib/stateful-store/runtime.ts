import type { Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { SecretKey } from '../relations/secret-key';
import type { Signal } from '../relations/signal';
import type { PodSet } from '../workload/pod-set';
import type { StoreDescription } from './description';

/** The running servers of a store, with or without an operator. */
export interface StoreRuntime {
  readonly description: Pick<StoreDescription, 'bind' | 'metrics'>;
  /** All pods of the store. */
  readonly pods: PodSet;
  readonly port: Port;
  /** More ports that clients connect to. */
  readonly morePorts: readonly Port[];
  readonly password: SecretKey;
  /** The CA certificate by which clients verify the servers; `undefined` without TLS. */
  readonly authority?: SecretKey | undefined;
  /** The pods that clients connect to. */
  readonly clientPeer: Peer;
  readonly signals: readonly Signal[];
}
