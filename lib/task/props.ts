import { type Kinds, listOf, made } from '../checks/kinds';
import { ReplicatedWorkload } from '../workload/replicated-workload';
import { RUN, type RunProps } from '../workload/run-props';
import { type IWaits, WAITS } from '../workload/waiting';
import { WORKLOAD, type WorkloadProps } from '../workload/workload-props';

/** An image with its settings, and the workloads between which it runs. */
export interface TaskProps extends WorkloadProps, RunProps {
  /**
   * The workloads whose new pods start only after the task has succeeded. Their old pods go on. `web.waitFor(task)` does the same.
   * @default - none
   */
  readonly before?: readonly IWaits[];
  /** The workloads whose rollout must be complete before the task runs; a change of their pods runs it again. @default - none */
  readonly after?: readonly ReplicatedWorkload[];
}

const ROLLED_OUT = made(ReplicatedWorkload, 'a workload with a rollout', 'use a WebApp or a Worker');

export const TASK: Kinds<TaskProps> = {
  ...WORKLOAD,
  ...RUN,
  before: listOf(WAITS),
  after: listOf(ROLLED_OUT),
};
