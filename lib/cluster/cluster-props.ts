import type { Duration, Size } from 'cdk8s';
import type { AddOn } from './add-ons/add-on';
import type { NameServer } from './name-server';

/** The differences between your cluster and the preset. */
export interface ClusterProps {
  /** The Kubernetes version, from `1.27` to `1.36`. @default '1.33' */
  readonly version?: string;
  /** The add-ons that are installed beyond Kubernetes itself, each once. @default - none; only add-ons in this list are used */
  readonly installed?: readonly AddOn[];
  /** The zones that nodes run in. @default - not known; pods are spread over all zones */
  readonly zones?: readonly string[];
  /** The domain of Services. @default 'cluster.local' */
  readonly domain?: string;
  /**
   * The DNS servers that pods ask, in place of those of the preset: `[...Cluster.generic().dns, { cidr: '10.96.0.10/32' }]`
   * adds one. @default - what the preset knows
   */
  readonly dns?: readonly NameServer[];
  /** The StorageClass for volumes. @default - the cluster's default class */
  readonly storageClass?: string;
  /**
   * True when volumes of the cluster's default class can grow (`allowVolumeExpansion: true`).
   * @default true, except for kind and k3s, whose volumes are directories
   */
  readonly volumeExpansion?: boolean;
  /** The memory of a node that pods can have: its allocatable memory. @default - not known */
  readonly nodeMemory?: Size;
  /** The IngressClass for hosts. @default - the cluster's default class */
  readonly ingressClass?: string;
  /**
   * The namespaces that ingress controllers, or the pods of the Gateway, run in.
   * @default - the namespace of the Gateway; without one, the namespaces of the usual controllers
   */
  readonly ingressNamespaces?: readonly string[];
  /** The ranges from which a cloud's load balancers reach pods directly. @default - what the preset knows */
  readonly loadBalancerRanges?: readonly string[];
  /** The ports of the Kubernetes API server. @default [443, 6443] */
  readonly apiServerPorts?: readonly number[];
  /** The time for which load balancers still send requests to a terminating pod. @default - not known */
  readonly deregistration?: Duration;
}
