import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { type Kind, NUMBER, needed, object } from '../checks/kinds';

/** The value of a metric to aim at: `average` for each pod, `value` for all pods together. Exactly one is given. */
export type MetricGoal = { readonly average: number } | { readonly value: number };

interface Goals {
  readonly average?: number;
  readonly value?: number;
}

export const GOAL: Kind = needed(
  object<Goals>({ average: NUMBER, value: NUMBER }, 'use { average: 100 }, for example'),
);

/** True if a goal is about each pod. */
export function isAverage(goal: Goals): boolean {
  return goal.average !== undefined;
}

/** Returns the amount of a metric that one pod, or all of them, can take. */
export function threshold<K extends string>(scope: Construct, goal: MetricGoal, key: K): Record<K, string> {
  const both: Goals = goal;
  if ((both.average === undefined) === (both.value === undefined)) {
    fail(scope, 'a metric needs either an average or a value to aim at', goal, 'give exactly one');
  }
  const amount = both.average ?? both.value ?? 0;
  if (!(amount >= 0.001 && amount <= 1e12)) {
    fail(scope, 'the goal of a metric must be a number from 0.001 to 1e12', amount, 'give what one pod can take');
  }
  return { [key]: `${Math.round(amount * 1000) / 1000}` } as Record<K, string>;
}
