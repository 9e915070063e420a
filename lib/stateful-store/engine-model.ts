import type { AddOnName } from '../cluster/add-ons/table';
import type { OperatedDescription, OperatedFacts, StoreDescription, StoreFacts } from './description';

/** The description of one kind of server; `StatefulStore` knows none by name. */
export interface EngineModel {
  /** The name of the engine and of its port: `valkey`. */
  readonly name: string;
  /** The numbers of pods that keep serving when one of them is lost; empty if the engine cannot fail over by itself. */
  readonly failover: readonly number[];
  /** Returns the bytes of data that fit into a container with `memory` bytes. */
  readonly capacity: (memory: number) => number;
  /** Returns the smallest volume for `capacity` bytes of data, in bytes. */
  readonly volume: (capacity: number) => number;
  /** Returns pods, scripts, probes and signals. Pure; throws if the engine cannot do it. */
  readonly describe: (facts: StoreFacts) => StoreDescription;
  /** The operator that runs it for a failover that it cannot do by itself. @default - none */
  readonly operator?: OperatorModel | undefined;
}

/** An operator that runs several servers of a kind, of which one takes over when the primary is lost. */
export interface OperatorModel {
  /** The add-on that installs it. */
  readonly addOn: AddOnName;
  /** The numbers of servers that it keeps serving when one of them is lost. */
  readonly failover: readonly number[];
  /** Returns its custom resources. Pure; throws if the operator cannot do it. */
  readonly describe: (facts: OperatedFacts) => OperatedDescription;
}
