import type { AddOnName } from '../cluster/add-ons/table';
import type { OperatedDescription, OperatedFacts, StoreDescription, StoreFacts } from './description';

/** What describes one kind of server; `StatefulStore` knows none by name. */
export interface EngineModel {
  /** What it is called, and its port: `valkey`. */
  readonly name: string;
  /** How many pods keep serving when one of them is lost; empty when it cannot fail over by itself. */
  readonly failover: readonly number[];
  /** Bytes of data that fit into a container with so many bytes of memory. */
  readonly capacity: (memory: number) => number;
  /** The least volume for so many bytes of data, in bytes. */
  readonly volume: (capacity: number) => number;
  /** Pods, scripts, probes, signals. Pure; throws on what the engine cannot do. */
  readonly describe: (facts: StoreFacts) => StoreDescription;
  /** Who runs it where it shall fail over and cannot by itself. @default - nobody */
  readonly operator?: OperatorModel;
}

/** An operator that runs several servers of a kind, of which one takes over when the primary is lost. */
export interface OperatorModel {
  /** The add-on that installs it. */
  readonly addOn: AddOnName;
  /** How many servers it keeps serving when one of them is lost. */
  readonly failover: readonly number[];
  /** What it is asked for. Pure; throws on what it cannot do. */
  readonly describe: (facts: OperatedFacts) => OperatedDescription;
}
