import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { wholeNumber } from '../../checks/formats';
import { seconds } from '../../checks/quantity';

/** Which backups are kept: those that either of the two names. */
export interface NewestBackups {
  /** The number of the newest backups, 1 or more. */
  readonly newest: number;
  /** All that are younger. @default - none for their age */
  readonly within?: Duration;
}

/** The backups that are kept: a number of the newest, those of a time, or all. Then something else, such as a rule of the bucket, deletes them. */
export type BackupRetention = number | NewestBackups | 'all';

/** Returns the variables of the scripts. Throws when no backup would be kept. */
export function retentionOf(
  scope: Construct,
  keep: BackupRetention,
): { readonly newest: string; readonly seconds: number } {
  if (keep === 'all') return { newest: 'all', seconds: 0 };
  const { newest, within } = typeof keep === 'object' && keep !== null ? keep : { newest: keep, within: undefined };
  return {
    newest: `${wholeNumber(scope, 'keep', newest, 1, 100_000)}`,
    seconds: within ? wholeNumber(scope, 'keep.within in seconds', seconds(within), 1, 2 ** 31 - 1) : 0,
  };
}
