import type { Duration, Size } from 'cdk8s';
import type { AddOn } from './add-ons/add-on';
import type { AnsweringParts } from './answering';
import type { IngressController } from './controllers';
import type { NameServer, NameServerName } from './name-server';
import type { NetworkPlugin } from './network-plugin';

/** The differences between your cluster and the preset. */
export interface ClusterProps {
  /**
   * The name of the cluster, and of the folder of its manifests: `dist/eu/`.
   * @default - the path of the construct that it is attached to, with dashes; the cluster of the app writes to `dist/` itself
   */
  readonly name?: string;
  /** The Kubernetes version, from `1.27` to `1.36`. @default '1.33' */
  readonly version?: string;
  /** The add-ons that are installed beyond Kubernetes itself, each once. @default - none; only add-ons in this list are used */
  readonly installed?: readonly AddOn[];
  /**
   * The zones that nodes run in. The StorageClass of stores then needs `volumeBindingMode: WaitForFirstConsumer`: with `Immediate`,
   * volumes are made before pods have zones. @default - not known; pods are spread over all zones
   */
  readonly zones?: readonly string[];
  /** The domain of Services. @default 'cluster.local' */
  readonly domain?: string;
  /**
   * The DNS servers that pods ask, in place of those of the preset. The usual ones have names: `kube-dns` is its pods, `node-local` is
   * NodeLocal DNSCache. `['kube-dns', 'node-local', { cidr: '10.96.0.10/32' }]` adds the address of a Service.
   * @default - what the preset knows
   */
  readonly dns?: readonly (NameServer | NameServerName)[];
  /**
   * The source of the user ids of pods: the manifests name them, or the cluster assigns them from a range of the namespace, as the
   * default SecurityContextConstraints of OpenShift do; then no pod names its user, group and `fsGroup`. @default 'named'
   */
  readonly podUsers?: 'named' | 'assigned';
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
   * The controller of that class. It decides from where requests come, how a health check is set, and by which annotation an app
   * says that it speaks gRPC. @default - the controller that the class is named for; GKE Ingress and Traefik on GKE and k3s
   */
  readonly ingressController?: IngressController;
  /** The reach of the load balancers that an `alb` controller makes: it must be chosen. @default - not chosen */
  readonly ingressScheme?: 'internet-facing' | 'internal';
  /**
   * The address ranges of the nodes that ingress controllers run on, if they use the network of the node (`hostNetwork: true`):
   * policies by pods never match them. With Cilium, `all` is enough. @default - ingress controllers use the network of pods
   */
  readonly ingressNodes?: readonly string[] | 'all';
  /**
   * The namespaces that ingress controllers, or the pods of the Gateway, run in.
   * @default - the namespace of the Gateway and of the usual controllers; none where no pods send the requests
   */
  readonly ingressNamespaces?: readonly string[];
  /** The ranges from which a cloud's load balancers reach pods directly. @default - what the preset knows */
  readonly loadBalancerRanges?: readonly string[];
  /**
   * The address ranges of the Kubernetes API server: that of the Service `kubernetes` in `default`, and those of its endpoints, since
   * network plugins look at either. Only pods with rights there are opened to it. `kubectl get service,endpointslices -n default -l
   * component=apiserver` shows them. Cilium needs none.
   * @default - not known: pods with rights may connect to every address on its ports, and their policy is annotated `mainstay/widened`
   */
  readonly apiServer?: readonly string[];
  /**
   * The address ranges of the nodes, at which Prometheus reads the metrics of kubelets and of the control plane: `kubectl get nodes -o
   * wide` shows the addresses. Cilium needs none.
   * @default - not known: Prometheus may connect to every address on these ports, and its policy is annotated `mainstay/widened`
   */
  readonly nodeRanges?: readonly string[];
  /**
   * The network plugin. One that enforces no NetworkPolicy is an error, unless `openNetwork` accepts it: every policy would be
   * without effect. @default - one that enforces policies
   */
  readonly cni?: NetworkPlugin;
  /** The reason to accept a `cni` that enforces no NetworkPolicy, in three words or more. @default - it is not accepted */
  readonly openNetwork?: string;
  /** The ports of the Kubernetes API server. @default [443, 6443] */
  readonly apiServerPorts?: readonly number[];
  /** The parts of the cluster whose metrics pods can read: an Observability has jobs and alerts for these only. @default - what the preset knows */
  readonly answers?: AnsweringParts;
  /** The time for which load balancers still send requests to a terminating pod. @default - not known */
  readonly deregistration?: Duration;
}
