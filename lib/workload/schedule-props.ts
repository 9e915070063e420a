import type { Duration } from 'cdk8s';
import { DURATION, FLAG, type Kinds, NUMBER, needed, object, oneOf, TEXT } from '../checks/kinds';

/** How many finished runs are kept to look at. */
export interface JobHistory {
  /** @default 3 */
  readonly succeeded?: number;
  /** @default 3 */
  readonly failed?: number;
}

/** When something runs, how long, and what becomes of runs that fail. */
export interface ScheduleProps {
  /** When it runs: minute, hour, day, month and weekday, as in `30 3 * * 1`, or a form such as `@daily`. */
  readonly schedule: string;
  /** The time zone of the schedule, as in `Europe/Oslo`. @default 'Etc/UTC' */
  readonly timeZone?: string;
  /** What happens when a run is due before the last has ended: it is left out, takes the other's place, or runs beside it. @default 'forbid' */
  readonly concurrency?: 'forbid' | 'replace' | 'allow';
  /** How late a run may still start, after an outage of the cluster, for example. @default Duration.minutes(10) */
  readonly startingDeadline?: Duration;
  /** How long a run may take, all attempts together. @default Duration.hours(1) */
  readonly timeout?: Duration;
  /** How often a run is tried again. Pods that were taken away by the cluster do not count. @default 2 */
  readonly retries?: number;
  /** @default - three of each */
  readonly history?: JobHistory;
  /** After how long a finished run is deleted; then `history` counts what is left. @default - `history` decides */
  readonly ttl?: Duration;
  /** Whether no runs are started for now. @default false */
  readonly suspend?: boolean;
}

const HISTORY: Kinds<JobHistory> = { succeeded: NUMBER, failed: NUMBER };

export const SCHEDULE: Kinds<ScheduleProps> = {
  schedule: needed(TEXT),
  timeZone: TEXT,
  concurrency: oneOf('forbid', 'replace', 'allow'),
  startingDeadline: DURATION,
  timeout: DURATION,
  retries: NUMBER,
  history: object(HISTORY),
  ttl: DURATION,
  suspend: FLAG,
};
