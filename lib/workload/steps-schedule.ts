import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { longestGap } from '../checks/cron-gap';
import type { JsonObject } from '../manifest/json';
import { cronJobFields, startingDeadline } from './cron-job';
import { runTimeout } from './job';
import type { ScheduleProps } from './schedule-props';

/** The settled schedule of a Job with steps. */
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

/** The facts about the runs of a Job that its schedule depends on. */
export interface Runs {
  /** The seconds that a run may take, unless `timeout` is set. @default one hour */
  readonly usual?: number;
  /** The failures that are handled first. @default - none */
  readonly rules?: readonly JsonObject[];
  /** True if the pod of a run has a volume of its own. @default false */
  readonly claimed?: boolean;
}

/** The runs that are kept where each of their pods has a volume, which lives as long. */
const FEW = { succeeded: 1, failed: 1 };

/**
 * Settles when a Job with steps runs. Throws when Kubernetes would refuse the schedule, the time zone or a limit.
 */
export function settleSchedule(scope: Construct, props: ScheduleProps, runs: Runs = {}): SettledSchedule {
  const { usual, rules, claimed } = runs;
  const when: ScheduleProps = {
    ...props,
    ...(usual !== undefined && { timeout: props.timeout ?? Duration.seconds(usual) }),
    ...(claimed && { history: FEW }),
  };
  const cronJob = cronJobFields(scope, when, rules);
  const timeout = runTimeout(scope, when);
  const oldest = longestGap(when.schedule) + startingDeadline(scope, when) + timeout + SLACK;
  return { cronJob, timeout, oldest };
}
