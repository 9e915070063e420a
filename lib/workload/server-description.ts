import type { MetricsEndpoint, Signal } from '../relations/signal';

/** The paths of files that the commands and scripts of a server refer to, in every container of its pods. */
export const PATHS = {
  /** The engine's files. */
  config: '/etc/store',
  /** A directory in memory that the pod's containers share, empty when the pod starts. */
  run: '/run/store',
  /** The scripts of backup and restore. */
  backup: '/etc/backup',
  /** One file for each key of the store's credentials. */
  secrets: '/run/secrets/store',
  /** The password of clients. */
  password: '/run/secrets/store/password',
  /** The password that servers, probes and Jobs use among themselves. */
  admin: '/run/secrets/store/admin',
  /** `tls.crt`, `tls.key` and `ca.crt`, where the store has a certificate. */
  certificate: '/run/secrets/certificate',
} as const;

/** A probe. Exactly one of `exec`, `http` and `tcp` is given. */
export interface ProbeDescription {
  /** A command; succeeds with exit code 0. */
  readonly exec?: readonly string[] | undefined;
  /** A path that answers with a status from 200 to 399, at a port: its number, or its name. */
  readonly http?: { readonly path: string; readonly port: number | string } | undefined;
  /** A port that accepts connections: its number, or its name. */
  readonly tcp?: number | string | undefined;
  /** Seconds between two attempts. @default 10 */
  readonly period?: number | undefined;
  /** Seconds until an attempt has failed. @default 5 */
  readonly timeout?: number | undefined;
  /** The number of attempts that must fail in a row. @default 3 */
  readonly failureThreshold?: number | undefined;
}

/** A container: its command, its variables and its probes. */
export interface ContainerDescription {
  /** Replaces the image's entry point. @default - the image's */
  readonly command?: readonly string[] | undefined;
  /** Replaces the image's arguments. @default - the image's */
  readonly args?: readonly string[] | undefined;
  /** Variables beside those that every container of a store has, `POD_NAME`, `POD_NAMESPACE` and `REPLICAS`; none of them is secret. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The startup probe: the other probes wait until it succeeds, which may take long. @default - none */
  readonly startup?: ProbeDescription | undefined;
  /** The liveness probe: a failure restarts the container. @default - none */
  readonly liveness?: ProbeDescription | undefined;
  /** The readiness probe: a failure takes the pod out of Services. @default - none */
  readonly readiness?: ProbeDescription | undefined;
  /** The command to run before the container gets SIGTERM. @default - none */
  readonly preStop?: readonly string[] | undefined;
}

/** A container beside the server. */
export interface SidecarDescription extends ContainerDescription {
  readonly name: string;
  readonly image: string;
  /** Port numbers by name. @default - none */
  readonly ports?: Readonly<Record<string, number>> | undefined;
  /** Requested and limited, in MiB. */
  readonly memory: number;
  /** Requested, in thousandths of a CPU. */
  readonly cpu: number;
  /** `true` starts it before the server and ends it after the server: a native sidecar where the cluster has them. @default false */
  readonly outlives?: boolean | undefined;
  /** `true` mounts the volume of the server. @default false */
  readonly data?: boolean | undefined;
  /** `false` leaves the passwords out. @default true */
  readonly passwords?: boolean | undefined;
}

/** A Service besides the headless one, which names the pods. */
export interface ServiceDescription {
  /** The end of its name: `read` makes `NAME-read`. */
  readonly suffix: string;
  /** The names of ports of the server and its sidecars. */
  readonly ports: readonly string[];
  /** `true` leads to pods that are not ready, too. @default false */
  readonly unready?: boolean | undefined;
  /** One Service for each pod, `NAME-read-0` and so on, instead of one for all. @default false */
  readonly perPod?: boolean | undefined;
}

/** A server as data: its containers, ports, files and Services, and the questions of an operator about it. */
export interface ServerDescription {
  /** The image with its version. */
  readonly image: string;
  /**
   * The user and group that the server runs as; `none` for those of the image or the cluster.
   * @default - 65532, which has no rights on the node; most images take any
   */
  readonly user?: number | 'none' | undefined;
  /** The name that the server's user has in `/etc/passwd`, for programs that look it up. @default - it has none */
  readonly userName?: string | undefined;
  /** The memory that its processes share at `/dev/shm`, in bytes; part of the container's memory. @default - that of the container runtime, often 64 MiB */
  readonly sharedMemory?: number | undefined;
  /** The port that clients connect to. */
  readonly port: number;
  /** More ports of the server's container that its peers connect to, by name. @default - none */
  readonly peerPorts?: Readonly<Record<string, number>> | undefined;
  /** Names of ports, beside the main one, that clients connect to. @default - none */
  readonly clientPorts?: readonly string[] | undefined;
  /** Configuration and scripts, mounted at `PATHS.config`; the pods roll when they change. @default - none */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly server: ContainerDescription;
  readonly sidecars?: readonly SidecarDescription[] | undefined;
  readonly services?: readonly ServiceDescription[] | undefined;
  /** The seconds from the `preStop` hook to SIGKILL. @default 60 */
  readonly gracePeriod?: number | undefined;
  /** The seconds that a pod must be ready before the next one is replaced. @default 5 */
  readonly minReady?: number | undefined;
  /** The endpoint of its metrics. @default - it has no metrics */
  readonly metrics?: MetricsEndpoint | undefined;
  /** The questions of an operator about it. @default - none */
  readonly signals?: readonly Signal[] | undefined;
}
