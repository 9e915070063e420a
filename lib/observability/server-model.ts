import type { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ExposureProps } from '../exposure/exposure-props';
import type { CloudIdentity } from '../identity/cloud-identity';
import type { JsonObject } from '../manifest/json';
import type { PeerRule } from '../network/peer';
import type { Port } from '../network/port';
import type { SecretKey } from '../relations/secret-key';
import type { ResourceDefaults, ResourceProps } from '../workload/resources';
import type { ContainerDescription, ServerDescription } from '../workload/server-description';
import type { WayOut as Way } from './alerts/way-out';
import type { ObservabilityProps } from './props';
import type { Watched } from './watched';

/**
 * The kind of a server's object. A volume is a claim of a StatefulSet, or a claim that a Deployment of one pod mounts; a DaemonSet
 * runs a pod on every node, with the node's directories at most.
 */
export type ServerKind = 'StatefulSet' | 'Deployment' | 'DaemonSet';

/** A server of an Observability, as a line of its table of servers. */
export interface ServerModel<Kind extends ServerKind = ServerKind> {
  /** The id of its construct: `Prometheus`. */
  readonly id: string;
  readonly kind: Kind;
  /** Returns true if the props want it. @default - every Observability has it */
  readonly wanted?: (props: ObservabilityProps) => boolean;
  /** Returns true for something that is watched and needs it. It is made with the first of them. @default - it is made at once */
  readonly neededBy?: (watched: Watched) => boolean;
  /** `true` for a server that mounts directories of its node: it is in a namespace of its own. @default false */
  readonly readsNode?: boolean;
  /** Describes the server, and makes nothing. Throws on settings that the server does not take. */
  readonly describe: (facts: ServerFacts) => ObservabilityServerDescription;
}

/** A server that some props leave out. */
export type OptionalServerModel<Kind extends ServerKind = ServerKind> = ServerModel<Kind> &
  Required<Pick<ServerModel, 'wanted'>>;

/** The facts from which a server is described. */
export interface ServerFacts {
  /** The construct that errors name. */
  readonly scope: Construct;
  readonly name: string;
  readonly props: ObservabilityProps;
  /** Returns everything that is watched; known at synth. */
  readonly watched: () => readonly Watched[];
  /** Returns true if the Observability has a server of the table. */
  readonly has: (server: string) => boolean;
  /** The URL of another server, by its name in the table and the name of a port, by default the main one; known at synth. */
  readonly url: (server: string, port?: string) => string;
}

/** A server: one pod, unless it says otherwise, and what its pods need. */
export interface ObservabilityServerDescription extends ServerDescription {
  /** The number of pods, except of a DaemonSet. @default 1 */
  readonly replicas?: number;
  readonly resources?: ResourceProps;
  /** Requests and limits where `resources` has none. */
  readonly usual: ResourceDefaults;
  /** Variables with fields of the pod, by name: `spec.nodeName`. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** The volume that outlives the pod; not for a DaemonSet. @default - none */
  readonly data?: { readonly path: string; readonly size: Size };
  /** Other volumes, by name, such as directories of the node. @default - none */
  readonly volumes?: Readonly<Record<string, ServerVolume>>;
  /** Arguments of its container after the others, known at synth. @default - none */
  readonly lateArgs?: () => readonly string[];
  /** @default - none */
  readonly lateFiles?: LateFiles;
  /** The files about each thing that is watched. @default - none */
  readonly watchedFiles?: WatchedFiles;
  /** Variables with keys of Secrets, for programs that read them from nowhere else. @default - none */
  readonly secretEnv?: Readonly<Record<string, SecretKey>>;
  /** The cloud identity of the pods. @default - none */
  readonly identity?: CloudIdentity | undefined;
  /** Keys of Secrets by the directory of their file; `secretPath` says its path. @default - none */
  readonly secretFiles?: Readonly<Record<string, SecretKey>>;
  /** `true` makes a password in the cluster: the key `password` of the Secret `NAME-credentials`. @default false */
  readonly generatesPassword?: boolean;
  /** The port of its Service, which has the `clientPorts` under their own numbers. A DaemonSet has no Service. @default 80 */
  readonly servicePort?: number;
  /** `true` lets its Service lead a client to the same pod for three hours after each request. @default false */
  readonly sticky?: boolean;
  /** Its hosts. @default - none; only the cluster reaches it */
  readonly exposure?: Pick<ExposureProps, 'host' | 'tls'>;
  /** `true` lets it read the metrics of the watched pods. @default false */
  readonly readsMetrics?: boolean;
  /** `true` lets it send requests for the hosts of what is watched. @default false */
  readonly asksHosts?: boolean;
  /** Rights at the API server, besides which it has none. @default - none */
  readonly permissions?: ServerPermissions;
  /** Ways out besides those to other servers and to what is watched. @default - none */
  readonly ways?: readonly WayOut[];
  /** The peers outside of the table that it sends requests to, such as hosts of the internet. @default - none */
  readonly reaches?: readonly Way[];
  /** Ports that its pods use among themselves. @default - none */
  readonly among?: readonly Port[];
  /**
   * `true` makes its Service headless: each pod of a StatefulSet has a name, also before it is ready, and clients choose among the
   * pods. @default false
   */
  readonly headless?: boolean;
  /** The servers that it sends requests to, by their names in the table. Those that the props leave out are passed over. @default - none */
  readonly asks?: readonly (string | AskedServer)[];
}

/** Peers, all if there are none, or the nodes, and their ports. */
export interface WayOut {
  readonly peers: readonly PeerRule[] | 'nodes';
  readonly ports: readonly Port[];
}

/** A server of the table that another sends requests to, and the names of the ports that it uses. */
export interface AskedServer {
  readonly server: string;
  readonly ports: readonly string[];
}

/** The rules of a server's account: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole */
export interface ServerPermissions {
  /** Rules of a ClusterRole, for objects that are in no namespace. @default - none */
  readonly cluster?: readonly JsonObject[];
  /** Rules of a Role in the namespace of each thing that is watched. @default - none */
  readonly watched?: readonly JsonObject[];
  /** Rules of Roles in other namespaces. @default - none */
  readonly namespaces?: Readonly<Record<string, readonly JsonObject[]>>;
}

/** A volume of every container of a server. */
export interface ServerVolume {
  readonly path: string;
  /** The volume as a pod takes it, without its name: `{ hostPath: { path: '/var/log/pods' } }`. */
  readonly source: JsonObject;
  /** @default false */
  readonly readOnly?: boolean;
}

/** The ConfigMap of a server, with its name. Its files are rendered at synth, when the other servers are known. */
export interface LateFiles {
  readonly id: string;
  readonly files: () => Readonly<Record<string, string>>;
  /** The volumes with the files, by name: the path, and the one file if it is not all of them. */
  readonly volumes: Readonly<Record<string, { readonly path: string; readonly file?: string }>>;
  /** `true` for files that the server reads only when it starts: a change replaces the pod. @default false */
  readonly readOnce?: boolean;
}

/**
 * Files about each thing that is watched, in one directory. Each thing has a ConfigMap of its own, because all of them together
 * are soon too large for `kubectl apply`.
 */
export interface WatchedFiles {
  readonly path: string;
  /** Returns the files about one thing, none where there is nothing to say. Their names must differ from those about others. */
  readonly files: (one: Watched) => Readonly<Record<string, string>>;
  /** Files about no one thing, by the end of the name of their ConfigMap; rendered at synth. @default - none */
  readonly common?: Readonly<Record<string, () => Readonly<Record<string, string>>>>;
}

/** Returns the only file of a server, in a directory of its own. The server reads it when it starts: a change replaces its pods. */
export function configFile(directory: string, name: string, text: () => string): LateFiles {
  return { id: 'Config', files: () => ({ [name]: text() }), volumes: { config: { path: directory } }, readOnce: true };
}

/** The path of the file of a key in `secretFiles`. */
export function secretPath(directory: string, { key }: SecretKey): string {
  return `${secretDirectory(directory)}/${key}`;
}

export function secretDirectory(directory: string): string {
  return `/run/secrets/${directory}`;
}

/** Returns the probes of a server that answers HTTP when it is ready, and may take `start` seconds to start, at a port by its name. */
export function httpProbes(
  path: string,
  start: number,
  port = 'http',
): Pick<ContainerDescription, 'startup' | 'readiness' | 'liveness'> {
  const ready = { http: { path, port }, period: 5, timeout: 3 };
  return {
    startup: { ...ready, failureThreshold: Math.ceil(start / ready.period) },
    readiness: ready,
    liveness: { tcp: port, timeout: 3, failureThreshold: 6 },
  };
}
