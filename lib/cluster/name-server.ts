import { cidrRange } from '../checks/cidr';
import { fail } from '../checks/errors';
import { dnsLabel, labelPair, wholeNumber } from '../checks/formats';
import { checkKind, type Kinds, LIST, NUMBER, oneOf, TABLE, TEXT } from '../checks/kinds';

/** A DNS server, as a NetworkPolicy names it: pods of some namespaces, or addresses. */
export interface NameServer {
  /** The namespaces of its pods. @default - any namespace */
  readonly namespaces?: readonly string[];
  /** The labels of its pods. @default - every pod of the namespaces */
  readonly labels?: Readonly<Record<string, string>>;
  /** The range of its addresses, for a server that is no pod: `169.254.20.10/32`. @default - it is pods */
  readonly cidr?: string;
  /** The port that its pods listen on, which may be another than that of their Service. @default 53 */
  readonly port?: number;
}

export const NAME_SERVER: Kinds<NameServer> = { namespaces: LIST, labels: TABLE, cidr: TEXT, port: NUMBER };

/** The DNS pods of the cluster: https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/ */
export const KUBE_DNS: NameServer = { namespaces: ['kube-system'], labels: { 'k8s-app': 'kube-dns' } };

/** NodeLocal DNSCache answers on the node: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
export const NODE_LOCAL_DNS: NameServer = { cidr: '169.254.20.10/32' };

/**
 * The pods of NodeLocal DNSCache, to which Cilium redirects queries:
 * https://docs.cilium.io/en/stable/network/kubernetes/local-redirect-policy/#node-local-dns-cache
 */
export const NODE_LOCAL_PODS: NameServer = { namespaces: ['kube-system'], labels: { 'k8s-app': 'node-local-dns' } };

/** Cloud DNS for GKE answers at the metadata server: https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-dns */
export const CLOUD_DNS: NameServer = { cidr: '169.254.169.254/32' };

/** LocalDNS of AKS answers on the node: https://learn.microsoft.com/azure/aks/dns-concepts */
export const AKS_LOCAL_DNS: readonly NameServer[] = [{ cidr: '169.254.10.10/32' }, { cidr: '169.254.10.11/32' }];

/**
 * The nodes of EKS Auto Mode answer at the address of the Service `kube-dns`, the tenth of either usual range of Services:
 * https://docs.aws.amazon.com/eks/latest/userguide/automode-workload.html,
 * https://github.com/aws/containers-roadmap/issues/2552
 */
export const EKS_AUTO_DNS: readonly NameServer[] = [{ cidr: '10.100.0.10/32' }, { cidr: '172.20.0.10/32' }];

/**
 * The DNS pods of OpenShift. The Service has port 53, and NetworkPolicies see the port of the pods:
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/networking_operators/dns-operator
 */
export const OPENSHIFT_DNS: NameServer = {
  namespaces: ['openshift-dns'],
  labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
  port: 5353,
};

/** The name of a usual DNS server. */
export type NameServerName = 'kube-dns' | 'node-local' | 'aks-local' | 'cloud-dns' | 'eks-auto' | 'openshift';

/** The DNS servers that have a name, by it. */
export const NAME_SERVERS: Readonly<Record<NameServerName, readonly NameServer[]>> = {
  'kube-dns': [KUBE_DNS],
  'node-local': [NODE_LOCAL_DNS, NODE_LOCAL_PODS],
  'aks-local': AKS_LOCAL_DNS,
  'cloud-dns': [CLOUD_DNS],
  'eks-auto': EKS_AUTO_DNS,
  openshift: [OPENSHIFT_DNS],
};

/** Checks the DNS servers of a cluster. Throws when there is none, and when one is neither pods nor addresses, or both. */
export function nameServers(servers: readonly (NameServer | NameServerName)[]): readonly NameServer[] {
  if (servers.length === 0) {
    const fix = "leave it out, or name one, such as { namespaces: ['dns'], labels: { app: 'coredns' } }";
    fail(undefined, 'dns must have a server, because pods that resolve no names reach nothing', servers, fix);
  }
  return servers.flatMap((one) => (typeof one === 'string' ? named(one) : [nameServer(one)]));
}

function named(name: NameServerName): readonly NameServer[] {
  return NAME_SERVERS[checkKind(undefined, 'the name of a DNS server', name, oneOf(...Object.keys(NAME_SERVERS)))];
}

function nameServer(server: NameServer): NameServer {
  const { namespaces = [], labels = {}, cidr, port } = server;
  for (const name of namespaces) dnsLabel(undefined, 'the namespace of a DNS server', name);
  for (const [key, value] of Object.entries(labels)) labelPair(undefined, key, value);
  if (port !== undefined) wholeNumber(undefined, 'the port of a DNS server', port, 1, 65535);
  const arePods = namespaces.length > 0 || Object.keys(labels).length > 0;
  if (arePods === (cidr !== undefined)) {
    const fix = 'give either the namespaces and labels of its pods, or cidr';
    fail(undefined, 'a DNS server must be pods or addresses', server, fix);
  }
  const said = port === undefined ? {} : { port };
  return cidr === undefined
    ? { namespaces, labels, ...said }
    : { cidr: cidrRange(undefined, 'the address of a DNS server', cidr), ...said };
}
