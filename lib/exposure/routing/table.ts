import type { GatewayRoutes, IngressController } from '../../cluster/controllers';
import { ALB_COLUMN } from './controllers/alb';
import { CILIUM_GATEWAY } from './controllers/cilium-gateway';
import { ENVOY_GATEWAY } from './controllers/envoy-gateway';
import { GATEWAY_API } from './controllers/gateway-api';
import { GKE_GATEWAY_COLUMN } from './controllers/gke-gateway';
import { GKE_INGRESS } from './controllers/gke-ingress';
import { HAPROXY } from './controllers/haproxy';
import { INGRESS_NGINX } from './controllers/ingress-nginx';
import { TRAEFIK } from './controllers/traefik';
import { TRAEFIK_GATEWAY } from './controllers/traefik-gateway';
import type { Column } from './translation';

/** The columns of Gateways, by what their controllers know besides the filters of the standard. */
export const GATEWAY_COLUMNS: Readonly<Record<GatewayRoutes, Column>> = {
  standard: GATEWAY_API,
  envoyGateway: ENVOY_GATEWAY,
  cilium: CILIUM_GATEWAY,
  gke: GKE_GATEWAY_COLUMN,
  traefik: TRAEFIK_GATEWAY,
};

/** The columns of controllers of Ingresses; a controller without one cannot be told. */
export const INGRESS_COLUMNS: Readonly<Partial<Record<IngressController, Column>>> = {
  traefik: TRAEFIK,
  haproxy: HAPROXY,
  alb: ALB_COLUMN,
  gce: GKE_INGRESS,
  'gce-internal': GKE_INGRESS,
  nginx: INGRESS_NGINX,
};

/** All columns, in the order of the page. */
export const COLUMNS: readonly Column[] = [
  ...new Set([GATEWAY_COLUMNS, INGRESS_COLUMNS].flatMap((columns) => Object.values(columns))),
];
