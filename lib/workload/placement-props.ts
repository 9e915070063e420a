import type { Duration } from 'cdk8s';
import { DURATION, FLAG, type Kinds, LIST, listOf, NUMBER, object, oneOf, TABLE, TEXT } from '../checks/kinds';

/** A taint of nodes that pods may run on all the same. */
export interface Toleration {
  /** The key of the taint. @default - every taint */
  readonly key?: string;
  /** The value of the taint. @default - any value */
  readonly value?: string;
  /** @default - every effect */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /** How long pods stay once the node has the taint; only for `NoExecute`. @default - for ever */
  readonly stay?: Duration;
}

/** How names are looked up. */
export interface Dns {
  /** Name servers by address, asked besides those of the cluster. The network is opened to them. @default - none */
  readonly servers?: readonly string[];
  /** Whether the name servers of the cluster are asked. @default true */
  readonly cluster?: boolean;
  /** Domains in which short names are looked up. @default - those of the cluster */
  readonly searches?: readonly string[];
  /** From how many dots on a name is taken for a whole one. @default 2 */
  readonly ndots?: number;
}

/** Where pods run, and what they find there. */
export interface PlacementProps {
  /** The architecture of the nodes. @default - any; the image must fit them all */
  readonly arch?: 'amd64' | 'arm64';
  /** Labels that the nodes must have: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ @default - none */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Cheap nodes that the cloud may take back, on EKS, GKE and AKS: `prefer` uses them while there are any, `require` runs
   * nowhere else. @default - no difference is made
   */
  readonly spot?: 'prefer' | 'require';
  /** Taints to run in spite of: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ @default - none */
  readonly tolerations?: readonly Toleration[];
  /**
   * How evenly pods are spread over zones and nodes: `soft` prefers it, `strict` rather leaves a pod waiting (over zones only
   * where nodes say which zone they are in, which those of kind and k3s do not), `none` leaves it to the scheduler:
   * https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ @default 'soft'
   */
  readonly spread?: 'soft' | 'strict' | 'none';
  /** The name of a PriorityClass: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/ @default - the cluster's default */
  readonly priorityClass?: string;
  /** https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ @default - the cluster's, with `ndots` 2 */
  readonly dns?: Dns;
}

const TOLERATION: Kinds<Toleration> = {
  key: TEXT,
  value: TEXT,
  effect: oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  stay: DURATION,
};

const DNS: Kinds<Dns> = { servers: LIST, cluster: FLAG, searches: LIST, ndots: NUMBER };

export const PLACEMENT: Kinds<PlacementProps> = {
  arch: oneOf('amd64', 'arm64'),
  nodeSelector: TABLE,
  spot: oneOf('prefer', 'require'),
  tolerations: listOf(object(TOLERATION)),
  spread: oneOf('soft', 'strict', 'none'),
  priorityClass: TEXT,
  dns: object(DNS),
};
