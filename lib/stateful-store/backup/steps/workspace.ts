import type { Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { dnsName, positiveSize } from '../../../checks/formats';
import { type Kinds, SIZE, TEXT } from '../../../checks/kinds';
import { bytes, quantity } from '../../../checks/quantity';
import type { JsonObject } from '../../../manifest/json';
import { ephemeralVolume } from '../../../volumes/ephemeral';
import { size } from './steps';

/** The directory in which a step of a run leaves files for the next one. */
export const WORK = '/backup';
const LOGS = 64 * 1024 ** 2;

/** The most that a run takes from the disk of a node: many nodes have 20 GiB. */
const ON_NODE = 10 * 1024 ** 3;

/** The space for files that live as long as a run. */
export interface WorkspaceProps {
  /** Space for the files of one backup before they are uploaded; a drill has twice as much. @default - the most that the engine needs */
  readonly scratch?: Size;
  /**
   * The StorageClass of a volume for that space, which is made for each run and deleted with its pod.
   * @default - up to 10 GiB the disk of the node, then a volume of the class of the store
   */
  readonly scratchClass?: string;
}

export const WORKSPACE: Kinds<WorkspaceProps> = { scratch: SIZE, scratchClass: TEXT };

/** The volume of a run, and the space that its containers take on the disk of the node, in bytes. */
export interface Room {
  readonly volume: JsonObject;
  readonly scratch: number;
  /** True if the volume is a claim, which lives as long as the pod, also when that has ended. */
  readonly claimed: boolean;
}

/** A scratch volume: https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes */
export class Workspace {
  private readonly asked: number | undefined;
  private readonly wantedClass: string | undefined;

  /**
   * Throws when `scratch` is not positive, or the class is no name.
   *
   * @param usualClass the StorageClass of the store
   */
  constructor(
    scope: Construct,
    { scratch, scratchClass }: WorkspaceProps,
    private readonly usualClass: string | undefined,
  ) {
    this.asked = scratch && bytes(positiveSize(scope, 'scratch', scratch));
    this.wantedClass = scratchClass === undefined ? undefined : dnsName(scope, 'scratchClass', scratchClass);
  }

  /** Returns the room for `needed` bytes, or for `count` times the `scratch` that is set. */
  room(needed: number, count: number): Room {
    const storage = size(this.asked === undefined ? needed : this.asked * count);
    if (this.wantedClass === undefined && bytes(storage) <= ON_NODE) {
      const volume = { name: 'work', emptyDir: { sizeLimit: quantity(storage) } };
      return { volume, scratch: LOGS + bytes(storage), claimed: false };
    }
    const volume = { name: 'work', ...ephemeralVolume(storage, this.wantedClass ?? this.usualClass) };
    return { volume, scratch: LOGS, claimed: true };
  }
}
