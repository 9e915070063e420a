import type { Construct } from 'constructs';
import { together } from '../checks/errors';
import { settleProps } from '../checks/mended';
import type { JsonObject } from '../manifest/json';
import { jobFields, runTimeout } from '../workload/job';
import type { PodPlan } from '../workload/pod';
import type { ReplicatedWorkload } from '../workload/replicated-workload';
import { type SettledWorkload, STAND_IN, settleWorkload } from '../workload/settle-workload';
import { termination } from '../workload/termination';
import type { IWaits } from '../workload/waiting';
import { TASK, type TaskProps } from './props';

/** The settled value of {@link TaskProps}. */
export interface SettledTask extends SettledWorkload {
  /** The fields of the Job beside its pods. */
  readonly job: JsonObject;
  /** The longest time of all attempts together, in seconds. */
  readonly timeout: number;
  readonly gracePeriod: number;
  readonly spread: PodPlan['spread'];
  readonly before: readonly IWaits[];
  readonly after: readonly ReplicatedWorkload[];
}

/** Settles the props of a Task. */
export function settleTask(scope: Construct, props: TaskProps): SettledTask {
  return settleProps(scope, props, TASK, { image: STAND_IN }, (right) => {
    const { workload, ...own } = together({
      workload: () => settleWorkload(scope, right),
      job: () => jobFields(scope, right),
      timeout: () => runTimeout(scope, right),
      gracePeriod: () => termination(scope, right, 0, undefined).gracePeriod,
    });
    const { before = [], after = [], spread = 'none' } = right;
    return { ...workload, ...own, spread, before, after };
  });
}
