import type { Duration } from 'cdk8s';
import type { Kinds } from '../../checks/kinds';
import { SCHEDULE, type ScheduleProps } from '../../workload/schedule-props';

/** The schedule of a Job for a store, and the limits of its runs. */
export type BackupSchedule = Pick<
  ScheduleProps,
  'schedule' | 'timeZone' | 'timeout' | 'backoffLimit' | 'startingDeadline' | 'suspend'
>;

/** The schedule of a drill, which restores the newest backup to test it. */
export interface DrillProps extends BackupSchedule {
  /**
   * The longest time that a run may take, all attempts together.
   * @default - an hour for every 36 GiB of a backup, at least one
   */
  readonly timeout?: Duration;
}

export const BACKUP_SCHEDULE: Kinds<BackupSchedule> = {
  schedule: SCHEDULE.schedule,
  timeZone: SCHEDULE.timeZone,
  timeout: SCHEDULE.timeout,
  backoffLimit: SCHEDULE.backoffLimit,
  startingDeadline: SCHEDULE.startingDeadline,
  suspend: SCHEDULE.suspend,
};
