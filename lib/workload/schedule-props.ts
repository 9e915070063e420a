import type { Duration } from 'cdk8s';
import { DURATION, FLAG, type Kinds, NUMBER, needed, object, oneOf, TEXT } from '../checks/kinds';
import { scheduleFix } from '../checks/schedule';
import { RUN, type RunProps } from './run-props';

/** The numbers of finished runs that are kept. */
export interface JobHistory {
  /** @default 3 */
  readonly succeeded?: number;
  /** @default 3 */
  readonly failed?: number;
}

/** The times at which something runs, its limits, and the retries of runs that fail. */
export interface ScheduleProps extends RunProps {
  /** The schedule: minute, hour, day, month and weekday, as in `30 3 * * 1`, or a form such as `@daily`. */
  readonly schedule: string;
  /** The time zone of the schedule, as in `Europe/Oslo`. @default 'Etc/UTC' */
  readonly timeZone?: string;
  /** The policy for a run that is due before the last has ended: skip it, replace the last one, or run both. @default 'Forbid' */
  readonly concurrencyPolicy?: 'Forbid' | 'Replace' | 'Allow';
  /** The longest delay of a start, after an outage of the cluster, for example. @default Duration.minutes(10) */
  readonly startingDeadline?: Duration;
  /** @default - three of each */
  readonly history?: JobHistory;
  /** The time after which a finished run is deleted; `history` counts the others. @default - `history` decides */
  readonly ttl?: Duration;
  /** True if no runs are started for now. @default false */
  readonly suspend?: boolean;
}

const HISTORY: Kinds<JobHistory> = { succeeded: NUMBER, failed: NUMBER };

export const SCHEDULE: Kinds<ScheduleProps> = {
  ...RUN,
  schedule: needed({ ...TEXT, fix: scheduleFix }),
  timeZone: TEXT,
  concurrencyPolicy: oneOf('Forbid', 'Replace', 'Allow'),
  startingDeadline: DURATION,
  history: object(HISTORY),
  ttl: DURATION,
  suspend: FLAG,
};
