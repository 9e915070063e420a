import { FLAG, type Kinds, LIST, made, object, oneOf, TABLE, TEXT } from '../checks/kinds';
import { Certificate } from '../secrets/certificate';

/**
 * A load balancer of the cloud before the app.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
 */
export interface LoadBalancer {
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
  /** The reach of the Service: the cluster, a port of every node, or a load balancer. @default 'cluster' */
  readonly expose?: 'cluster' | 'nodePort' | 'loadBalancer';
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
  /** The source of the certificate for the hosts. @default - the issuer of the cluster, else Certificate.fromController() */
  readonly tls?: Certificate;
}

const LOAD_BALANCER: Kinds<LoadBalancer> = {
  sourceRanges: LIST,
  internal: FLAG,
  class: TEXT,
  externalTrafficPolicy: oneOf('Cluster', 'Local'),
  annotations: TABLE,
};

export const TLS = made(Certificate, 'a Certificate', "use Certificate.fromSecret('shop-tls'), for example");

export const EXPOSURE: Kinds<ExposureProps> = {
  expose: oneOf('cluster', 'nodePort', 'loadBalancer'),
  loadBalancer: object(LOAD_BALANCER),
  host: TEXT,
  hosts: LIST,
  path: TEXT,
  tls: TLS,
};
