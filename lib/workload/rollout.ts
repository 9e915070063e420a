import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { seconds } from '../checks/quantity';
import { share } from '../checks/share';
import type { JsonObject } from '../manifest/json';
import type { RolloutProps } from './rollout-props';
import { RolloutStrategy } from './rollout-strategy';

const DEADLINE = 600;
const SLACK = 60;

/** Returns the fields of a Deployment for its rollouts; a start may take `startup` seconds. */
export function rollout(scope: Construct, props: RolloutProps, startup: number): JsonObject {
  const whole = (what: string, value: Duration, min: number): number =>
    wholeNumber(scope, `${what} in seconds`, seconds(value), min, 2 ** 31 - 1);
  const minReadySeconds = whole('minReady', props.minReady ?? Duration.seconds(5), 0);
  const enough = Math.max(DEADLINE, startup + minReadySeconds + SLACK);
  const progressDeadlineSeconds = props.progressDeadline
    ? whole('progressDeadline', props.progressDeadline, 1)
    : enough === DEADLINE
      ? undefined
      : enough;
  if (progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= startup + minReadySeconds) {
    const got = `${progressDeadlineSeconds} s for ${startup + minReadySeconds} s`;
    fail(scope, 'progressDeadline must be longer than startup and minReady', got, 'raise it, or leave it out');
  }
  return {
    minReadySeconds,
    progressDeadlineSeconds,
    revisionHistoryLimit: wholeNumber(scope, 'revisionHistoryLimit', props.revisionHistoryLimit ?? 5, 0, 1000),
    strategy: strategy(scope, props),
  };
}

function strategy(scope: Construct, { strategy: type = 'rolling', ...props }: RolloutProps): JsonObject {
  const title = type instanceof RolloutStrategy ? type.title : type;
  if (
    ['recreate', 'blue-green'].includes(title) &&
    (props.maxSurge !== undefined || props.maxUnavailable !== undefined)
  ) {
    fail(scope, "maxSurge and maxUnavailable need strategy 'rolling' or a canary", title, 'remove them');
  }
  if (type === 'recreate') return { type: 'Recreate' };
  const maxSurge = props.maxSurge ?? '25%';
  const maxUnavailable = props.maxUnavailable ?? 0;
  const more = share(scope, 'maxSurge', maxSurge, 100);
  const less = share(scope, 'maxUnavailable', maxUnavailable, 100);
  if (more === 0 && less === 0) {
    fail(scope, 'a rollout needs maxSurge or maxUnavailable to begin', '0 and 0', 'set maxSurge to 1');
  }
  return { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
}
