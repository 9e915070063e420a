import type { Construct } from 'constructs';
import { longestGap } from '../../checks/cron-gap';
import type { Kinds } from '../../checks/kinds';
import type { JsonObject } from '../../manifest/json';
import { cronJobFields, runTimeout, startingDeadline } from '../../workload/cron-job';
import { SCHEDULE, type ScheduleProps } from '../../workload/schedule-props';

/** The schedule of a Job for a store, and the limits of its runs. */
export type BackupSchedule = Pick<
  ScheduleProps,
  'schedule' | 'timeZone' | 'timeout' | 'backoffLimit' | 'startingDeadline' | 'suspend'
>;

/** The schedule of a drill, which restores the newest backup to test it. */
export type DrillProps = BackupSchedule;

export const BACKUP_SCHEDULE: Kinds<BackupSchedule> = {
  schedule: SCHEDULE.schedule,
  timeZone: SCHEDULE.timeZone,
  timeout: SCHEDULE.timeout,
  backoffLimit: SCHEDULE.backoffLimit,
  startingDeadline: SCHEDULE.startingDeadline,
  suspend: SCHEDULE.suspend,
};

/** The settled value of a {@link BackupSchedule}. */
export interface SettledSchedule {
  /** The fields of a CronJob besides its pods. */
  readonly cronJob: JsonObject;
  /** The longest time that a run may take, in seconds. */
  readonly timeout: number;
  /** The highest age of the last success, in seconds, if every run succeeds. */
  readonly oldest: number;
}

/** Seconds that metrics need to arrive. */
const SLACK = 300;

/**
 * Settles when a Job for a store runs. Failures that `rules` name are handled first. Throws when Kubernetes would refuse the
 * schedule, the time zone or a limit.
 */
export function settleSchedule(
  scope: Construct,
  when: BackupSchedule,
  rules: readonly JsonObject[] = [],
): SettledSchedule {
  const cronJob = cronJobFields(scope, when, rules);
  const timeout = runTimeout(scope, when);
  const oldest = longestGap(when.schedule) + startingDeadline(scope, when) + timeout + SLACK;
  return { cronJob, timeout, oldest };
}
