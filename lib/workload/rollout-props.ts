import type { Duration } from 'cdk8s';
import { DURATION, either, type Kinds, made, NUMBER, object, oneOf, TEXT } from '../checks/kinds';
import { RolloutStrategy } from './rollout-strategy';

/** How many pods may be away at a time when nodes are drained. Exactly one of the two is given. */
export interface DisruptionBudget {
  /** How many may be away: a number, or a share such as `25%`. @default - what `minAvailable` leaves */
  readonly maxUnavailable?: number | string;
  /** How many must stay: a number, or a share such as `50%`. @default - what `maxUnavailable` leaves */
  readonly minAvailable?: number | string;
}

/** How new pods take the place of old ones, and how many are kept when nodes are drained. */
export interface RolloutProps {
  /**
   * `rolling` starts new pods before it ends old ones; `recreate` ends all old pods first, for what must not run twice:
   * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy `RolloutStrategy.canary` and `RolloutStrategy.blueGreen` go
   * step by step, where the cluster has Argo Rollouts. @default 'rolling'
   */
  readonly strategy?: 'rolling' | 'recreate' | RolloutStrategy;
  /** How many pods there may be beyond the wanted ones: a number, or a share such as `25%`. @default '25%' */
  readonly maxSurge?: number | string;
  /** How many pods may be missing meanwhile: a number, or a share. Where nodes have no room for `maxSurge`. @default 0 */
  readonly maxUnavailable?: number | string;
  /** How long a new pod must be ready before it counts. @default Duration.seconds(5) */
  readonly minReady?: Duration;
  /** After how long without progress the rollout has failed. @default - 10 minutes, or more where `startup` may take longer */
  readonly progressDeadline?: Duration;
  /** How many old revisions are kept to roll back to. @default 5 */
  readonly revisionHistoryLimit?: number;
  /**
   * How many pods may be away at a time when nodes are drained. Throws on a budget under which none ever could:
   * https://kubernetes.io/docs/tasks/run-application/configure-pdb/ @default - one, and no budget for a single replica
   */
  readonly budget?: DisruptionBudget;
}

const SHARE = either(NUMBER, TEXT);
const BUDGET: Kinds<DisruptionBudget> = { maxUnavailable: SHARE, minAvailable: SHARE };

export const ROLLOUT: Kinds<RolloutProps> = {
  strategy: either(
    oneOf('rolling', 'recreate'),
    made(RolloutStrategy, 'a RolloutStrategy', 'use RolloutStrategy.canary'),
  ),
  maxSurge: SHARE,
  maxUnavailable: SHARE,
  minReady: DURATION,
  progressDeadline: DURATION,
  revisionHistoryLimit: NUMBER,
  budget: object(BUDGET),
};
