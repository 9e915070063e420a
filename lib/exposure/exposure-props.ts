import { listFix, textFix } from '../checks/fixes';
import { FLAG, type Kind, type Kinds, LIST, made, NUMBER, object, oneOf, TABLE, TEXT } from '../checks/kinds';
import { SUBDOMAIN } from '../checks/patterns';
import { Certificate } from '../secrets/certificate';
import { ROUTING, type Routing } from './routing/props';

/**
 * A load balancer of the cloud before the app.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
 */
export interface LoadBalancer {
  /**
   * The names of the only ports that it has. The app then has a Service inside the cluster with all ports, and a second one for the load
   * balancer. @default - all ports of the app
   */
  readonly ports?: readonly string[];
  /** The address ranges that may connect, in CIDR notation. @default - all addresses */
  readonly sourceRanges?: readonly string[];
  /** True if it has an address of the private network only. Known for EKS, GKE and AKS. @default false */
  readonly internal?: boolean;
  /** The class, such as `service.k8s.aws/nlb`. It cannot be changed later. @default - the cluster's default */
  readonly class?: string;
  /**
   * `Local` keeps the client's address and saves a hop, but only nodes with a pod answer.
   * @default 'Cluster'
   */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  /** More annotations for the cloud. @default - those of the preset of the cluster */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The Service and the hosts by which clients reach an app. */
export interface ExposureProps {
  /**
   * The reach of the Service: the cluster, the cluster by the addresses of the pods themselves (`headless`), a port of every node, or a
   * load balancer. @default 'cluster'
   */
  readonly expose?: 'cluster' | 'headless' | 'nodePort' | 'loadBalancer';
  /**
   * The port of every node; only with `expose: 'nodePort'` or a load balancer. From 30000 to 32767, and only one Service of a cluster
   * can have it. https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport @default - the cluster picks one
   */
  readonly nodePort?: number;
  /** Labels of the Service. @default - the recommended labels only */
  readonly serviceLabels?: Readonly<Record<string, string>>;
  /** Annotations of the Service, such as those of a controller. @default - none but what Mainstay needs */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  /** Details of the load balancer; only with `expose: 'loadBalancer'`. @default - open to all addresses */
  readonly loadBalancer?: LoadBalancer;
  /**
   * The host name for which a route is made: an HTTPRoute (GRPCRoute for a port named `grpc`) where the cluster has a Gateway, an
   * Ingress otherwise. @default - none
   */
  readonly host?: string;
  /** More host names, or all of them. @default - only `host` */
  readonly hosts?: readonly string[];
  /** The prefix of the paths of requests. Two apps may share a host under different paths. @default '/' */
  readonly path?: string;
  /** More paths that lead to the app, or all of them. @default - only `path` */
  readonly paths?: readonly string[];
  /** The treatment of requests on the way to the app, such as a rewrite, a timeout or a limit. @default - requests pass as they are */
  readonly routing?: Routing;
  /** Annotations of the Ingress, for what no prop says. Throws behind a Gateway. @default - none but what Mainstay needs */
  readonly ingressAnnotations?: Readonly<Record<string, string>>;
  /** The source of the certificate for the hosts. @default - the issuer of the cluster, else Certificate.fromController() */
  readonly tls?: Certificate;
}

const LOAD_BALANCER: Kinds<LoadBalancer> = {
  ports: LIST,
  sourceRanges: LIST,
  internal: FLAG,
  class: TEXT,
  externalTrafficPolicy: oneOf('Cluster', 'Local'),
  annotations: TABLE,
};

/** `{ secretName: 'shop-tls' }` → `use Certificate.fromSecret('shop-tls')` */
function tlsFix(value: unknown): string {
  const { secretName = value } = Object([value].flat()[0] ?? {}) as Readonly<Record<string, unknown>>;
  const isName = typeof secretName === 'string' && SUBDOMAIN.test(secretName);
  return isName ? `use Certificate.fromSecret('${secretName}')` : "use Certificate.fromSecret('shop-tls'), for example";
}

export const TLS = made(Certificate, 'a Certificate', tlsFix);
const HOST: Kind = {
  ...TEXT,
  fix: (value) => {
    const several = Array.isArray(value) && value.length > 1;
    return several
      ? `use hosts: ${listFix(value).replace('use ', '')}`
      : textFix(typeof value === 'boolean' ? [] : value, 'shop.example.com');
  },
};

export const EXPOSURE: Kinds<ExposureProps> = {
  expose: oneOf('cluster', 'headless', 'nodePort', 'loadBalancer'),
  nodePort: NUMBER,
  serviceLabels: TABLE,
  serviceAnnotations: TABLE,
  loadBalancer: object(LOAD_BALANCER, "use { sourceRanges: ['203.0.113.0/24'] }, for example"),
  host: HOST,
  hosts: LIST,
  path: TEXT,
  paths: LIST,
  routing: object(ROUTING, 'use { timeout: Duration.minutes(2) }, for example'),
  ingressAnnotations: TABLE,
  tls: TLS,
};
