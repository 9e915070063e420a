import type { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { dnsName, positiveSize } from '../../../checks/formats';
import { type Kinds, SIZE, TEXT } from '../../../checks/kinds';
import { bytes, quantity } from '../../../checks/quantity';
import type { JsonObject } from '../../../manifest/json';
import { leftOut } from '../../../workload/left-out';
import { size } from './steps';

/** The directory in which a step of a run leaves files for the next one. */
export const WORK = '/backup';
const LOGS = 64 * 1024 ** 2;

/** The space for files that live as long as a run. */
export interface WorkspaceProps {
  /** Space for the files of one backup before they are uploaded. @default - the most that the engine needs */
  readonly scratch?: Size;
  /** The StorageClass of a volume for that space, created and deleted with each run. @default - the disk of the node */
  readonly scratchClass?: string;
}

export const WORKSPACE: Kinds<WorkspaceProps> = { scratch: SIZE, scratchClass: TEXT };

/** A scratch volume: https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes */
export class Workspace {
  private readonly least: number;
  private readonly storageClass: string | undefined;

  /** Throws when `scratch` is not positive, or the class is no name. */
  constructor(scope: Construct, { scratch, scratchClass }: WorkspaceProps, needed: number) {
    this.least = scratch ? bytes(positiveSize(scope, 'scratch', scratch)) : needed;
    this.storageClass = scratchClass === undefined ? undefined : dnsName(scope, 'scratchClass', scratchClass);
  }

  /** Returns a volume for `count` backups, and the bytes that it takes on the disk of the node. */
  times(count: number): { readonly volume: JsonObject; readonly scratch: number } {
    const storage = size(this.least * count);
    if (this.storageClass === undefined) {
      return { volume: { name: 'work', emptyDir: { sizeLimit: quantity(storage) } }, scratch: LOGS + bytes(storage) };
    }
    const spec = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: quantity(storage) } },
      storageClassName: this.storageClass,
    };
    // A claim that a backup brings back belongs to no pod, and nothing would delete it.
    return { volume: { name: 'work', ephemeral: { volumeClaimTemplate: leftOut({ spec }) } }, scratch: LOGS };
  }
}
