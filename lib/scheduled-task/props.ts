import type { Kinds } from '../checks/kinds';
import { SCHEDULE, type ScheduleProps } from '../workload/schedule-props';
import { WORKLOAD, type WorkloadProps } from '../workload/workload-props';

/** An image with its settings, and the schedule of its runs. */
export interface ScheduledTaskProps extends WorkloadProps, ScheduleProps {}

export const SCHEDULED_TASK: Kinds<ScheduledTaskProps> = { ...WORKLOAD, ...SCHEDULE };
