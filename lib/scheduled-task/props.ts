import type { Kinds } from '../checks/kinds';
import { SCHEDULE, type ScheduleProps } from '../workload/schedule-props';
import { WORKLOAD, type WorkloadProps } from '../workload/workload-props';

/** An image, and when it runs. */
export interface ScheduledTaskProps extends WorkloadProps, ScheduleProps {}

export const SCHEDULED_TASK: Kinds<ScheduledTaskProps> = { ...WORKLOAD, ...SCHEDULE };
