import { type Chart, Duration, Size } from 'cdk8s';
import { AddOn, Cluster, RouteAuth, type Routing, WebApp, type WebAppProps } from '../../lib';
import type { Feature } from '../../lib/exposure/routing/translation';
import { testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';
const gateway = (more: object = {}) => AddOn.gateway({ name: 'edge', namespace: 'gateways', ...more });

/** A cluster for each column of the table, by its title. */
export const CLUSTERS: Readonly<Record<string, () => Cluster>> = {
  'Gateway API': () => Cluster.generic({ installed: [gateway({ http: 'http', https: 'https' })] }),
  'Envoy Gateway': () => Cluster.generic({ installed: [gateway({ class: 'eg' })] }),
  'Traefik as a Gateway': () => Cluster.generic({ installed: [gateway({ class: 'traefik' })] }),
  'GKE Gateway': () => Cluster.gke({ installed: [gateway()] }),
  'Cilium Gateway': () => Cluster.generic({ installed: [AddOn.cilium(), gateway({ class: 'cilium' })] }),
  'GKE Ingress': () => Cluster.gke({}),
  ALB: () => Cluster.eks({ ingressClass: 'alb', ingressScheme: 'internal', loadBalancerRanges: ['10.0.0.0/16'] }),
  Traefik: () => Cluster.generic({ ingressClass: 'traefik' }),
  HAProxy: () => Cluster.generic({ ingressClass: 'haproxy' }),
  'ingress-nginx': () => Cluster.generic({ ingressClass: 'nginx' }),
};

/** A use of each feature; the app `other` is in the same chart. */
export const USES: Readonly<Record<Feature, (other: WebApp) => Routing>> = {
  redirects: () => ({
    redirects: [
      { path: '/old', to: '/shop/new', permanent: true },
      { path: '/docs', to: 'https://docs.example.com/shop' },
    ],
  }),
  rateLimit: () => ({ rateLimit: { requests: 20 } }),
  basicAuth: () => ({ auth: RouteAuth.basic('staff') }),
  authService: (other) => ({ auth: RouteAuth.service(other, { path: '/verify', headers: ['X-User'] }) }),
  cors: () => ({ cors: { origins: ['https://www.example.com', 'https://*.example.org'], credentials: true } }),
  maxBody: () => ({ maxBody: Size.mebibytes(50) }),
  timeout: () => ({ timeout: Duration.minutes(5) }),
  sticky: () => ({ sticky: { cookie: 'pod', maxAge: Duration.hours(1) } }),
  requestHeaders: () => ({ requestHeaders: { set: { 'X-Team': 'shop' }, remove: ['X-Debug'] } }),
  responseHeaders: () => ({ responseHeaders: { set: { 'X-Frame-Options': 'DENY' }, remove: ['Server'] } }),
  mirror: (other) => ({ mirror: { to: other } }),
  rewrite: () => ({ rewrite: '/' }),
};

/** The part of a use that a controller knows, where it does not know all of it. */
export const LESS: Readonly<Record<string, Partial<Record<Feature, () => Routing>>>> = {
  ALB: { sticky: () => ({ sticky: true }) },
  'GKE Ingress': {
    sticky: () => ({ sticky: { maxAge: Duration.hours(1) } }),
    requestHeaders: () => ({ requestHeaders: { set: { 'X-Team': 'shop' } } }),
    responseHeaders: () => ({ responseHeaders: { set: { 'X-Frame-Options': 'DENY' } } }),
  },
  'GKE Gateway': { sticky: () => ({ sticky: { maxAge: Duration.hours(1) } }) },
  HAProxy: {
    sticky: () => ({ sticky: { cookie: 'pod' } }),
    requestHeaders: () => ({ requestHeaders: { set: { 'X-Team': 'shop' } } }),
    responseHeaders: () => ({ responseHeaders: { set: { 'X-Frame-Options': 'DENY' } } }),
  },
};

/** A chart with an app under a host, and another app. */
export function routed(cluster: Cluster, routing: (other: WebApp) => Routing, props: Partial<WebAppProps> = {}): Chart {
  const chart = testChart();
  cluster.attachTo(chart);
  const other = new WebApp(chart, 'other', { image });
  const host = 'shop.example.com';
  new WebApp(chart, 'web', { image, host, path: '/shop', health: '/healthz', routing: routing(other), ...props });
  return chart;
}
