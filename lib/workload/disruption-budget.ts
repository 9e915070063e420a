import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { share } from '../checks/share';
import type { JsonObject } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import type { PodSet } from './pod-set';
import type { DisruptionBudget } from './rollout-props';

/** The annotation with the number of pods that a set needs to work, for the rules about budgets. */
export const QUORUM = 'mainstay/quorum';

/**
 * Makes a PodDisruptionBudget. By default one pod at a time may be evicted, and broken pods do not block a drain.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function disruptionBudget(
  { scope, name, selector, labels }: PodSet,
  allowance: JsonObject = { maxUnavailable: 1 },
  unhealthyPodEvictionPolicy: 'AlwaysAllow' | 'IfHealthyBudget' = 'AlwaysAllow',
): PlainObject {
  return new PlainObject(scope, 'Budget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    name,
    labels,
    fields: () => ({
      spec: { ...allowance, selector: { matchLabels: selector }, unhealthyPodEvictionPolicy },
    }),
  });
}

/**
 * Returns the budget of a workload with `fewest` to `most` pods; `undefined` where there is nothing to protect. Throws on one
 * that never lets a node be drained.
 */
export function allowanceOf(
  scope: Construct,
  budget: DisruptionBudget | undefined,
  fewest: number,
  most: number,
): JsonObject | undefined {
  if (!budget) return most > 1 ? { maxUnavailable: 1 } : undefined;
  const { maxUnavailable, minAvailable } = budget;
  if ((maxUnavailable === undefined) === (minAvailable === undefined)) {
    const got = maxUnavailable === undefined ? 'neither' : 'both';
    fail(scope, 'budget needs either maxUnavailable or minAvailable', got, 'give maxUnavailable: 1, for example');
  }
  // Both are rounded up: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic-when-specifying-percentages
  const stay = minAvailable === undefined ? 0 : share(scope, 'budget.minAvailable', minAvailable, fewest);
  const away =
    maxUnavailable === undefined
      ? fewest - stay
      : share(scope, 'budget.maxUnavailable', maxUnavailable, Math.max(fewest, 1));
  if (away < 1) {
    const got =
      maxUnavailable === undefined ? `minAvailable ${minAvailable} of ${fewest}` : `maxUnavailable ${maxUnavailable}`;
    fail(scope, 'budget must let a pod be taken away, or no node can be drained', got, 'use maxUnavailable: 1');
  }
  return { maxUnavailable, minAvailable };
}
