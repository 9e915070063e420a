/** What a scenario is given. */
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
  /** What the program says about that store. @default - the defaults */
  readonly props?: Partial<StoreProps>;
  /** The first scenario creates the Secret. @default false */
  readonly secretLater?: boolean;
  readonly scenarios: readonly Scenario[];
}

export interface Context {
  readonly cluster: Cluster;
  /** Nothing else runs in it. */
  readonly namespace: string;
  /** For the table, such as `Valkey 9.1`; the lane's name where it has no engine. */
  readonly label: string;
  readonly engine: EngineName | undefined;
  /** The store of this lane. @throws where the lane has none */
  readonly store: Store;
  readonly figures: Figures;
  /** A goal for a time: the scenario that misses it runs once more when all lanes have ended. */
  readonly time: Figures['time'];
  /** One lane at a time may have it. */
  readonly turn: Turn;
  /** How many rounds, given the least; `MAINSTAY_ROUNDS=3` triples them. */
  readonly rounds: (least: number) => number;
  /** Prints a line with `MAINSTAY_VERBOSE=1`. */
  readonly say: (text: string) => void;
}
