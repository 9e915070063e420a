import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import type { Certificate } from '../secrets/certificate';
import type { Credentials } from '../secrets/credentials';
import type { Backup } from './backup/backup';
import type { RestorePoint } from './backup/restore-point';
import type { Engine } from './engine';
import type { TopologyProps } from './topology/topology-props';
import type { VolumeProps } from './volumes/volume-props';

export interface StatefulStoreProps extends TopologyProps, VolumeProps {
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
  /** Labels that select the pods. They cannot be changed later. @default - `app.kubernetes.io/name` and `component` */
  readonly selector?: Readonly<Record<string, string>>;
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
  /**
   * Requested and limited; half of it holds data. The size of the volumes follows from it unless `storage` says it: to raise it for a store
   * that is running, say `storage` or `grownFrom`, too. @default Size.mebibytes(256)
   */
  readonly memory?: Size;
  /** Requested, not limited. @default Cpu.millis(100) */
  readonly cpu?: Cpu;
  /** Log files and temporary files, requested and limited. @default Size.mebibytes(256) */
  readonly ephemeralStorage?: Size;
  /** Where the password comes from. @default Credentials.generated() */
  readonly credentials?: Credentials;
  /**
   * The certificate of its servers, which then speak TLS only. It renews without a restart of the servers.
   * @default - connections are not encrypted; who may connect, the NetworkPolicies say
   */
  readonly tls?: Certificate;
  /** How it is backed up; several ways may stand beside each other. @default - it is not */
  readonly backup?: Backup | readonly Backup[];
  /**
   * The backup that an empty store begins with: `Backup.latest(objectStore)`. It may stay in the program: a volume with data is
   * left alone, and so is one whose peers have data. While it stays, three init containers run at every start of a pod, and need the keys
   * of the object store: take it out when it was for one occasion. @default - it begins empty
   */
  readonly restoreFrom?: RestorePoint;
}
