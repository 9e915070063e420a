import { type AnsweringPart, BY_KUBEADM } from './answering';
import { GKE_GATEWAY, type IngressController } from './controllers';
import {
  AKS_LOCAL_DNS,
  CLOUD_DNS,
  EKS_AUTO_DNS,
  KUBE_DNS,
  type NameServer,
  NODE_LOCAL_DNS,
  NODE_LOCAL_PODS,
  OPENSHIFT_DNS,
} from './name-server';

/** The facts about a kind of cluster. */
export interface Profile {
  /** Every server that a DNS query may go to. */
  readonly dns: readonly NameServer[];
  readonly ingressNamespaces: readonly string[];
  readonly loadBalancerRanges: readonly string[];
  /** The controller of Ingresses without a class. */
  readonly ingressController?: IngressController;
  /** The class of Gateways, where the cluster brings a controller for them. */
  readonly gatewayClass?: string;
  /** True when volumes of the default StorageClass can grow. */
  readonly volumeExpansion: boolean;
  /** True when nodes have a zone label. */
  readonly zoned: boolean;
  /** True when the pods of the cluster's DNS are CoreDNS and answer with metrics at port 9153. */
  readonly coreDns: boolean;
  /** The parts that can show metrics to pods, if they are told to. */
  readonly canAnswer: readonly AnsweringPart[];
}

/** Google's proxies and health checks: https://cloud.google.com/load-balancing/docs/firewall-rules */
export const GOOGLE_RANGES = ['130.211.0.0/22', '35.191.0.0/16'];

/** The namespaces that the installation guides of the common controllers use. */
const USUAL_INGRESS_NAMESPACES = [
  'contour',
  'envoy-gateway-system',
  'haproxy-controller',
  'ingress-controller',
  'ingress-nginx',
  'istio-ingress',
  'istio-system',
  'kong',
  'nginx-gateway',
  'nginx-ingress',
  'projectcontour',
  'traefik',
];

const generic: Profile = {
  dns: [KUBE_DNS, NODE_LOCAL_DNS],
  ingressNamespaces: USUAL_INGRESS_NAMESPACES,
  loadBalancerRanges: [],
  volumeExpansion: true,
  zoned: true,
  coreDns: false,
  canAnswer: BY_KUBEADM,
};

/** Storage and ingress classes are not guessed: every managed cluster has defaults of its own for both. */
export const PRESETS = {
  generic,
  /** The name servers of EKS, AKS, kind and k3s are CoreDNS with its plugin prometheus: https://coredns.io/plugins/metrics/ */
  eks: { ...generic, coreDns: true, canAnswer: ['coreDns', 'kubeProxy'] },
  /** Nodes of other kinds in the same cluster ask the pods of CoreDNS. */
  eksAuto: { ...generic, dns: [...generic.dns, ...EKS_AUTO_DNS], canAnswer: ['coreDns'] },
  gke: {
    ...generic,
    /** Dataplane V2 is Cilium, which redirects queries to the pods of NodeLocal DNSCache. */
    dns: [...generic.dns, CLOUD_DNS, NODE_LOCAL_PODS],
    loadBalancerRanges: GOOGLE_RANGES,
    ingressController: 'gce',
    gatewayClass: GKE_GATEWAY,
    canAnswer: [],
  },
  aks: {
    ...generic,
    coreDns: true,
    canAnswer: ['coreDns'],
    dns: [...generic.dns, ...AKS_LOCAL_DNS],
    ingressNamespaces: [...USUAL_INGRESS_NAMESPACES, 'app-routing-system'],
  },
  /** Its router, in pods or in the network of nodes: https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/networking_operators/configuring-ingress */
  openshift: {
    ...generic,
    canAnswer: [],
    dns: [OPENSHIFT_DNS],
    ingressNamespaces: ['openshift-ingress', 'openshift-host-network'],
  },
  /** kind and k3s bring the provisioner of local paths, which does not resize: https://github.com/rancher/local-path-provisioner */
  kind: { ...generic, volumeExpansion: false, zoned: false, coreDns: true },
  k3s: {
    ...generic,
    ingressController: 'traefik',
    ingressNamespaces: ['kube-system'],
    volumeExpansion: false,
    zoned: false,
    coreDns: true,
    // The other parts are one process without pods.
    canAnswer: ['coreDns'],
  },
} as const satisfies Readonly<Record<string, Profile>>;
