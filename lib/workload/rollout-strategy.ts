import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import {
  checkKind,
  checkProps,
  DURATION,
  either,
  type Kinds,
  listOf,
  NUMBER,
  needed,
  object,
  oneOf,
} from '../checks/kinds';
import { seconds } from '../checks/quantity';
import type { JsonObject } from '../manifest/json';

/** One step of a canary. */
export interface CanaryStep {
  /** The share of the pods that are new, in percent. */
  readonly weight: number;
  /** The time until the next step; `'manual'` waits for `kubectl argo rollouts promote`. */
  readonly pause: Duration | 'manual';
}

/** The options of a blue-green rollout. */
export interface BlueGreenOptions {
  /** `'auto'` promotes the new pods as soon as they are ready, `'manual'` waits for a command. @default 'manual' */
  readonly promote?: 'auto' | 'manual';
  /** The time that the old pods are kept to roll back to. @default Duration.minutes(5) */
  readonly keep?: Duration;
}

const STEP: Kinds<CanaryStep> = { weight: needed(NUMBER), pause: needed(either(DURATION, oneOf('manual'))) };
const STEPS = needed(listOf(object(STEP), 'a list of steps'));
const BLUE_GREEN: Kinds<BlueGreenOptions> = { promote: oneOf('auto', 'manual'), keep: DURATION };

/** The names of the Services for the active and for the new revision. */
export interface RolloutServices {
  readonly active: string;
  readonly preview: string | undefined;
}

type Render = (scope: Construct, rolling: JsonObject, services: RolloutServices | undefined) => JsonObject;

/**
 * A rollout that goes step by step, on command or after a time. It needs Argo Rollouts on the cluster.
 *
 * @example strategy: RolloutStrategy.canary([{ weight: 10, pause: Duration.minutes(10) }, { weight: 50, pause: 'manual' }])
 * @see https://argo-rollouts.readthedocs.io/en/stable/concepts/
 */
export class RolloutStrategy {
  /** A growing share of the pods is new. Requests go to all pods alike, so the new pods get the same share of them. */
  static canary(steps: readonly CanaryStep[]): RolloutStrategy {
    checkKind(undefined, 'the steps of RolloutStrategy.canary', steps, STEPS);
    return new RolloutStrategy('canary', (scope, rolling) => {
      if (steps.length === 0) fail(scope, 'a canary needs a step', steps, "add { weight: 10, pause: 'manual' }");
      steps.forEach(({ weight }, at) => {
        const before = steps[at - 1]?.weight ?? 0;
        wholeNumber(scope, 'the weight of a step', weight, 1, 99);
        if (weight <= before)
          fail(scope, 'the weights of a canary must grow', `${weight} after ${before}`, 'order them');
      });
      const rendered = steps.flatMap(({ weight, pause }) => [
        { setWeight: weight },
        { pause: pause === 'manual' ? {} : { duration: pauseOf(scope, 'the pause of a step', pause) } },
      ]);
      return { canary: { ...rolling, steps: rendered } };
    });
  }

  /** All new pods run beside the old ones, behind a Service `NAME-preview`; then all requests go to them. */
  static blueGreen(options: BlueGreenOptions = {}): RolloutStrategy {
    checkProps(undefined, options, BLUE_GREEN, 'RolloutStrategy.blueGreen');
    const { promote = 'manual', keep = Duration.minutes(5) } = options;
    return new RolloutStrategy('blue-green', (scope, _rolling, services) => {
      if (!services)
        fail(scope, 'a blue-green rollout needs a Service to go over', 'none', 'use RolloutStrategy.canary');
      const blueGreen = {
        activeService: services.active,
        previewService: services.preview,
        autoPromotionEnabled: promote === 'auto',
        scaleDownDelaySeconds: pauseOf(scope, 'keep', keep),
      };
      return { blueGreen };
    });
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** The name in errors. */
    readonly title: 'canary' | 'blue-green',
    /** The strategy as Argo Rollouts takes it. @internal */
    readonly render: Render,
  ) {}
}

/** Whole seconds of a pause or delay. */
function pauseOf(scope: Construct, what: string, duration: Duration): number {
  return wholeNumber(scope, `${what} in seconds`, seconds(duration), 1, 2 ** 31 - 1);
}
