import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import type { Backup } from './backup/backup';
import type { RestorePoint } from './backup/restore';
import type { Credentials } from './credentials';
import type { Topology } from './description';
import type { Engine } from './engine';

export interface StatefulStoreProps {
  /** The server to run. */
  readonly engine: Engine;
  /** What the objects are called. @default - the construct id */
  readonly name?: string;
  /** What the headless Service is called; pods are `NAME-0.SERVICE`. @default - the name */
  readonly serviceName?: string;
  /** What the container is called. @default - the name */
  readonly containerName?: string;
  /** What the port is called. @default - the engine's name */
  readonly portName?: string;
  /** What the volume is called; claims are `VOLUME-NAME-0`. It cannot be changed later. @default 'data' */
  readonly volumeName?: string;
  /** Where the volume is mounted. @default '/data' */
  readonly mountPath?: string;
  /** Labels that select the pods. They cannot be changed later. @default - `app.kubernetes.io/name` and `component` */
  readonly selector?: Readonly<Record<string, string>>;
  /** How many pods: one primary, the others its replicas. @default - what the engine needs to survive the loss of one */
  readonly replicas?: number;
  /**
   * One server that Kubernetes starts again, or several of which one takes over when the primary is lost.
   * @default - `failover` with several replicas, as far as the engine can
   */
  readonly topology?: Topology;
  /**
   * How clients find the primary: by asking for it (Sentinel-aware clients), or through a proxy that leads every connection
   * there. @default 'discovery'
   */
  readonly endpoint?: 'primary' | 'discovery';
  /**
   * How pods find each other: by their names, or by the address of a Service for each pod, which keeps DNS out of a failover.
   * @default 'names'
   */
  readonly addressing?: 'names' | 'services';
  /** Requested and limited; half of it holds data. @default Size.mebibytes(256) */
  readonly memory?: Size;
  /** Requested, not limited. @default Cpu.millis(100) */
  readonly cpu?: Cpu;
  /** Log files and temporary files, requested and limited. @default Size.mebibytes(256) */
  readonly ephemeralStorage?: Size;
  /** The size of each pod's volume. @default - what the engine needs for the memory, in whole GiB */
  readonly storage?: Size;
  /** The StorageClass of the volumes. @default - the cluster's */
  readonly storageClass?: string;
  /** https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes @default 'ReadWriteOnce' */
  readonly accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod';
  /** What becomes of the volumes when the store or some of its pods are taken away. @default 'retain' */
  readonly retention?: 'retain' | 'delete';
  /** Where the password comes from. @default Credentials.generated() */
  readonly credentials?: Credentials;
  /** How it is backed up; several ways may stand beside each other. @default - it is not */
  readonly backup?: Backup | readonly Backup[];
  /**
   * The backup that an empty store begins with: `Backup.latest(objectStore)`. It may stay in the program: a volume with data is
   * left alone, and so is one whose peers have data. @default - it begins empty
   */
  readonly restoreFrom?: RestorePoint;
}
