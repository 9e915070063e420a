/** A controller of Ingresses that Mainstay knows. */
export type IngressController =
  | 'alb'
  | 'cilium'
  | 'contour'
  | 'gce'
  | 'gce-internal'
  | 'haproxy'
  | 'istio'
  | 'kong'
  | 'nginx'
  | 'traefik';

/** The features of routes that a controller of Gateways knows: those of the standard only, or its own, too. */
export type GatewayRoutes = 'standard' | 'cilium' | 'envoyGateway' | 'gke' | 'traefik';

/** The place of the proxies that send requests to pods: pods, the network plugin Cilium, or a load balancer of a cloud. */
export type ProxyPlace = 'pods' | 'cilium' | 'cloud';

/** The facts about a controller that decide from where requests come. */
export interface ControllerFacts {
  /** The name in errors. */
  readonly title: string;
  readonly place: ProxyPlace;
  /** The IngressClasses or GatewayClasses that its guides use. */
  readonly classes: RegExp;
  /** The addresses from which its load balancers send requests, beyond Google's, in words; `undefined` where all are known. */
  readonly sources?: string;
  /** True if a HealthCheckPolicy tells it how to ask for the health of an app. @default false */
  readonly readsHealthCheckPolicy?: boolean;
  /** The features of its routes. @default 'standard' */
  readonly routes?: GatewayRoutes;
  /** The namespaces of its proxies, where they are not in the namespace of the Gateway. */
  readonly namespaces?: readonly string[];
}

const VPC = 'the subnets of the VPC';
const PROXY_ONLY = 'the proxy-only subnet of the region';

export const INGRESS_CONTROLLERS: Readonly<Record<IngressController, ControllerFacts>> = {
  /** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
  alb: { title: 'an ALB', place: 'cloud', classes: /^(?!azure)(.*-)?alb(-.*)?$/, sources: VPC },
  /** https://docs.cilium.io/en/stable/network/servicemesh/ingress-and-network-policy/ */
  cilium: { title: 'Cilium Ingress', place: 'cilium', classes: /^cilium$/ },
  contour: { title: 'Contour', place: 'pods', classes: /contour/ },
  /** https://cloud.google.com/kubernetes-engine/docs/concepts/ingress */
  gce: { title: 'GKE Ingress', place: 'cloud', classes: /^gce$/ },
  'gce-internal': { title: 'GKE Ingress', place: 'cloud', classes: /^gce-internal$/, sources: PROXY_ONLY },
  haproxy: { title: 'HAProxy', place: 'pods', classes: /haproxy/ },
  istio: { title: 'Istio', place: 'pods', classes: /istio/ },
  kong: { title: 'Kong', place: 'pods', classes: /kong/ },
  nginx: { title: 'NGINX', place: 'pods', classes: /nginx|^webapprouting\.kubernetes\.azure\.com$/ },
  traefik: { title: 'Traefik', place: 'pods', classes: /traefik/ },
};

const GKE = { title: 'a Gateway of GKE', place: 'cloud', readsHealthCheckPolicy: true, routes: 'gke' } as const;

/** The controllers of Gateways whose proxies are not simply pods in the namespace of the Gateway; a class is of the first that fits. */
const GATEWAY_CONTROLLERS: readonly ControllerFacts[] = [
  { title: 'a Gateway of Cilium', place: 'cilium', classes: /^cilium/, routes: 'cilium' },
  /** https://cloud.google.com/kubernetes-engine/docs/how-to/gatewayclass-capabilities */
  { ...GKE, classes: /^gke-l7-(rilb|regional|cross)/, sources: PROXY_ONLY },
  { ...GKE, classes: /^gke-l7-/ },
  { title: 'an Application Gateway', place: 'cloud', classes: /^azure-alb/, sources: 'its delegated subnet' },
  { title: 'an ALB', place: 'cloud', classes: /alb/, sources: VPC },
  { title: 'VPC Lattice', place: 'cloud', classes: /lattice/, sources: 'the prefix list of VPC Lattice' },
  /** https://gateway.envoyproxy.io/docs/tasks/operations/gateway-namespace-mode/ */
  {
    title: 'Envoy Gateway',
    place: 'pods',
    classes: /^(eg|envoy)/,
    routes: 'envoyGateway',
    namespaces: ['envoy-gateway-system'],
  },
  { title: 'Kong', place: 'pods', classes: /kong/, namespaces: ['kong'] },
  {
    title: 'Traefik',
    place: 'pods',
    classes: /traefik/,
    routes: 'traefik',
    namespaces: ['traefik', 'kube-system'],
  },
];

/** The class of the Gateways that GKE makes itself. */
export const GKE_GATEWAY = 'gke-l7-global-external-managed';

/** Returns the controller of an IngressClass; `undefined` for a class that does not say it. */
export function controllerOf(ingressClass: string): IngressController | undefined {
  const known = Object.entries(INGRESS_CONTROLLERS).find(([, { classes }]) => classes.test(ingressClass));
  return known?.[0] as IngressController | undefined;
}

/** Returns the facts about the controller of a GatewayClass; `undefined` for pods in the namespace of the Gateway. */
export function gatewayController(gatewayClass: string): ControllerFacts | undefined {
  return GATEWAY_CONTROLLERS.find(({ classes }) => classes.test(gatewayClass));
}
