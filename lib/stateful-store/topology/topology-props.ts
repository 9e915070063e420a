import type { Topology } from '../description';

/** The number of pods of a store, and the zones and nodes that they run on. */
export interface TopologyProps {
  /** The number of pods: one primary, the others its replicas. @default - what the engine needs to survive the loss of one */
  readonly replicas?: number;
  /**
   * One server that Kubernetes starts again, or several of which one takes over when the primary is lost.
   * @default - `failover` with several replicas, as far as the engine can
   */
  readonly topology?: Topology;
  /**
   * The spread of pods over zones and nodes: `soft` prefers it, `strict` leaves a pod pending instead.
   * @default - `strict` for `failover` where the cluster's zones are known, because only then a majority outlives any of them
   */
  readonly spread?: 'soft' | 'strict';
  /**
   * The fate of a store with failover when a zone is lost: a majority of its pods must be left, or, with `accept`, it may
   * stop serving until the zone is back. Only asked where the cluster's zones are known. @default 'survive'
   */
  readonly zoneLoss?: 'survive' | 'accept';
}
