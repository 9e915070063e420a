import type { Duration, Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import type { EnvValue } from '../binding';
import type { Port } from '../port';
import type { MetricsEndpoint } from '../signal';
import type { Tls } from './tls';

/** How many pods there are when load decides. */
export interface Scaling {
  /** The fewest pods. @default 3 */
  readonly min?: number;
  /** The most pods. */
  readonly max: number;
  /** The mean CPU use to aim at, in percent of the request. @default 70 */
  readonly cpu?: number;
}

export interface WebAppProps {
  /** The image with its version: `ghcr.io/acme/shop:1.4.2`. A tag other than `latest`, or a digest, is required. */
  readonly image: string;
  /** What the objects are called. @default - the construct id */
  readonly name?: string;
  /** What the container is called. @default - the name */
  readonly containerName?: string;
  /** What the Service is called. @default - the name */
  readonly serviceName?: string;
  /** The port of the Service. @default 80 */
  readonly servicePort?: number;
  /** Labels that select the pods. They cannot be changed later. @default - `app.kubernetes.io/name` and `component` */
  readonly selector?: Readonly<Record<string, string>>;
  /** The port that the app listens on. Ports below 1024 need no root. @default Port.tcp(8080) */
  readonly port?: Port;
  /** Replaces the image's entry point. @default - the image's */
  readonly command?: readonly string[];
  /** Replaces the image's arguments. @default - the image's */
  readonly args?: readonly string[];
  /** Environment: literals and keys of Secrets. @default - none but what `uses` sets */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /**
   * A path that answers 200 to 399 while the app can serve. With it, readiness and startup ask this path and liveness asks
   * for a TCP connection only, so that the outage of a dependency restarts nothing. @default - readiness and startup by TCP
   */
  readonly health?: string;
  /** How long the app may take to start. @default Duration.minutes(2) */
  readonly startup?: Duration;
  /** How many pods; not together with `scaling`. @default 3 */
  readonly replicas?: number;
  /** Lets load decide how many pods there are. @default - a fixed number of replicas */
  readonly scaling?: Scaling;
  /** Requested and limited. @default Size.mebibytes(256) */
  readonly memory?: Size;
  /** Requested, not limited. @default Cpu.millis(100) */
  readonly cpu?: Cpu;
  /** Log files and writable paths, requested and limited. @default Size.mebibytes(512) */
  readonly ephemeralStorage?: Size;
  /** Directories that the app may write to, besides `/tmp`; emptied when the pod ends. @default - `/tmp` only */
  readonly writable?: readonly string[];
  /** The user id, not 0. @default 65532 */
  readonly user?: number;
  /** The group id. @default - the user id */
  readonly group?: number;
  /** How long the app goes on serving while it is taken out of load balancing. @default Duration.seconds(5) */
  readonly drain?: Duration;
  /** How long the app may take from SIGTERM to its end. @default Duration.seconds(25) */
  readonly shutdown?: Duration;
  /** Host name for which an Ingress is made. @default - none */
  readonly host?: string;
  /** Where the certificate for `host` comes from. @default Tls.controller() */
  readonly tls?: Tls;
  /** Who can reach the Service. @default 'cluster' */
  readonly expose?: 'cluster' | 'nodePort' | 'loadBalancer';
  /** Where the app answers with Prometheus metrics. @default - nowhere */
  readonly metrics?: MetricsEndpoint;
}
