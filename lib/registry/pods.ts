import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { labelPair } from '../checks/formats';
import type { Labels } from '../manifest/labels';
import { namespaceOf } from '../manifest/plain-object';
import { ClusterRecord } from './registry';

interface Pods {
  readonly owner: Construct;
  readonly selector: Labels;
  readonly labels: Labels;
}

/** The pods of workloads by namespace, so that a new one is compared only with those that it can meet. */
const pods = new ClusterRecord(() => new Map<string | undefined, Pods[]>());

/**
 * Reserves the pods of a workload. If two workloads selected the same pods, each would take those of the other for its own, and
 * so would a Service.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
 */
export function reservePods(scope: Construct, selector: Labels, labels: Labels): void {
  for (const [key, value] of Object.entries(selector)) labelPair(scope, key, value);
  const namespace = namespaceOf(scope);
  const byNamespace = pods.of(scope);
  const taken = byNamespace.get(namespace) ?? [];
  byNamespace.set(namespace, taken);
  for (const other of taken) {
    if (other.owner === scope) continue;
    if (within(selector, other.labels) || within(other.selector, labels)) {
      const fix = `${other.owner.node.path} selects ${shown(other.selector)}; give one of them another selector`;
      fail(scope, 'a selector must find the pods of one workload', shown(selector), fix);
    }
  }
  taken.push({ owner: scope, selector, labels });
}

/** True if a selector selects pods with these labels. */
function within(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function shown(selector: Labels): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
