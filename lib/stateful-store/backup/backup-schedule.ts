import { DURATION, FLAG } from '../../checks/kinds';
import type { ScheduleProps } from '../../workload/schedule-props';

/** The schedule of a Job for a store, and the limits of its runs. */
export type BackupSchedule = Pick<
  ScheduleProps,
  'schedule' | 'timeZone' | 'timeout' | 'retries' | 'startingDeadline' | 'suspend'
>;

/** The fields of a {@link BackupSchedule} that are not text or numbers. */
export const SCHEDULE_KINDS = { timeout: DURATION, startingDeadline: DURATION, suspend: FLAG } as const;
