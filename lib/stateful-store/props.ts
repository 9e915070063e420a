import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import type { Certificate } from '../secrets/certificate';
import type { Credentials } from '../secrets/credentials';
import type { Backup } from './backup/backup';
import type { RestorePoint } from './backup/restore-point';
import type { StoreCopy } from './copy/store-copy';
import type { Engine } from './engine';
import type { StorePlacementProps } from './pods/store-placement';
import type { TopologyProps } from './topology/topology-props';
import type { VolumeProps } from './volumes/volume-props';

export interface StatefulStoreProps extends TopologyProps, VolumeProps, StorePlacementProps {
  /** The server to run. */
  readonly engine: Engine;
  /** The name of the objects. @default - the construct id */
  readonly name?: string;
  /** The name of the headless Service; pods are `NAME-0.SERVICE`. @default - `name` */
  readonly serviceName?: string;
  /** The name of the container. @default - `name` */
  readonly containerName?: string;
  /** The name of the port. @default - the engine's name */
  readonly portName?: string;
  /** Labels that select the pods. They cannot be changed later. @default - `app.kubernetes.io/name` and `component` */
  readonly selector?: Readonly<Record<string, string>>;
  /**
   * The way to the primary: clients ask for it (Sentinel-aware clients), or a proxy (`primary`) forwards every connection
   * to it. @default 'discovery'
   */
  readonly endpoint?: 'primary' | 'discovery';
  /**
   * The addresses that pods use for each other: their names, or those of a Service for each pod, which keep DNS out of a failover.
   * @default 'names'
   */
  readonly addressing?: 'names' | 'services';
  /**
   * Memory, requested and limited; half of it holds data. It also sets the size of the volumes, unless `storage` does: to
   * raise it for a running store, set `storage` or `grownFrom`, too. @default Size.mebibytes(256)
   */
  readonly memory?: Size;
  /** CPU, requested and not limited. @default Cpu.millis(100) */
  readonly cpu?: Cpu;
  /** Space for log files and temporary files, requested and limited. @default Size.mebibytes(256) */
  readonly ephemeralStorage?: Size;
  /** The source of the password. @default Credentials.generated() */
  readonly credentials?: Credentials;
  /**
   * The certificate of the servers, which then accept TLS only. It renews without a restart of the servers.
   * @default - connections are not encrypted; NetworkPolicies still say who may connect
   */
  readonly tls?: Certificate;
  /** The backup of the store, or several of them. @default - none */
  readonly backup?: Backup | readonly Backup[];
  /**
   * The backup that an empty store starts with: `Backup.latest(objectStore)`. You can leave it set: a volume with data is not
   * touched, nor is one whose peers have data. While it is set, three init containers (four with a log) run at every start of
   * a pod and need the keys of the object store: remove it after a restore that was needed once. @default - the store starts empty
   */
  readonly restoreFrom?: RestorePoint;
  /**
   * The data of another store that an empty one begins with, for a later major version of PostgreSQL: `orders.copy()`, or
   * `orders.rehearsal()` to try it. Two init containers dump and load it, and compare rows and checksums of every table. A volume with
   * other data is left alone, and the pod waits. The volume needs room for twice the data. Remove it once clients use the new store.
   * @default - the store starts empty
   */
  readonly copyFrom?: StoreCopy;
  /**
   * Refuses every write, of clients, of the superuser and of jobs in the database, while everything can be read. Setting and removing
   * it restarts the server, and changes no data. Unlogged tables and prepared transactions keep the server from starting. PostgreSQL only. @default false
   */
  readonly readOnly?: boolean;
}
