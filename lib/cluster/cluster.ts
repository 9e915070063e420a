import type { IConstruct } from 'constructs';
import { cidrRange } from '../checks/cidr';
import { fail } from '../checks/errors';
import { dnsLabel, positiveSize, wholeNumber } from '../checks/formats';
import {
  checkArguments,
  checkProps,
  DURATION,
  either,
  FLAG,
  type Kinds,
  LIST,
  listOf,
  made,
  NUMBER,
  needed,
  object,
  oneOf,
  SIZE,
  TEXT,
} from '../checks/kinds';
import { bytes, seconds } from '../checks/quantity';
import { checkConstruct } from '../checks/scope';
import { CLUSTERS } from '../registry/registry';
import { AddOn } from './add-ons/add-on';
import { ADD_ONS, type AddOnName, type AddOnOptions } from './add-ons/table';
import { ANSWERING, type AnsweringPart, answeringParts } from './answering';
import { nameCluster } from './cluster-name';
import type { ClusterProps } from './cluster-props';
import { INGRESS_CONTROLLERS, type IngressController } from './controllers';
import { type Entrance, entranceOf } from './entrance';
import { FEATURES, type FeatureName } from './features';
import { NAME_SERVER, type NameServer, NODE_LOCAL_PODS, nameServers } from './name-server';
import { checkPlugin, NETWORK_PLUGINS, type NetworkPlugin } from './network-plugin';
import { PRESETS, type Profile } from './presets';
import { minorOf } from './version';

const ADD_ON = made(AddOn, 'an AddOn', 'use AddOn.keda(), for example');

const KINDS: Kinds<ClusterProps> = {
  name: TEXT,
  version: TEXT,
  installed: listOf(ADD_ON, 'a list of AddOns'),
  zones: LIST,
  domain: TEXT,
  dns: listOf(either(object(NAME_SERVER), TEXT), 'a list of DNS servers'),
  podUsers: oneOf('named', 'assigned'),
  storageClass: TEXT,
  volumeExpansion: FLAG,
  nodeMemory: SIZE,
  ingressClass: TEXT,
  ingressController: oneOf(...(Object.keys(INGRESS_CONTROLLERS) as IngressController[])),
  ingressScheme: oneOf('internet-facing', 'internal'),
  ingressNodes: { ...either(LIST, oneOf('all')), what: 'a list of address ranges, or all', fix: "use ['10.0.0.0/24']" },
  ingressNamespaces: LIST,
  loadBalancerRanges: LIST,
  apiServer: LIST,
  nodeRanges: LIST,
  apiServerPorts: listOf(NUMBER, 'a list of numbers'),
  answers: object(ANSWERING, 'use { etcd: true }, for example'),
  cni: oneOf(...(Object.keys(NETWORK_PLUGINS) as NetworkPlugin[])),
  openNetwork: TEXT,
  deregistration: DURATION,
};

/**
 * The facts about the cluster that the manifests are for. Constructs leave out or replace fields that its version does not have,
 * open the network to its DNS and ingress controllers, and use its add-ons.
 *
 * @example new App({ cluster: Cluster.eks({ version: '1.34', installed: [AddOn.keda()] }) })
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

  /**
   * Amazon EKS with Auto Mode, whose nodes answer DNS at the address of the Service `kube-dns`: 10.100.0.10 or 172.20.0.10.
   * Pass it as `dns` when the Services of the cluster have another range.
   */
  static eksAuto(props: ClusterProps = {}): Cluster {
    return new Cluster('eks', PRESETS.eksAuto, props);
  }

  /** Google Kubernetes Engine: Cloud DNS or kube-dns, container-native load balancing. */
  static gke(props: ClusterProps = {}): Cluster {
    return new Cluster('gke', PRESETS.gke, props);
  }

  /** Azure Kubernetes Service. */
  static aks(props: ClusterProps = {}): Cluster {
    return new Cluster('aks', PRESETS.aks, props);
  }

  /**
   * OpenShift: DNS is in `openshift-dns`, on port 5353. Its default SecurityContextConstraints refuse pods that name their user:
   * grant `nonroot-v2` to the ServiceAccounts of the namespace, or set `podUsers: 'assigned'`.
   */
  static openshift(props: ClusterProps = {}): Cluster {
    return new Cluster('openshift', PRESETS.openshift, props);
  }

  /** kind: Kubernetes in Docker. */
  static kind(props: ClusterProps = {}): Cluster {
    return new Cluster('kind', PRESETS.kind, props);
  }

  /** k3s: Traefik runs in kube-system. */
  static k3s(props: ClusterProps = {}): Cluster {
    return new Cluster('k3s', PRESETS.k3s, props);
  }

  /** Returns the cluster that is attached to `scope` or to a construct around it; `Cluster.generic()` when there is none. */
  static of(scope: IConstruct): Cluster {
    checkConstruct('Cluster.of', scope);
    const [cluster] = CLUSTERS.around(scope);
    return cluster instanceof Cluster ? cluster : GENERIC;
  }

  readonly version: string;
  readonly zones: readonly string[];
  readonly domain: string;
  /** The source of the user ids of pods. */
  readonly podUsers: 'named' | 'assigned';
  readonly storageClass: string | undefined;
  readonly ingressClass: string | undefined;
  readonly ingressScheme: 'internet-facing' | 'internal' | undefined;
  readonly ingressNamespaces: readonly string[];
  readonly loadBalancerRanges: readonly string[];
  /** The sources of requests for hosts. @internal */
  readonly entrance: Entrance;
  readonly apiServerPorts: readonly number[];
  /** The address ranges of the API server; empty where they are not known. */
  readonly apiServer: readonly string[];
  /** The address ranges of the nodes; empty where they are not known. */
  readonly nodeRanges: readonly string[];
  /** The DNS servers of the cluster. */
  readonly dns: readonly NameServer[];
  /** True when volumes of the cluster's default StorageClass can grow. */
  readonly volumeExpansion: boolean;
  /** The bytes of a node's memory that pods can have, if known. */
  readonly nodeMemory: number | undefined;
  /** The parts whose metrics pods can read. @internal */
  readonly answering: ReadonlySet<AnsweringPart>;
  /** True when nodes have a zone label, as far as is known. */
  readonly zoned: boolean;
  /** The seconds for which load balancers still send requests to a terminating pod, if known. */
  readonly deregistration: number | undefined;
  private readonly givenName: string | undefined;
  private readonly minor: number;
  private readonly addOns: Partial<AddOnOptions>;

  private constructor(
    /** The preset: `generic`, `eks` with Auto Mode or without, `gke`, `aks`, `openshift`, `kind` or `k3s`. */
    readonly preset: string,
    profile: Profile,
    props: ClusterProps,
  ) {
    checkProps(undefined, props, KINDS, 'Cluster');
    this.givenName = props.name === undefined ? undefined : dnsLabel(undefined, 'the name of a cluster', props.name);
    this.version = props.version ?? '1.33';
    this.minor = minorOf(this.version);
    this.addOns = settled(props.installed ?? []);
    this.zones = [...new Set(props.zones ?? [])];
    this.answering = answeringParts(preset, profile, props.answers ?? {});
    this.zoned = profile.zoned || this.zones.length > 0;
    this.domain = props.domain ?? 'cluster.local';
    for (const label of this.domain.split('.')) dnsLabel(undefined, 'the cluster domain', label);
    this.podUsers = props.podUsers ?? 'named';
    this.storageClass = props.storageClass;
    this.ingressClass = props.ingressClass;
    this.ingressScheme = props.ingressScheme;
    this.loadBalancerRanges = (props.loadBalancerRanges ?? profile.loadBalancerRanges).map(range);
    const nodes = props.ingressNodes === 'all' ? props.ingressNodes : props.ingressNodes?.map(range);
    const given = { ...props, ingressNodes: nodes, loadBalancerRanges: this.loadBalancerRanges };
    this.entrance = entranceOf(profile, given, this.addOns);
    this.ingressNamespaces = this.entrance.namespaces;
    for (const name of this.ingressNamespaces) dnsLabel(undefined, 'an ingress namespace', name);
    this.apiServer = (props.apiServer ?? []).map(range);
    this.nodeRanges = (props.nodeRanges ?? []).map(range);
    checkPlugin(props.cni, props.openNetwork);
    this.apiServerPorts = props.apiServerPorts ?? [443, 6443];
    for (const port of this.apiServerPorts) wholeNumber(undefined, 'a port of the API server', port, 1, 65535);
    this.dns = props.dns ? nameServers(props.dns) : this.usualDns(profile);
    this.volumeExpansion = props.volumeExpansion ?? profile.volumeExpansion;
    this.nodeMemory = props.nodeMemory && bytes(positiveSize(undefined, 'nodeMemory', props.nodeMemory));
    this.deregistration = props.deregistration && seconds(props.deregistration);
  }

  /**
   * Makes this the cluster of everything in `scope`, for an app with several clusters. Its manifests go to a folder of its own:
   * `dist/<name>/`. Call it before constructs are added, because they read the cluster when they are made.
   *
   * Throws when `scope` has constructs or another cluster, when another cluster of the app has the name, and when a cluster without a `name` is
   * attached to a second construct.
   *
   * @example
   * for (const region of ['eu', 'us']) {
   *   const stage = new Construct(app, region);
   *   Cluster.eks({ zones: [`${region}-1a`, `${region}-1b`] }).attachTo(stage);
   *   new Shop(stage, 'shop');
   * }
   */
  attachTo(scope: IConstruct): void {
    checkConstruct('Cluster.attachTo', scope);
    if (scope.node.children.length > 0) {
      const ids = scope.node.children.map((child) => child.node.id);
      fail(scope, 'a cluster must be attached before constructs are added', ids, 'call attachTo first');
    }
    const there = CLUSTERS.at(scope);
    if (there !== undefined && there !== this) {
      const fix = 'attach one, or make a construct for each in it';
      fail(scope, 'a construct must be for one cluster', 'two', fix);
    }
    nameCluster(scope, this, this.givenName);
    CLUSTERS.attach(scope, this);
  }

  private usualDns({ dns }: Profile): readonly NameServer[] {
    return this.addOns.cilium && !dns.includes(NODE_LOCAL_PODS) ? [...dns, NODE_LOCAL_PODS] : dns;
  }

  /** The settled options of an add-on; `undefined` where it is not installed. */
  addOn<Name extends AddOnName>(name: Name): AddOnOptions[Name] | undefined {
    checkArguments('Cluster.addOn', { name }, { name: needed(oneOf(...Object.keys(ADD_ONS))) });
    return this.addOns[name];
  }

  /** Returns true when its version has a feature. */
  has(feature: FeatureName): boolean {
    checkArguments('Cluster.has', { feature }, { feature: needed(oneOf(...Object.keys(FEATURES))) });
    return this.minor >= FEATURES[feature].since;
  }
}

function range(cidr: string): string {
  return cidrRange(undefined, 'an address range', cidr);
}

function settled(installed: readonly AddOn[]): Partial<AddOnOptions> {
  const names = installed.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    const { title } = ADD_ONS[twice];
    const times = names.filter((name) => name === twice).length;
    fail(undefined, `${title} must be installed once`, `AddOn.${twice} ${times} times`, 'keep one of them');
  }
  return Object.assign({}, ...installed.map(({ options }) => options));
}

const GENERIC = Cluster.generic();
