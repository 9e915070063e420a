import { type Kinds, NUMBER, oneOf } from '../../checks/kinds';
import type { Topology } from '../description';

/** The number of pods of a store, and their spread. */
export interface TopologyProps {
  /** The number of pods: one primary, the others its replicas. @default - the fewest with which the engine survives the loss of one */
  readonly replicas?: number;
  /**
   * One server that Kubernetes restarts, or several of which one takes over when the primary is lost.
   * @default - `failover` with several replicas, otherwise `single`
   */
  readonly topology?: Topology;
  /**
   * The spread of pods over zones and nodes: `soft` prefers an even one, `strict` leaves a pod pending rather than break it.
   * @default - `strict` for `failover` if the cluster's zones are known, as only then a majority survives the loss of any zone
   */
  readonly spread?: 'soft' | 'strict';
  /**
   * The behaviour of a store with failover when a zone is lost: a majority of its pods must be left, or, with `accept`, it may
   * stop serving until the zone is back. Only checked if the cluster's zones are known. @default 'survive'
   */
  readonly zoneLoss?: 'survive' | 'accept';
}

export const TOPOLOGY: Kinds<TopologyProps> = {
  replicas: NUMBER,
  topology: oneOf('single', 'failover'),
  spread: oneOf('soft', 'strict'),
  zoneLoss: oneOf('survive', 'accept'),
};
