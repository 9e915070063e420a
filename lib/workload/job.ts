import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { wholeNumber } from '../checks/formats';
import { seconds } from '../checks/quantity';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import type { RunProps } from './run-props';

/**
 * Returns the fields of a Job besides its pods. Failures that `rules` name are handled first. Evicted pods do not count:
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
export function jobFields(scope: Construct, props: RunProps, rules: readonly JsonObject[] = []): JsonObject {
  const { backoffLimit = 2 } = props;
  // Older schemas demand conditions in every rule, and allow only one of the two.
  const known = Cluster.of(scope).has('exitCodeRules')
    ? rules
    : rules.filter((rule) => rule['onExitCodes'] === undefined);
  return {
    activeDeadlineSeconds: runTimeout(scope, props),
    backoffLimit: wholeNumber(scope, 'backoffLimit', backoffLimit, 0, 1000),
    podFailurePolicy: {
      rules: [...known, { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    },
  };
}

/** Returns the longest time that a run may take, in seconds. */
export function runTimeout(scope: Construct, { timeout = Duration.hours(1) }: RunProps): number {
  return wholeNumber(scope, 'timeout in seconds', seconds(timeout), 1, 2 ** 31 - 1);
}
