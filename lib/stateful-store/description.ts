import type { AddOnName, AddOnOptions } from '../cluster/add-ons/table';
import type { ImageName } from '../cluster/images';
import type { JsonObject } from '../manifest/json';
import type { Binding, BindingRequest } from '../relations/binding';
import type { MetricsEndpoint, Signal } from '../relations/signal';
import type { ServerDescription } from '../workload/server-description';
import type { ObjectStoreModel } from './backup/stores/object-store-model';

/** `single`: one pod that Kubernetes starts again. `failover`: several, of which one takes over when the primary is lost. */
export type Topology = 'single' | 'failover';

/** The facts of a store, for the engine that describes it. */
export interface StoreFacts {
  readonly name: string;
  /** What the main port is called. */
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
  /** The size of the volume, in bytes. */
  readonly storage: number;
  /** Where the volume is mounted. */
  readonly dataDirectory: string;
  /** Whether peers find each other by their names or by a Service of each pod. */
  readonly addressing: 'names' | 'services';
  /** Whether clients are led to the primary by a proxy or ask for it themselves. */
  readonly endpoint: 'primary' | 'discovery';
  /** Whether there is a certificate at `PATHS.certificate`. */
  readonly tls: boolean;
  /** Whether what the server writes between two backups shall be kept too, so that any time between them can be restored. */
  readonly pointInTime: boolean;
  /** The Secret with the passwords. */
  readonly secret: string;
  /** Its keys, which the files `PATHS.password` and `PATHS.admin` hold. */
  readonly secretKeys: { readonly password: string; readonly admin: string };
  /** Returns the image of a program that Mainstay runs itself, as the chart overrides it: `redisExporter`. */
  readonly image: (name: ImageName) => string;
  /** Returns the options of an add-on of the cluster. Throws when it is not installed: `what needs KEDA`. */
  readonly requires: <Name extends AddOnName>(name: Name, what: string, otherwise?: string) => AddOnOptions[Name];
  /** Throws `[path of the store] what, got value; fix`. */
  readonly fail: (what: string, got: unknown, fix: string) => never;
}

/** Pods before the store that lead plain clients to where they must go. */
export interface ProxyDescription {
  /** What its name ends with: `NAME-primary`. */
  readonly suffix: string;
  readonly image: string;
  readonly command: readonly string[];
  /** Files, mounted at `PATHS.config`; its pods roll when they change. The authority of the certificate stands at `PATHS.certificate`. */
  readonly files: Readonly<Record<string, string>>;
  /** The port that clients connect to, under the number and the name of the store's main port. */
  readonly port: number;
  /** More ports that clients connect to, by name. @default - none */
  readonly morePorts?: Readonly<Record<string, number>>;
  /** Where it answers by HTTP whether it runs, and whether it leads anywhere. */
  readonly health: { readonly port: number; readonly liveness: string; readonly readiness: string };
  /** Names of the store's ports that it connects to. */
  readonly upstream: readonly string[];
  /** Requested and limited, in MiB. */
  readonly memory: number;
  /** Requested, in thousandths of a CPU. */
  readonly cpu: number;
}

/**
 * How the data of a store gets out of it and back. The commands run in the engine's image, which needs `sh`. They see the files
 * below at `PATHS.backup`, the directory `$BACKUP` with the files of one backup, and the data directory as `$DATA`.
 */
export interface BackupDescription {
  /** What the files are; only backups that say the same are restored: `rdb`. */
  readonly format: string;
  /** Scripts, mounted at `PATHS.backup`. They are not among the store's files, so that its pods do not roll when they change. */
  readonly files: Readonly<Record<string, string>>;
  /** Variables beside those that every container of the store has; none of them is secret. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** The most that the files of a backup take, in bytes. */
  readonly size: number;
  /**
   * Asks the pods of the store, at `PATHS.admin`, for their data and writes verified files into `$BACKUP`. To `$FACTS` it writes
   * what must be found again after a restore, a name and a value a line: `entries 1000`.
   */
  readonly dump: readonly string[];
  /**
   * Succeeds when this pod must not get the data of a backup, because its volume or another pod has data; exits with 1 when it
   * may. It says why on standard error. Anything else keeps the pod from starting.
   */
  readonly occupied: readonly string[];
  /** Turns the files in `$BACKUP`, which it may move, and those in `$LOG` into the data directory `$DATA`: whole, or not at all. */
  readonly restore: readonly string[];
  /**
   * Run in the server's container around a copy of its files by somebody else: after `begin` they are whole at any time, until
   * `end`, or until an hour has passed. @default - the files can be copied by snapshots only
   */
  readonly stillness?: { readonly begin: readonly string[]; readonly end: readonly string[] };
  /** @default - only what is in backups can be restored */
  readonly log?: LogDescription;
  /** Restores `$BACKUP` into a server that nobody can reach, with its data in `$DATA`, and writes to `$FACTS` what it finds there. */
  readonly drill: readonly string[];
}

/**
 * What a server goes on writing between two backups, kept beside them under `$ROOT/log`. These are names of scripts among the
 * backup's files. They run in rclone's image, and `common.sh` of the backup stands beside them.
 */
export interface LogDescription {
  /** Runs beside each server as long as it lives, with the data directory as `$DATA` and `PATHS.run` as `$RUN`. */
  readonly ship: string;
  /** Brings to `$LOG` what follows the backup in `$BACKUP`, as far as `$WHICH` and `$RESTORE_TIME` say. */
  readonly fetch: string;
  /** Deletes what no backup needs any more, after old ones were deleted. */
  readonly prune: string;
}

/** What an engine wants to be run, for one store. */
export interface StoreDescription extends ServerDescription {
  readonly proxy?: ProxyDescription;
  /** How many replicas must follow the primary, or it refuses writes. @default 0 */
  readonly minReplicas?: number;
  /** What a client must know. */
  readonly bind: (request: BindingRequest, credentials: BindingCredentials) => Pick<Binding, 'env' | 'files'>;
  /** @default - it cannot be backed up by files */
  readonly backup?: BackupDescription;
}

/** What an engine makes a client's variables from. */
export interface BindingCredentials {
  /** The key of the password. */
  readonly password: NonNullable<Binding['files']>[string];
  /** The key of the certificate of who signed those of the servers; `undefined` without TLS. */
  readonly authority?: BindingCredentials['password'] | undefined;
  /** A pod's, a Service's or the proxy's name as the client must write it: `sessions-read` or `sessions-read.shop.svc.cluster.local`. */
  readonly host: (name: string) => string;
}

/** The facts of a store, for the operator that runs it. */
export interface OperatedFacts extends StoreFacts {
  /** Requests and limits of a server's container, as Kubernetes takes them. */
  readonly resources: JsonObject;
  /** `undefined` for the cluster's default class. */
  readonly storageClass: string | undefined;
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteOncePod';
  /** How evenly pods are spread over zones and nodes. */
  readonly spread: 'soft' | 'strict';
  /** The Secret that was named for the credentials. @default - the operator makes one */
  readonly givenSecret: string | undefined;
  /** The VolumeSnapshots that the store begins with. */
  readonly fromSnapshot: readonly string[];
}

/** A store that an operator runs: objects instead of pods. */
export interface OperatedDescription {
  /** The operator's custom resources. */
  readonly objects: readonly OperatedObject[];
  /** The labels of all pods that the operator makes for the store. */
  readonly selector: Readonly<Record<string, string>>;
  /** The labels of the pods that clients connect to. @default - `selector` */
  readonly clients?: Readonly<Record<string, string>>;
  readonly port: number;
  /** Ports that the pods reach each other on beside the main one, by name. @default - none */
  readonly peerPorts?: Readonly<Record<string, number>>;
  /** Where the operator runs, which must reach the pods. */
  readonly operator: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly ports: readonly number[];
  };
  /** What the names of its claims look like: a regular expression. */
  readonly claims: string;
  /** Whether its pods talk to the API server. */
  readonly apiServer: boolean;
  /** Object stores that its pods talk to. @default - none */
  readonly stores?: readonly ObjectStoreModel[];
  /** The Secret with the password of clients, and its key. */
  readonly password: { readonly secret: string; readonly key: string };
  /** The Secret with the certificate of who signed those of the servers, and its key. @default - they are not encrypted */
  readonly authority?: { readonly secret: string; readonly key: string };
  readonly metrics?: MetricsEndpoint;
  readonly signals?: readonly Signal[];
  readonly bind: StoreDescription['bind'];
}

export interface OperatedObject {
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly spec: JsonObject;
}
