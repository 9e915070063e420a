import type { IConstruct } from 'constructs';
import { cidrRange } from '../checks/cidr';
import { fail } from '../checks/errors';
import { dnsLabel, dnsName, positiveSize, wholeNumber } from '../checks/formats';
import { checkKinds, LIST, TEXT } from '../checks/kinds';
import { bytes, seconds } from '../checks/quantity';
import { CLUSTERS } from '../registry/registry';
import type { CertificateIssuer, CloudNativePg, ClusterProps, GatewayReference } from './cluster-props';
import { FEATURES, type FeatureName } from './features';
import { PRESETS, type Profile } from './presets';

const OLDEST = 27;
const NEWEST = 36;

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
    const [cluster] = CLUSTERS.around(scope);
    return cluster instanceof Cluster ? cluster : GENERIC;
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
  /** The Gateway for hosts; `undefined` where they become Ingresses. */
  readonly gateway: GatewayReference | undefined;
  /** Who signs certificates; `undefined` without cert-manager. */
  readonly certManager: CertificateIssuer | undefined;
  readonly keda: boolean;
  /** The namespace of KEDA, where it is installed. */
  readonly kedaNamespace: string;
  readonly prometheus: string | undefined;
  readonly prometheusAdapter: boolean;
  /** Where CloudNativePG runs; `undefined` where it is not installed. */
  readonly cloudNativePg: Required<CloudNativePg> | undefined;
  readonly vpa: boolean;
  readonly argoRollouts: boolean;
  readonly externalSecrets: boolean;
  readonly cilium: boolean;
  readonly volumeSnapshots: boolean;
  /** The namespace that Velero runs in; `undefined` where it is not installed. */
  readonly velero: string | undefined;
  /** Whether volumes of the cluster's default StorageClass can grow. */
  readonly volumeExpansion: boolean;
  /** Bytes of memory that pods can have of a node, where it is known. */
  readonly nodeMemory: number | undefined;
  /** Whether nodes say which zone they are in, as far as it is known. */
  readonly zoned: boolean;
  /** How many seconds load balancers go on sending requests to a pod that ends, where it is known. */
  readonly deregistration: number | undefined;
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
    checkKinds(undefined, props, { zones: LIST, domain: TEXT }, 'Cluster');
    this.zones = [...new Set(props.zones ?? [])];
    this.zoned = profile.zoned || this.zones.length > 0;
    this.domain = props.domain ?? 'cluster.local';
    for (const label of this.domain.split('.')) dnsLabel(undefined, 'the cluster domain', label);
    this.storageClass = props.storageClass;
    this.ingressClass = props.ingressClass;
    this.gateway = gatewayOf(props.gateway);
    this.ingressNamespaces = props.ingressNamespaces ?? gatewayNamespaces(this.gateway) ?? profile.ingressNamespaces;
    for (const name of this.ingressNamespaces) dnsLabel(undefined, 'an ingress namespace', name);
    this.loadBalancerRanges = (props.loadBalancerRanges ?? profile.loadBalancerRanges).map((cidr) =>
      cidrRange(undefined, 'an address range', cidr),
    );
    this.apiServerPorts = props.apiServerPorts ?? [443, 6443];
    for (const port of this.apiServerPorts) wholeNumber(undefined, 'a port of the API server', port, 1, 65535);
    this.dns = profile.dns;
    this.certManager = issuerOf(props.certManager);
    this.keda = props.keda !== undefined && props.keda !== false;
    this.kedaNamespace = typeof props.keda === 'object' ? props.keda.namespace : 'keda';
    dnsLabel(undefined, 'the namespace of KEDA', this.kedaNamespace);
    this.prometheus = props.prometheus === undefined ? undefined : prometheusOf(props.prometheus);
    this.prometheusAdapter = props.prometheusAdapter ?? false;
    this.cloudNativePg = cloudNativePgOf(props.cloudNativePg);
    this.vpa = props.vpa ?? false;
    this.argoRollouts = props.argoRollouts ?? false;
    this.externalSecrets = props.externalSecrets ?? false;
    this.cilium = props.cilium ?? false;
    this.volumeSnapshots = props.volumeSnapshots ?? false;
    this.velero = props.velero === undefined ? undefined : dnsLabel(undefined, 'the namespace of Velero', props.velero);
    this.volumeExpansion = props.volumeExpansion ?? profile.volumeExpansion;
    this.nodeMemory = props.nodeMemory && bytes(positiveSize(undefined, 'nodeMemory', props.nodeMemory));
    this.deregistration = props.deregistration && seconds(props.deregistration);
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
    CLUSTERS.attach(scope, this);
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

function gatewayOf(gateway: GatewayReference | undefined): GatewayReference | undefined {
  if (!gateway) return undefined;
  dnsName(undefined, 'the name of a Gateway', gateway.name);
  dnsLabel(undefined, 'the namespace of a Gateway', gateway.namespace);
  for (const listener of [gateway.http, gateway.https]) {
    if (listener !== undefined) dnsName(undefined, 'the name of a listener', listener);
  }
  if (gateway.http !== undefined && (gateway.https === undefined || gateway.https === gateway.http)) {
    const fix = 'give the name of the HTTPS listener as https, or leave out http';
    fail(undefined, 'a redirect to HTTPS needs two listeners', `http ${gateway.http}, https ${gateway.https}`, fix);
  }
  return gateway;
}

function gatewayNamespaces(gateway: GatewayReference | undefined): readonly string[] | undefined {
  return gateway && [gateway.namespace];
}

/** KEDA looks names up from its own namespace. */
function prometheusOf(url: string): string {
  if (!/^https?:\/\/[^\s/?#@:]+\.[^\s/?#@:]+(:\d+)?(\/[^\s?#]*)?$/.test(url)) {
    const fix = 'use a form such as http://prometheus.monitoring:9090';
    fail(undefined, 'prometheus must be a URL with the name of a Service and its namespace', url, fix);
  }
  return url;
}

function issuerOf(certManager: CertificateIssuer | undefined): CertificateIssuer | undefined {
  if (certManager) dnsName(undefined, 'the name of an issuer', certManager.issuer);
  return certManager;
}

function cloudNativePgOf(installed: CloudNativePg | undefined): Required<CloudNativePg> | undefined {
  if (!installed) return undefined;
  const namespace = dnsLabel(undefined, 'the namespace of CloudNativePG', installed.namespace ?? 'cnpg-system');
  return { namespace, barmanCloud: installed.barmanCloud ?? false };
}

const GENERIC = Cluster.generic();
