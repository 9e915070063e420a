/** Input of a scenario. */
import type { Figures } from './figures';
import type { Cluster } from './kubelet/cluster';
import type { Store } from './store/store';
import type { EngineName, StoreProps } from './store/synthesize';
import type { Turn } from './turn';

/** One file in `scenarios/`: a name that says what happens, and what to do. */
export interface Scenario {
  readonly name: string;
  readonly run: (context: Context) => Promise<void>;
}

export interface Lane {
  /** Also the namespace. */
  readonly name: string;
  /** The engine of the store that the lane starts with; none starts where this is left out. */
  readonly engine?: EngineName;
  /** Props of that store. @default - the defaults */
  readonly props?: Partial<StoreProps>;
  /** The first scenario creates the Secret. @default false */
  readonly secretLater?: boolean;
  readonly scenarios: readonly Scenario[];
}

export interface Context {
  readonly cluster: Cluster;
  /** True if nothing else may run in it. */
  readonly namespace: string;
  /** Name for the table, such as `Valkey 9.1`; the lane's name if it has no engine. */
  readonly label: string;
  readonly engine: EngineName | undefined;
  /** The store of this lane. @throws where the lane has none */
  readonly store: Store;
  readonly figures: Figures;
  /** A goal for a time: the scenario that fails it runs once more when all lanes have ended. */
  readonly time: Figures['time'];
  /** A goal for a rate, judged in the same way. */
  readonly rate: Figures['rate'];
  /** Turn that one lane at a time can hold. */
  readonly turn: Turn;
  /** Number of rounds, given the least; `MAINSTAY_ROUNDS=3` triples them. */
  readonly rounds: (least: number) => number;
  /** Prints a line with `MAINSTAY_VERBOSE=1`. */
  readonly say: (text: string) => void;
}
