import type { Duration } from 'cdk8s';
import { listFix, textFix } from '../checks/fixes';
import { DURATION, FLAG, type Kinds, LIST, listOf, NUMBER, object, oneOf, TABLE, TEXT } from '../checks/kinds';

/** A taint of nodes that pods may run on all the same. */
export interface Toleration {
  /** The key of the taint. @default - every taint */
  readonly key?: string;
  /** The value of the taint. @default - any value */
  readonly value?: string;
  /** @default - every effect */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /** The time that pods stay once the node has the taint; only for `NoExecute`. @default - for ever */
  readonly evictAfter?: Duration;
}

/** The DNS settings of pods. */
export interface Dns {
  /** Addresses of name servers, used besides those of the cluster. The NetworkPolicy allows traffic to them. @default - none */
  readonly nameservers?: readonly string[];
  /** True if pods use the name servers of the cluster. @default true */
  readonly cluster?: boolean;
  /** Domains in which short names are looked up. @default - those of the cluster */
  readonly searches?: readonly string[];
  /** The number of dots from which a name is first looked up as it is. @default 2 */
  readonly ndots?: number;
}

/** The nodes that pods run on, with the priority and the DNS settings of the pods. */
export interface PlacementProps {
  /** The architecture of the nodes. @default - any; the image must fit them all */
  readonly arch?: 'amd64' | 'arm64';
  /** Labels that the nodes must have: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ @default - none */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Cheap nodes that the cloud may take back, on EKS, GKE and AKS: `prefer` uses them while there are any, `require` uses
   * no other nodes. @default - pods run on nodes of both kinds
   */
  readonly spot?: 'prefer' | 'require';
  /** Taints of nodes that the pods may run on all the same: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ @default - none */
  readonly tolerations?: readonly Toleration[];
  /**
   * The spread of pods over zones and nodes: `soft` prefers an even one, `strict` leaves a pod pending rather than uneven
   * (over zones only where nodes have a zone label, which those of kind and k3s lack), `none` leaves it to the scheduler:
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
  evictAfter: DURATION,
};

const DNS: Kinds<Dns> = { nameservers: LIST, cluster: FLAG, searches: LIST, ndots: NUMBER };

export const PLACEMENT: Kinds<PlacementProps> = {
  arch: oneOf('amd64', 'arm64'),
  nodeSelector: TABLE,
  spot: oneOf('prefer', 'require'),
  tolerations: listOf(
    object(
      TOLERATION,
      (value) =>
        `use { key: ${textFix(value, 'gpu')
          .replace('use ', '')
          .replace(/(, for example)?$/, ' }$1')}`,
    ),
  ),
  spread: oneOf('soft', 'strict', 'none'),
  priorityClass: TEXT,
  dns: object(DNS, (value) => `use { nameservers: ${listFix(value).replace(/^use (a form such as )?/, '')} }`),
};
