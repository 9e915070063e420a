import type { Construct } from 'constructs';
import { type Kind, type Kinds, LIST, needed, shaped, TABLE, TEXT } from '../checks/kinds';
import type { Signal } from '../relations/signal';

/** Claims that are backed up together. */
export interface BackedUpClaims {
  /** The beginning of the names of these objects. */
  readonly name: string;
  /** The labels of the copies. */
  readonly labels: Readonly<Record<string, string>>;
  /** The names of the claims. */
  readonly claims: readonly string[];
}

/** A backup that can copy the claims of a program: `Backup.snapshots`. */
export interface IClaimBackup {
  /** Makes the objects that copy the claims, in `scope`. Returns the signals about them. */
  ofClaims(scope: Construct, claims: BackedUpClaims): readonly Signal[];
}

export const BACKED_UP_CLAIMS: Kinds<BackedUpClaims> = {
  name: needed(TEXT),
  labels: needed(TABLE),
  claims: needed(LIST),
};

export const CLAIM_BACKUP: Kind = shaped(
  ['ofClaims'],
  'a Backup',
  "use Backup.snapshots({ schedule: '30 3 * * *', keep: 7 }), for example",
);
