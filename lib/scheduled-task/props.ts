import type { ScheduleProps } from '../workload/schedule-props';
import type { WorkloadProps } from '../workload/workload-props';

/** An image, and when it runs. */
export interface ScheduledTaskProps extends WorkloadProps, ScheduleProps {}
