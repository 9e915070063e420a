import type { ScheduleProps } from '../workload/schedule-props';
import type { ProgramProps } from '../workload/workload-props';

/** An image, and when it runs. */
export interface ScheduledTaskProps extends ProgramProps, ScheduleProps {}
