import type { Construct } from 'constructs';
import type { Labels } from './labels';
import { PlainObject } from './object';

/**
 * One pod at a time may be taken away, and pods that are broken anyway never block a drain.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function disruptionBudget(scope: Construct, name: string, selector: Labels, labels: Labels): PlainObject {
  return new PlainObject(scope, 'Budget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    name,
    labels,
    fields: () => ({
      spec: { maxUnavailable: 1, selector: { matchLabels: selector }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    }),
  });
}
