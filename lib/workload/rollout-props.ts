import type { Duration } from 'cdk8s';
import { wordFix } from '../checks/fixes';
import { DURATION, either, type Kinds, made, NUMBER, object, oneOf, TEXT } from '../checks/kinds';
import { RolloutStrategy } from './rollout-strategy';

/** The number of pods that may be unavailable at a time when nodes are drained. Exactly one of the two is given. */
export interface DisruptionBudget {
  /** The most pods that may be unavailable: a number, or a share such as `25%`. @default - what `minAvailable` leaves */
  readonly maxUnavailable?: number | string;
  /** The fewest pods that must stay available: a number, or a share such as `50%`. @default - what `maxUnavailable` leaves */
  readonly minAvailable?: number | string;
}

/** The replacement of old pods by new ones, and the number of pods that stay when nodes are drained. */
export interface RolloutProps {
  /**
   * `rolling` starts new pods before it ends old ones. `recreate` ends all old pods first, for an app that must not run twice:
   * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy `RolloutStrategy.canary` and
   * `RolloutStrategy.blueGreen` go step by step and need Argo Rollouts on the cluster. @default 'rolling'
   */
  readonly strategy?: 'rolling' | 'recreate' | RolloutStrategy;
  /** The most pods beyond the desired number: a number, or a share such as `25%`. @default '25%' */
  readonly maxSurge?: number | string;
  /** The most pods that may be missing meanwhile: a number, or a share. For nodes without room for `maxSurge`. @default 0 */
  readonly maxUnavailable?: number | string;
  /** The time that a new pod must be ready before it is available. @default Duration.seconds(5) */
  readonly minReady?: Duration;
  /** The time without progress after which the rollout has failed. @default - 10 minutes, or more where `startup` may take longer */
  readonly progressDeadline?: Duration;
  /** The number of old revisions that are kept to roll back to. @default 5 */
  readonly revisionHistoryLimit?: number;
  /**
   * The number of pods that may be unavailable when nodes are drained. Throws on a budget that never allows an eviction:
   * https://kubernetes.io/docs/tasks/run-application/configure-pdb/ @default - one, and no budget for a single replica
   */
  readonly budget?: DisruptionBudget;
}

const SHARE = either(NUMBER, TEXT);
/** `RollingUpdate` → `use 'rolling'` */
function strategyFix(value: unknown): string {
  const { type = value } = Object(value ?? {}) as Readonly<Record<string, unknown>>;
  const word = `${typeof type === 'string' ? type : ''}`.toLowerCase();
  if (word.includes('canary')) return "use RolloutStrategy.canary([{ weight: 20, pause: 'manual' }]), for example";
  if (word.includes('blue')) return 'use RolloutStrategy.blueGreen()';
  return word.startsWith('roll') ? "use 'rolling'" : wordFix(type, ['rolling', 'recreate']);
}

const BUDGET: Kinds<DisruptionBudget> = { maxUnavailable: SHARE, minAvailable: SHARE };

export const ROLLOUT: Kinds<RolloutProps> = {
  strategy: either(
    { ...oneOf('rolling', 'recreate'), fix: strategyFix },
    made(RolloutStrategy, 'a RolloutStrategy', 'use RolloutStrategy.canary'),
  ),
  maxSurge: SHARE,
  maxUnavailable: SHARE,
  minReady: DURATION,
  progressDeadline: DURATION,
  revisionHistoryLimit: NUMBER,
  budget: object(BUDGET, 'use { maxUnavailable: 1 }, or leave it out'),
};
