import type { Duration, Size } from 'cdk8s';

/** The Gateway that hosts are attached to. */
export interface GatewayReference {
  readonly name: string;
  /** The namespace of the Gateway. */
  readonly namespace: string;
  /** The name of its HTTPS listener. @default - routes attach to every listener that lets them */
  readonly https?: string;
  /** The name of its plain HTTP listener, from which requests are sent to HTTPS. Needs `https`. @default - no redirect */
  readonly http?: string;
}

/** Who signs certificates: https://cert-manager.io/docs/concepts/issuer/ */
export interface CertificateIssuer {
  readonly issuer: string;
  /** A `ClusterIssuer` signs for every namespace, an `Issuer` for its own. @default 'ClusterIssuer' */
  readonly kind?: 'ClusterIssuer' | 'Issuer';
}

/** CloudNativePG, which runs PostgreSQL with failover: https://cloudnative-pg.io */
export interface CloudNativePg {
  /** The namespace that the operator runs in. @default 'cnpg-system' */
  readonly namespace?: string;
  /** Whether its Barman Cloud plugin is there too, which writes backups to object stores. @default false */
  readonly barmanCloud?: boolean;
}

/** What is installed on the cluster beyond Kubernetes itself. Nothing is assumed that is not said here. */
export interface InstalledProps {
  /** The Gateway for hosts, which become HTTPRoutes and GRPCRoutes then; it can share requests with a canary. @default - hosts become Ingresses */
  readonly gateway?: GatewayReference;
  /** cert-manager, and who signs when a host says nothing else. @default - not installed */
  readonly certManager?: CertificateIssuer;
  /**
   * Whether KEDA is installed, or where: scaling to zero, by schedule and by queue. `true` is the namespace `keda`, into which its guide
   * installs it. @default false
   */
  readonly keda?: boolean | { readonly namespace: string };
  /** The URL under which KEDA, in its own namespace, reaches Prometheus: `http://prometheus.monitoring:9090`. @default - not known */
  readonly prometheus?: string;
  /** Whether prometheus-adapter serves signals as external metrics, by the rules in {@link AdapterRules}. @default false */
  readonly prometheusAdapter?: boolean;
  /** Where CloudNativePG runs: `{}` for its usual namespace. @default - not installed; PostgreSQL is one server on a volume */
  readonly cloudNativePg?: CloudNativePg;
  /** Whether the Vertical Pod Autoscaler is installed. @default false */
  readonly vpa?: boolean;
  /** Whether Argo Rollouts is installed. @default false */
  readonly argoRollouts?: boolean;
  /** Whether the External Secrets Operator is installed. @default false */
  readonly externalSecrets?: boolean;
  /** Whether Cilium is the network plugin, so that egress can be opened by host name. @default false */
  readonly cilium?: boolean;
  /** Whether the CSI snapshot controller and a CSI driver that takes snapshots are installed. @default false */
  readonly volumeSnapshots?: boolean;
  /** The namespace that Velero runs in. @default - it is not installed */
  readonly velero?: string;
  /** How long load balancers go on sending requests to a pod that ends. @default - not known */
  readonly deregistration?: Duration;
}

/** What differs between your cluster and the preset. */
export interface ClusterProps extends InstalledProps {
  /** The Kubernetes version, from `1.27` to `1.36`. @default '1.33' */
  readonly version?: string;
  /** The region that the cluster runs in. @default - not known */
  readonly region?: string;
  /** The zones that nodes run in. @default - not known; pods are spread over whatever zones there are */
  readonly zones?: readonly string[];
  /** The domain of Services. @default 'cluster.local' */
  readonly domain?: string;
  /** The StorageClass for volumes. @default - the cluster's default class */
  readonly storageClass?: string;
  /**
   * Whether volumes of the cluster's default class can grow (`allowVolumeExpansion: true`).
   * @default true, except for kind and k3s, whose volumes are directories
   */
  readonly volumeExpansion?: boolean;
  /** What pods can have of the memory of a node: its allocatable memory. @default - not known */
  readonly nodeMemory?: Size;
  /** The IngressClass for hosts. @default - the cluster's default class */
  readonly ingressClass?: string;
  /**
   * The namespaces that ingress controllers, or the pods of the Gateway, run in.
   * @default - the namespace of the Gateway; without one, where the usual controllers are installed
   */
  readonly ingressNamespaces?: readonly string[];
  /** The ranges from which a cloud's load balancers reach pods directly. @default - what the preset knows */
  readonly loadBalancerRanges?: readonly string[];
  /** The ports of the Kubernetes API server. @default [443, 6443] */
  readonly apiServerPorts?: readonly number[];
}
