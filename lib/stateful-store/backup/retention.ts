import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { wholeNumber } from '../../checks/formats';
import { DURATION, type Kind, type Kinds, NUMBER, needed, object } from '../../checks/kinds';
import { seconds } from '../../checks/quantity';

/** The backups to keep: those within either limit. */
export interface NewestBackups {
  /** The number of newest backups, 1 or more. */
  readonly newest: number;
  /** Keeps all backups younger than this, too. @default - none for their age */
  readonly within?: Duration;
}

/** The number of newest backups to keep, or limits, or all; a lifecycle rule of the bucket, for example, may delete those. */
export type BackupRetention = number | NewestBackups | 'all';

const NEWEST: Kinds<NewestBackups> = { newest: needed(NUMBER), within: DURATION };

const LIMITS = object(NEWEST);

export const RETENTION: Kind = needed({
  is: (value) =>
    NUMBER.is(value) || value === 'all' || (LIMITS.is(value) && NUMBER.is((value as NewestBackups).newest)),
  what: "a whole number, { newest, within } or 'all'",
  fix: 'use 14, or { newest: 14, within: Duration.days(14) }',
  inside: (scope, value, about) => {
    if (LIMITS.is(value)) LIMITS.inside?.(scope, value, about);
  },
});

/** The variables of the scripts. */
export interface Retention {
  /** A number, or `all`. */
  readonly newest: string;
  /** Seconds for which backups are kept in any case; 0 if only their number counts. */
  readonly seconds: number;
}

/** Returns the variables of the scripts. Throws when no backup would be kept. */
export function retentionOf(scope: Construct, keep: BackupRetention): Retention {
  if (keep === 'all') return { newest: 'all', seconds: 0 };
  const { newest, within } = typeof keep === 'object' ? keep : { newest: keep, within: undefined };
  return {
    newest: `${wholeNumber(scope, 'keep', newest, 1, 100_000)}`,
    seconds: within ? wholeNumber(scope, 'keep.within in seconds', seconds(within), 1, 2 ** 31 - 1) : 0,
  };
}
