import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { wholeNumber } from '../checks/formats';
import { seconds } from '../checks/quantity';
import { scheduleOf, timeZoneOf } from '../checks/schedule';
import type { JsonObject } from '../manifest/json';
import { jobFields } from './job';
import type { ScheduleProps } from './schedule-props';

/** The checks of linters that do not fit pods that run to completion, and why. */
export const RUNS_TO_ITS_END = {
  'no-liveness-probe': 'a task runs to its end, and timeout says how long it may take',
  'no-readiness-probe': 'nobody connects to a task',
  'restart-policy': 'a run that fails is tried again in a new pod, so that the log of the old one stays',
};

/**
 * Returns the fields of a CronJob besides its pods. Failures that `rules` name are handled first.
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export function cronJobFields(scope: Construct, props: ScheduleProps, rules: readonly JsonObject[] = []): JsonObject {
  const { concurrencyPolicy = 'Forbid', history, schedule, suspend, timeZone = 'Etc/UTC', ttl } = props;
  return {
    concurrencyPolicy,
    failedJobsHistoryLimit: wholeNumber(scope, 'history.failed', history?.failed ?? 3, 0, 100),
    jobTemplate: {
      spec: {
        ...jobFields(scope, props, rules),
        ttlSecondsAfterFinished: ttl && wholeNumber(scope, 'ttl in seconds', seconds(ttl), 0, 2 ** 31 - 1),
      },
    },
    schedule: scheduleOf(scope, schedule),
    startingDeadlineSeconds: startingDeadline(scope, props),
    successfulJobsHistoryLimit: wholeNumber(scope, 'history.succeeded', history?.succeeded ?? 3, 0, 100),
    suspend: suspend ?? false,
    timeZone: timeZoneOf(scope, 'timeZone', timeZone),
  };
}

/** Returns the longest delay of a start, in seconds. The controller looks every ten seconds. */
export function startingDeadline(scope: Construct, { startingDeadline = Duration.minutes(10) }: ScheduleProps): number {
  return wholeNumber(scope, 'startingDeadline in seconds', seconds(startingDeadline), 10, 2 ** 31 - 1);
}
