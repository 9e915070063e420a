import type { Construct } from 'constructs';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import type { Signal } from '../relations/signal';
import type { ExistingAccess } from './access';

/** The pods that mount a volume. */
export interface VolumeUser {
  /** The construct that the pods belong to. */
  readonly scope: Construct;
  readonly labels: Labels;
  /** The name of a claim that has no name of its own. */
  readonly wanted: string;
}

/** A volume, as the pods of one workload have it. */
export interface AttachedVolume {
  /** The fields of the volume in the pod, besides its name. */
  readonly source: JsonObject;
  /** The name of the claim; `undefined` where each pod has a volume of its own. */
  readonly claim?: string;
  /** The claim, if it is made for these pods. */
  readonly made?: Construct;
  /** The signals of its backup. */
  readonly signals?: readonly Signal[];
}

/** A kind of volume. */
export interface VolumeModel {
  /** The access mode of its claim; `undefined` where each pod has a volume of its own. */
  readonly access: ExistingAccess | undefined;
  /** True if no pod can write to it. */
  readonly readOnly: boolean;
  /** Throws when a value is wrong, and when the cluster cannot have such a volume. */
  check(scope: Construct): void;
  /** Makes what the pods of a workload need. */
  attach(user: VolumeUser): AttachedVolume;
}
