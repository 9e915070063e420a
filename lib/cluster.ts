import type { IConstruct } from 'constructs';
import { fail } from './internal/errors';
import { FEATURES, type FeatureName } from './internal/features';
import { PRESETS, type Profile } from './internal/presets';
import { dnsLabel } from './internal/validate';

/** What differs between your cluster and the preset. */
export interface ClusterProps {
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
  /** The IngressClass for hosts. @default - the cluster's default class */
  readonly ingressClass?: string;
  /** The namespaces that ingress controllers run in. @default - where the usual controllers are installed */
  readonly ingressNamespaces?: readonly string[];
  /** The ranges from which a cloud's load balancers reach pods directly. @default - what the preset knows */
  readonly loadBalancerRanges?: readonly string[];
  /** The ports of the Kubernetes API server. @default [443, 6443] */
  readonly apiServerPorts?: readonly number[];
}

const OLDEST = 27;
const NEWEST = 36;
const attached = new WeakMap<IConstruct, Cluster>();

/**
 * What may be assumed about the cluster that the manifests are for. Constructs leave out or replace what its version does
 * not know, and open the network to where its DNS and ingress controllers are.
 *
 * @example new App({ cluster: Cluster.eks({ version: '1.34', region: 'eu-west-1' }) })
 * @see https://kubernetes.io/releases/version-skew-policy/
 */
export class Cluster {
  /** Any conforming cluster with nothing installed: the default. */
  static generic(props: ClusterProps = {}): Cluster {
    return new Cluster('generic', PRESETS.generic, props);
  }

  /** Amazon EKS. Load balancers reach pods from the VPC: pass its ranges as `loadBalancerRanges`. */
  static eks(props: ClusterProps = {}): Cluster {
    return new Cluster('eks', PRESETS.eks, props);
  }

  /** Google Kubernetes Engine: Cloud DNS or kube-dns, container-native load balancing. */
  static gke(props: ClusterProps = {}): Cluster {
    return new Cluster('gke', PRESETS.gke, props);
  }

  /** Azure Kubernetes Service. */
  static aks(props: ClusterProps = {}): Cluster {
    return new Cluster('aks', PRESETS.aks, props);
  }

  /** kind: Kubernetes in Docker. */
  static kind(props: ClusterProps = {}): Cluster {
    return new Cluster('kind', PRESETS.kind, props);
  }

  /** k3s: Traefik runs in kube-system. */
  static k3s(props: ClusterProps = {}): Cluster {
    return new Cluster('k3s', PRESETS.k3s, props);
  }

  /** The cluster that `scope` is for: attached to it or to what it stands in, `Cluster.generic()` where nothing was said. */
  static of(scope: IConstruct): Cluster {
    for (let at: IConstruct | undefined = scope; at; at = at.node.scope) {
      const cluster = attached.get(at);
      if (cluster) return cluster;
    }
    return GENERIC;
  }

  readonly version: string;
  readonly region: string | undefined;
  readonly zones: readonly string[];
  readonly domain: string;
  readonly storageClass: string | undefined;
  readonly ingressClass: string | undefined;
  readonly ingressNamespaces: readonly string[];
  readonly loadBalancerRanges: readonly string[];
  readonly apiServerPorts: readonly number[];
  /** Where DNS is answered. */
  readonly dns: Profile['dns'];
  private readonly minor: number;

  private constructor(
    /** The preset: `generic`, `eks`, `gke`, `aks`, `kind` or `k3s`. */
    readonly name: string,
    profile: Profile,
    props: ClusterProps,
  ) {
    this.version = props.version ?? '1.33';
    this.minor = minorOf(this.version);
    this.region = props.region;
    this.zones = props.zones ?? [];
    this.domain = props.domain ?? 'cluster.local';
    for (const label of this.domain.split('.')) dnsLabel(undefined, 'the cluster domain', label);
    this.storageClass = props.storageClass;
    this.ingressClass = props.ingressClass;
    this.ingressNamespaces = props.ingressNamespaces ?? profile.ingressNamespaces;
    this.loadBalancerRanges = props.loadBalancerRanges ?? profile.loadBalancerRanges;
    this.apiServerPorts = props.apiServerPorts ?? [443, 6443];
    this.dns = profile.dns;
  }

  /**
   * Says that everything in `scope` is for this cluster, for an app that serves several. Call it before constructs are added:
   * they ask while they are made. Throws when they were.
   */
  attachTo(scope: IConstruct): void {
    if (scope.node.children.length > 0) {
      const ids = scope.node.children.map((child) => child.node.id);
      fail(scope, 'a cluster must be attached before constructs are added', ids, 'call attachTo first');
    }
    attached.set(scope, this);
  }

  /** Whether its version has a feature. */
  has(feature: FeatureName): boolean {
    return this.minor >= FEATURES[feature].since;
  }
}

function minorOf(version: string): number {
  const minor = Number(/^v?1\.(\d+)(\.\d+)?$/.exec(version)?.[1]);
  if (!(minor >= OLDEST && minor <= NEWEST)) {
    fail(
      undefined,
      `version must be from 1.${OLDEST} to 1.${NEWEST}`,
      version,
      'use the minor version of your cluster, such as 1.33',
    );
  }
  return minor;
}

const GENERIC = Cluster.generic();
