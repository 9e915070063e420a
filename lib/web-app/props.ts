import type { Duration } from 'cdk8s';
import { DURATION, either, type Kinds, listOf, NUMBER, needed, object, oneOf, TEXT } from '../checks/kinds';
import { EXPOSURE, type ExposureProps } from '../exposure/exposure-props';
import { PORT, type PortLike } from '../network/port';
import { IMAGE } from '../workload/extra-container';
import { HEALTH, type Health, probeFix } from '../workload/health';
import { PROBE, type Probe } from '../workload/probe';
import { REPLICAS, type ReplicaProps } from '../workload/replica-props';
import { HTTP_METRICS, type HttpMetrics } from './http-signals';
import { type ServiceLevel, SLO } from './slo';

/**
 * Another version of an app that gets a share of the requests for its hosts. Each step is a change of `weight`: 0 until its pods are
 * ready, and to look at it through its own Service, 100 to leave the old version without requests while `image` follows; then 0
 * again, and `canary` is removed.
 *
 * @see https://gateway-api.sigs.k8s.io/guides/traffic-splitting/
 */
export interface Canary {
  /** The image with its version. */
  readonly image: string;
  /** The percentage of the requests for the hosts of the app that it gets, from 0 to 100. */
  readonly weight: number;
  /** The number of its pods. @default - its share of the pods of the app, at least two; with `scaling`, of `scaling.min` */
  readonly replicas?: number;
}

export interface WebAppProps extends ReplicaProps, ExposureProps {
  /** The name of the Service. @default - the name */
  readonly serviceName?: string;
  /** The port of the Service. @default 80 */
  readonly servicePort?: number;
  /** The port that the app listens on. A port below 1024 does not need root. @default 8080 */
  readonly port?: PortLike;
  /**
   * More ports that the app listens on. The Service has them under the same numbers. A number is a TCP port named `tcp-NUMBER`.
   * Names must differ. @default - none
   */
  readonly ports?: readonly PortLike[];
  /**
   * The pods that requests from inside the cluster go to first: those of the client's zone or node, others when there are
   * none. It saves traffic between zones, but pods in a zone with many clients get more load. Kubernetes 1.31 to 1.33
   * support the zone only, older versions neither.
   * https://kubernetes.io/docs/concepts/services-networking/service/#traffic-distribution @default - any pod
   */
  readonly trafficDistribution?: 'PreferSameZone' | 'PreferSameNode';
  /**
   * The probes before the app gets requests and while it runs. Text is a path that answers 200 to 399 while the app can
   * serve. With a path, readiness and startup request it, and liveness needs a TCP connection only, so that the outage of a
   * dependency restarts nothing.
   * https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
   * @default - readiness and startup by TCP
   */
  readonly health?: string | Probe | Health;
  /** The time that the app may take to start. @default Duration.minutes(2) */
  readonly startup?: Duration;
  /**
   * The time that the app goes on serving while it is taken out of load balancing; at least the time that the load balancers
   * of the cluster need for it. @default - 5 s, or the `deregistration` of the Cluster
   */
  readonly drain?: Duration;
  /**
   * Another version that gets a share of the requests for the hosts. Needs a Gateway on the cluster; the step-by-step rollouts of
   * `strategy` need Argo Rollouts: https://gateway-api.sigs.k8s.io/guides/traffic-splitting/ @default - none
   */
  readonly canary?: Canary;
  /** The port and path of the app's Prometheus metrics. @default - none */
  readonly metrics?: HttpMetrics;
  /** Objectives for availability and latency, with burn-rate alerts. Needs `metrics`. @default - none */
  readonly slo?: ServiceLevel;
}

const CANARY: Kinds<Canary> = { image: needed(IMAGE), weight: needed(NUMBER), replicas: NUMBER };

export const WEB_APP: Kinds<WebAppProps> = {
  ...REPLICAS,
  ...EXPOSURE,
  serviceName: TEXT,
  servicePort: NUMBER,
  port: PORT,
  ports: listOf(PORT, 'a list of Ports or numbers'),
  trafficDistribution: oneOf('PreferSameZone', 'PreferSameNode'),
  health: {
    ...either(TEXT, PROBE, HEALTH),
    what: 'a path, a Probe, or an object with them',
    fix: probeFix,
  },
  startup: DURATION,
  drain: DURATION,
  canary: object(CANARY, "use { image: 'ghcr.io/acme/shop:1.5.0', weight: 10 }, for example"),
  metrics: object(HTTP_METRICS, 'use { port: 9090 }, for example'),
  slo: object(SLO),
};
