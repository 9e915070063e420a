/** A DNS server, as a NetworkPolicy names it: pods of some namespaces, or addresses. */
export interface NameServer {
  readonly namespaces?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly cidr?: string;
}

/** The facts about a kind of cluster. */
export interface Profile {
  /** Every server that a DNS query may go to. */
  readonly dns: readonly NameServer[];
  readonly ingressNamespaces: readonly string[];
  readonly loadBalancerRanges: readonly string[];
  /** True when volumes of the default StorageClass can grow. */
  readonly volumeExpansion: boolean;
  /** True when nodes have a zone label. */
  readonly zoned: boolean;
}

/** The DNS pods of the cluster: https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/ */
const KUBE_DNS: NameServer = { namespaces: ['kube-system'], labels: { 'k8s-app': 'kube-dns' } };
/** NodeLocal DNSCache answers on the node: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
const NODE_LOCAL_DNS: NameServer = { cidr: '169.254.20.10/32' };
/** Cloud DNS for GKE answers at the metadata server: https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-dns */
const CLOUD_DNS: NameServer = { cidr: '169.254.169.254/32' };

/** The namespaces that the installation guides of the common controllers use. */
const USUAL_INGRESS_NAMESPACES = [
  'contour',
  'envoy-gateway-system',
  'haproxy-controller',
  'ingress-nginx',
  'istio-system',
  'kong',
  'nginx-gateway',
  'traefik',
];

const generic: Profile = {
  dns: [KUBE_DNS, NODE_LOCAL_DNS],
  ingressNamespaces: USUAL_INGRESS_NAMESPACES,
  loadBalancerRanges: [],
  volumeExpansion: true,
  zoned: true,
};

/** Storage and ingress classes are not guessed: every managed cluster has defaults of its own for both. */
export const PRESETS = {
  generic,
  eks: generic,
  gke: {
    ...generic,
    dns: [KUBE_DNS, NODE_LOCAL_DNS, CLOUD_DNS],
    /** Google's proxies and health checks: https://cloud.google.com/load-balancing/docs/firewall-rules */
    loadBalancerRanges: ['130.211.0.0/22', '35.191.0.0/16'],
  },
  aks: { ...generic, ingressNamespaces: [...USUAL_INGRESS_NAMESPACES, 'app-routing-system'] },
  /** kind and k3s bring the provisioner of local paths, which does not resize: https://github.com/rancher/local-path-provisioner */
  kind: { ...generic, volumeExpansion: false, zoned: false },
  k3s: { ...generic, ingressNamespaces: ['kube-system'], volumeExpansion: false, zoned: false },
} as const satisfies Readonly<Record<string, Profile>>;
