import type { Construct } from 'constructs';
import { together } from '../checks/errors';
import { settleProps } from '../checks/mended';
import type { JsonObject } from '../manifest/json';
import { cronJobFields, startingDeadline } from '../workload/cron-job';
import type { PodPlan } from '../workload/pod';
import { checkRuns } from '../workload/settle-volumes';
import { type SettledWorkload, STAND_IN, settleWorkload } from '../workload/settle-workload';
import { termination } from '../workload/termination';
import { SCHEDULED_TASK, type ScheduledTaskProps } from './props';

/** The settled value of {@link ScheduledTaskProps}. */
export interface SettledScheduledTask extends SettledWorkload {
  /** The part of a CronJob beside its pods. */
  readonly cronJob: JsonObject;
  /** The seconds for which a run may be late. */
  readonly startingDeadline: number;
  readonly gracePeriod: number;
  readonly spread: PodPlan['spread'];
}

/** Settles the props of a ScheduledTask. */
export function settleScheduledTask(scope: Construct, props: ScheduledTaskProps): SettledScheduledTask {
  const standIn = { image: STAND_IN, schedule: '@daily' };
  return settleProps(scope, props, SCHEDULED_TASK, standIn, (right) => settled(scope, right));
}

function settled(scope: Construct, props: ScheduledTaskProps): SettledScheduledTask {
  const { workload, ...own } = together({
    workload: () => settleWorkload(scope, props),
    cronJob: () => cronJobFields(scope, props),
    startingDeadline: () => startingDeadline(scope, props),
    gracePeriod: () => termination(scope, props, 0, undefined).gracePeriod,
  });
  checkRuns(scope, workload.volumes, props.concurrencyPolicy);
  return { ...workload, ...own, spread: props.spread ?? 'none' };
}
