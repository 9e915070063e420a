import type { IngressController } from '../cluster/controllers';
import type { Port } from '../network/port';
import type { HealthRequest } from './health-request';
import { isGrpc } from './service';

/** The facts about an app that a controller reads from annotations. */
export interface Backend {
  /** The name of the Service. */
  readonly name: string;
  /** The port that the app listens on. */
  readonly port: Port;
  /** The port of the Service. */
  readonly servicePort: number;
  /** The first host of the app. */
  readonly host: string;
  readonly path: string;
  readonly health: HealthRequest;
  /** The reach of a load balancer that the controller makes. */
  readonly scheme: string | undefined;
}

type Annotations = Readonly<Record<string, string>>;

/** The annotations by which a controller learns about an app. */
export interface BackendAnnotations {
  readonly ingress?: Annotations;
  readonly service?: Annotations;
}

/** The words for an app that speaks gRPC without TLS, and for one that speaks HTTPS; `undefined` for the protocol of a plain app. */
function protocol({ port }: Backend, grpc: Annotations, https: Annotations): Annotations | undefined {
  if (isGrpc(port)) return grpc;
  return /^https(-|$)/.test(port.name) ? https : undefined;
}

/** The annotations for each controller. None are needed where `appProtocol` or the name of the port says it. */
export const BACKENDS: Readonly<Record<IngressController, (backend: Backend) => BackendAnnotations>> = {
  alb: (backend) => ({ ingress: alb(backend) }),
  /** Apps that share a host must share the load balancer: https://docs.cilium.io/en/stable/network/servicemesh/ingress/ */
  cilium: () => ({ ingress: { 'ingress.cilium.io/loadbalancer-mode': 'shared' } }),
  /** https://projectcontour.io/docs/main/config/annotations/#contour-specific-service-annotations */
  contour: (backend) => {
    const port = `${backend.servicePort}`;
    const h2c = { 'projectcontour.io/upstream-protocol.h2c': port };
    return { service: protocol(backend, h2c, { 'projectcontour.io/upstream-protocol.tls': port }) };
  },
  gce,
  'gce-internal': gce,
  /** https://www.haproxy.com/documentation/kubernetes-ingress/ and https://haproxy-ingress.github.io/docs/configuration/keys/ */
  haproxy: (backend) => ({
    ingress: protocol(
      backend,
      { 'haproxy.org/server-proto': 'h2', 'haproxy-ingress.github.io/backend-protocol': 'grpc' },
      { 'haproxy.org/server-ssl': 'true', 'haproxy-ingress.github.io/backend-protocol': 'https' },
    ),
  }),
  istio: () => ({}),
  /** https://developer.konghq.com/kubernetes-ingress-controller/routing/grpc/ */
  kong: (backend) => ({
    ingress: protocol(backend, { 'konghq.com/protocols': 'grpc,grpcs' }, {}),
    service: protocol(backend, { 'konghq.com/protocol': 'grpc' }, { 'konghq.com/protocol': 'https' }),
  }),
  /** Two controllers have this class: https://kubernetes.github.io/ingress-nginx/ and https://docs.nginx.com/nginx-ingress-controller/ */
  nginx: (backend) => ({
    ingress: protocol(
      backend,
      { 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC', 'nginx.org/grpc-services': backend.name },
      { 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS', 'nginx.org/ssl-services': backend.name },
    ),
  }),
  /** https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/ */
  traefik: (backend) => {
    const scheme = 'traefik.ingress.kubernetes.io/service.serversscheme';
    return { service: protocol(backend, { [scheme]: 'h2c' }, { [scheme]: 'https' }) };
  },
};

const ALB = 'alb.ingress.kubernetes.io';
/** The highest order of a group. */
const LAST = 1000;

/**
 * Apps that share a host share a load balancer, the one of its group; rules of longer paths come first. The load balancer reaches
 * pods directly, because the Service has no port on nodes.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
 */
function alb(backend: Backend): Annotations {
  const { host, path, health, scheme = 'internal' } = backend;
  return {
    [`${ALB}/scheme`]: scheme,
    [`${ALB}/target-type`]: 'ip',
    [`${ALB}/group.name`]: host
      .replace(/^\*\./, '')
      .slice(0, 63)
      .replace(/[^a-z0-9]+$/, ''),
    [`${ALB}/group.order`]: `${Math.max(LAST - path.length, 1)}`,
    [`${ALB}/listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]',
    [`${ALB}/ssl-redirect`]: '443',
    ...protocol(backend, { [`${ALB}/backend-protocol-version`]: 'GRPC' }, { [`${ALB}/backend-protocol`]: 'HTTPS' }),
    [`${ALB}/healthcheck-port`]: health.port === backend.port.number ? 'traffic-port' : `${health.port}`,
    [`${ALB}/healthcheck-interval-seconds`]: `${Math.max(health.period, 5)}`,
    [`${ALB}/healthcheck-timeout-seconds`]: `${Math.max(Math.min(health.timeout, health.period - 1), 2)}`,
    [`${ALB}/unhealthy-threshold-count`]: `${Math.max(health.failures, 2)}`,
    ...albHealth(health, isGrpc(backend.port)),
  };
}

/** An ALB asks by HTTP or gRPC only, so that any answer but an error of the server stands for a connection. */
function albHealth({ type, path }: HealthRequest, grpc: boolean): Annotations {
  if (type === 'GRPC') return albCheck('/grpc.health.v1.Health/Check', '0');
  if (grpc) return { [`${ALB}/success-codes`]: '0-99' };
  if (path === undefined) return albCheck('/', '200-499');
  return { ...albCheck(path, '200-399'), [`${ALB}/healthcheck-protocol`]: type };
}

function albCheck(path: string, codes: string): Annotations {
  return { [`${ALB}/healthcheck-path`]: path, [`${ALB}/success-codes`]: codes };
}

/** Policies for the network of pods keep GKE from choosing container-native load balancing by itself. */
function gce(backend: Backend): BackendAnnotations {
  const https = { 'cloud.google.com/app-protocols': JSON.stringify({ [backend.port.name]: 'HTTPS' }) };
  return {
    service: {
      'cloud.google.com/neg': '{"ingress": true}',
      'cloud.google.com/backend-config': JSON.stringify({ default: backend.name }),
      ...protocol(backend, {}, https),
    },
  };
}
