/** What a scenario is given. */

import type { Figures } from './figures';
import type { Cluster } from './kubelet/cluster';
import type { Store } from './store/store';

/** One file in `scenarios/`: a name that says what happens, and what to do. */
export interface Scenario {
  readonly name: string;
  readonly run: (context: Context) => Promise<void>;
}

export interface Context {
  readonly cluster: Cluster;
  /** The namespace of this lane; nothing else runs in it. */
  readonly namespace: string;
  /** Such as `valkey 9.1.2`, for the table. */
  readonly engine: string;
  /** The store of this lane. @throws where the lane has none */
  readonly store: Store;
  readonly figures: Figures;
  /** How many rounds, given the least; `MAINSTAY_ROUNDS=3` triples them. */
  readonly rounds: (least: number) => number;
}
