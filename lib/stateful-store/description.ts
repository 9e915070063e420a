import type { AddOnName, AddOnOptions } from '../cluster/add-ons/table';
import type { ImageName } from '../cluster/images';
import type { ImagePullPolicy } from '../cluster/pulls';
import type { JsonObject } from '../manifest/json';
import type { ObjectStoreModel } from '../object-store/object-store-model';
import type { Binding, BindingRequest } from '../relations/binding';
import type { MetricsEndpoint, Signal } from '../relations/signal';
import type { ServerDescription } from '../workload/server-description';

/** `single`: one pod that Kubernetes restarts. `failover`: several, of which one takes over when the primary is lost. */
export type Topology = 'single' | 'failover';

/** The facts that an engine gets about its store. */
export interface StoreFacts {
  readonly name: string;
  /** The name of the main port. */
  readonly portName: string;
  /** The headless Service that gives every pod its name: `NAME-0.SERVICE`. */
  readonly service: string;
  /** `undefined` when the chart has no namespace; scripts read it from `POD_NAMESPACE`. */
  readonly namespace: string | undefined;
  /** The domain of Services: `cluster.local`. */
  readonly domain: string;
  readonly replicas: number;
  readonly topology: Topology;
  /** Memory of the server's container, in bytes. */
  readonly memory: number;
  /** The size of the volume, in bytes. Pods whose files depend on it are replaced when the volume grows. */
  readonly storage: number;
  /** The size with which the volume was made, in bytes: it stays the same when the volume grows. */
  readonly firstStorage: number;
  /** The user in the props of the store: a number, or none, so that the image or the cluster names it. @default - that of the engine */
  readonly user?: number | 'none' | undefined;
  /** The path at which the volume is mounted. */
  readonly dataDirectory: string;
  /** The addresses that peers use for each other: their names, or those of a Service of each pod. */
  readonly addressing: 'names' | 'services';
  /** The way clients reach the primary: through a proxy, or by asking for it. */
  readonly endpoint: 'primary' | 'discovery';
  /** True if there is a certificate at `PATHS.certificate`. */
  readonly tls: boolean;
  /** True if writes between two backups are kept too, so that any time between them can be restored. */
  readonly pointInTime: boolean;
  /** True if the servers must take no write: see `CopyDescription`. */
  readonly readOnly: boolean;
  /** The Secret with the passwords. */
  readonly secret: string;
  /** Its keys: those that the files `PATHS.password` and `PATHS.admin` hold, and that of the percent-encoded password, if there is one. */
  readonly secretKeys: { readonly password: string; readonly admin: string; readonly encoded?: string | undefined };
  /** Returns the image of a program that Mainstay runs itself, as the chart overrides it: `redisExporter`. */
  readonly image: (name: ImageName) => string;
  /** Returns the options of an add-on of the cluster. Throws when it is not installed: `what needs KEDA`. */
  readonly requires: <Name extends AddOnName>(name: Name, what: string, otherwise?: string) => AddOnOptions[Name];
  /** Throws `[path of the store] what, got value; fix`. */
  readonly fail: (what: string, got: unknown, fix: string) => never;
}

/** A proxy in front of the store that forwards plain clients to the right pod. */
export interface ProxyDescription {
  /** The end of its name: `primary` in `NAME-primary`. */
  readonly suffix: string;
  readonly image: string;
  readonly command: readonly string[];
  /** Files, mounted at `PATHS.config`; its pods roll when they change. The CA certificate is at `PATHS.certificate`. */
  readonly files: Readonly<Record<string, string>>;
  /** The port that clients connect to; it takes the name of the store's main port. */
  readonly port: number;
  /** More ports that clients connect to, by name. @default - none */
  readonly morePorts?: Readonly<Record<string, number>> | undefined;
  /** HTTP paths that tell if it runs (`liveness`) and if it has a pod to forward to (`readiness`). */
  readonly health: { readonly port: number; readonly liveness: string; readonly readiness: string };
  /** Names of the store's ports that it connects to. */
  readonly upstream: readonly string[];
  /** Memory, requested and limited, in MiB. */
  readonly memory: number;
  /** CPU, requested, in thousandths of a CPU. */
  readonly cpu: number;
}

/**
 * Commands that dump and restore the data of a store. They run in the engine's image, which needs `sh`. They see the files
 * below at `PATHS.backup`, the directory `$BACKUP` with the files of one backup, and the data directory as `$DATA`.
 */
export interface BackupDescription {
  /** The format of the files: `rdb`. Only backups of the same format are restored. */
  readonly format: string;
  /** Scripts, mounted at `PATHS.backup`. They are kept apart from the store's files, so that its pods do not roll when they change. */
  readonly files: Readonly<Record<string, string>>;
  /** Variables in addition to those of every container of the store; none of them is secret. @default - none */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The largest size of the files of a backup, in bytes. The time, CPU and room of runs follow from it. */
  readonly size: number;
  /** The room that `dump` needs while it runs, in bytes, with the files of the backup. @default - `size` */
  readonly space?: number | undefined;
  /**
   * Gets the data from the pods of the store, with the password at `PATHS.admin`, and writes verified files to `$BACKUP`. To
   * `$FACTS` it writes the facts that must hold after a restore, a name and a value a line: `entries 1000`. To `$IDENTITY` it
   * writes the lines `identity NAME` and, after a restore, `parent NAME` of the data, if the engine can keep them with the data.
   */
  readonly dump: readonly string[];
  /**
   * Exits with 0 when this pod must not get the data of a backup, because its volume or another pod has data, and with 1 when
   * it may. It writes the reason to standard error. Any other exit code keeps the pod from starting. `$WISH` says what is to be
   * restored: what an earlier restore of something else left and no server has taken over need not stay.
   */
  readonly occupied: readonly string[];
  /**
   * Turns the files in `$BACKUP`, which it may move, and those in `$LOG` into the data directory `$DATA`: all or nothing. The lines in
   * the file `$IDENTITY` replace the identity of the data that was backed up; a drill has no such file. May be
   * killed and run again.
   */
  readonly restore: readonly string[];
  /**
   * Commands that run in the server's container before and after another program copies its files: from `begin` until `end`,
   * or for an hour, the files stay consistent. @default - only snapshots can copy the files
   */
  readonly stillness?: { readonly begin: readonly string[]; readonly end: readonly string[] } | undefined;
  /** The log between two backups. @default - only backups can be restored */
  readonly log?: LogDescription | undefined;
  /** The copy of a store into another one. @default - a store cannot begin with the data of another */
  readonly copy?: CopyDescription | undefined;
  /** Restores `$BACKUP` into a server without clients, with its data in `$DATA`, and writes the facts that it finds to `$FACTS`. */
  readonly drill: readonly string[];
}

/**
 * The log that a server writes between two backups, kept under `$ROOT/log`. The fields name scripts among the backup's
 * files. They run in rclone's image, in one directory with `common.sh` of the backup.
 */
export interface LogDescription {
  /** Runs as a sidecar of each server, with the data directory as `$DATA` and `PATHS.run` as `$RUN`. */
  readonly ship: string;
  /** Downloads to `$LOG` the log that follows the backup in `$BACKUP`, up to the point in `$WHICH` and `$RESTORE_TIME`. */
  readonly fetch: string;
  /** Deletes the log that no backup needs any more, after old backups were deleted. */
  readonly prune: string;
}

/**
 * The copy of all data of a running store into an empty one, which may have a later version. An engine that has it takes no write
 * where `readOnly` of its facts is set. The fields name scripts among the backup's files, which run in pods of the new store before its
 * server starts. `$SOURCE` is the name of the store that is copied, `$SOURCE_HOST` its first pod, `$SOURCE_MAJOR` its version,
 * `$SOURCE_PASSWORD` and `$SOURCE_CA` the files with its administrator's password and its CA certificate, if it has one. `$COPY` is
 * `final`, which waits until the store takes no write, or `rehearsal`. `$WORK` is a directory on the volume.
 */
export interface CopyDescription {
  /** The version of the data: a copy goes to the same or to a later one. */
  readonly version: number;
  /** Options that must be the same in both stores, because the copy has them: `{ database: 'orders' }`. */
  readonly alike: Readonly<Record<string, string>>;
  /** Variables in addition to those of the backup. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets the data, in the image of the store that is copied. Leaves a volume with data alone. */
  readonly take: string;
  /** Makes the data directory `$DATA` from it, and compares: all or nothing. */
  readonly load: string;
}

/** An engine's description of one store. */
export interface StoreDescription extends ServerDescription {
  readonly proxy?: ProxyDescription | undefined;
  /** The number of replicas that must follow the primary, or it refuses writes. @default 0 */
  readonly minReplicas?: number | undefined;
  /** Returns the variables and files of a client. */
  readonly bind: (
    request: BindingRequest,
    credentials: BindingCredentials,
  ) => Pick<Binding, 'env' | 'files' | 'parts' | 'withheld'>;
  /** The commands of a backup to files. @default - no backup to files */
  readonly backup?: BackupDescription | undefined;
}

/** The parts from which an engine makes a client's variables. */
export interface BindingCredentials {
  /** The key of the password. */
  readonly password: NonNullable<Binding['files']>[string];
  /** The key of the CA certificate of the servers; `undefined` without TLS. */
  readonly authority?: BindingCredentials['password'] | undefined;
  /** Returns the host of a pod, a Service or the proxy for the client: `sessions-read` or `sessions-read.shop.svc.cluster.local`. */
  readonly host: (name: string) => string;
}

/** The facts that an operator gets about a store, in addition to those of engines. */
export interface OperatedFacts extends StoreFacts {
  /** Requests and limits of a server's container, in the form of Kubernetes. */
  readonly resources: JsonObject;
  /** `undefined` for the cluster's default class. */
  readonly storageClass: string | undefined;
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteOncePod';
  /** The fields of a pod that decide about its nodes: `nodeSelector`, `tolerations`, `affinity` and `priorityClassName`. */
  readonly nodes: JsonObject;
  /** The spread of pods over zones and nodes. */
  readonly spread: 'soft' | 'strict';
  /** The Secret that the credentials name. @default - the operator makes one */
  readonly givenSecret: string | undefined;
  /** The VolumeSnapshots that the store starts with. */
  readonly fromSnapshot: readonly string[];
  /** The Secrets with which nodes get the images of its pods. */
  readonly imagePullSecrets: readonly string[];
  /** Returns the pull policy of an image. */
  readonly imagePullPolicy: (image: string) => ImagePullPolicy;
}

/** The description of a store that an operator runs: objects instead of pods. */
export interface OperatedDescription {
  /** The operator's custom resources. */
  readonly objects: readonly OperatedObject[];
  /** The labels of all pods that the operator makes for the store. */
  readonly selector: Readonly<Record<string, string>>;
  /** The labels of the pods that clients connect to. @default - `selector` */
  readonly clients?: Readonly<Record<string, string>> | undefined;
  readonly port: number;
  /** Ports between the pods in addition to the main one, by name. @default - none */
  readonly peerPorts?: Readonly<Record<string, number>> | undefined;
  /** The pods of the operator, which must reach those of the store. */
  readonly operator: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly ports: readonly number[];
  };
  /** A regular expression for the names of its claims. */
  readonly claims: string;
  /** True if its pods connect to the API server. */
  readonly apiServer: boolean;
  /** Object stores that its pods connect to. @default - none */
  readonly stores?: readonly ObjectStoreModel[] | undefined;
  /** The Secret with the password of clients, its key, and that of the percent-encoded password, if a URL can hold it. */
  readonly password: { readonly secret: string; readonly key: string; readonly encoded?: string | undefined };
  /** The Secret with the CA certificate of the servers, and its key. @default - connections are not encrypted */
  readonly authority?: { readonly secret: string; readonly key: string } | undefined;
  readonly metrics?: MetricsEndpoint | undefined;
  readonly signals?: readonly Signal[] | undefined;
  readonly bind: StoreDescription['bind'];
}

export interface OperatedObject {
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly spec: JsonObject;
}
