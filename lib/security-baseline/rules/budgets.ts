import { type JsonValue, type Manifest, objectAt, textAt } from '../../manifest/json';
import { QUORUM } from '../../workload/disruption-budget';
import { type Inventory, nameOf, namespaceOf, type Workload } from '../inventory';
import { SCALABLE } from '../kubernetes-kinds';
import type { CrossRule, Violation } from './rule';

function* selecting(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('PodDisruptionBudget')) {
    const selector = objectAt(manifest, 'spec', 'selector');
    if (!inventory.selects(namespaceOf(manifest), selector)) yield { manifest, got: selector };
  }
}

function* draining(inventory: Inventory): Iterable<Violation> {
  const fewest = fewestPods(inventory);
  for (const manifest of inventory.ofKind('PodDisruptionBudget')) {
    const { maxUnavailable, minAvailable, selector } = objectAt(manifest, 'spec');
    const workloads = inventory.selected(namespaceOf(manifest), objectAt(selector));
    const pods = workloads.reduce((sum, workload) => sum + fewest(workload), 0);
    if (maxUnavailable === 0 || maxUnavailable === '0%') {
      yield { manifest, got: `maxUnavailable ${maxUnavailable}` };
    } else if (minAvailable !== undefined && pods > 0 && absolute(minAvailable, pods) >= pods) {
      yield { manifest, got: `minAvailable ${minAvailable} of ${pods}` };
    }
  }
}

/** Finds budgets under which one set may lose its majority: all the pods that a budget lets go may belong to the same set. */
function* quorums(inventory: Inventory): Iterable<Violation> {
  const fewest = fewestPods(inventory);
  for (const manifest of inventory.ofKind('PodDisruptionBudget')) {
    const { maxUnavailable, minAvailable, selector } = objectAt(manifest, 'spec');
    const workloads = inventory.selected(namespaceOf(manifest), objectAt(selector));
    const pods = workloads.reduce((sum, workload) => sum + fewest(workload), 0);
    const away = maxUnavailable !== undefined ? absolute(maxUnavailable, pods) : pods - absolute(minAvailable, pods);
    for (const workload of workloads) {
      const quorum = Number(textAt(workload.manifest, 'metadata', 'annotations', QUORUM));
      const spare = fewest(workload) - quorum;
      if (away > spare) {
        const got = `${away} of ${fewest(workload)} pods of ${nameOf(workload.manifest)}, of which ${quorum} must stay`;
        yield { manifest, got, fix: `set maxUnavailable to ${Math.max(1, spare)}` };
      }
    }
  }
}

/** Percentages are rounded up: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic */
function absolute(amount: JsonValue, of: number): number {
  const text = `${amount}`;
  return text.endsWith('%') ? Math.ceil((Number(text.slice(0, -1)) / 100) * of) : Number(text);
}

function fewestPods(inventory: Inventory): (workload: Workload) => number {
  const id = (kind: JsonValue, namespace: string, name: JsonValue): string => `${kind}/${namespace}/${name}`;
  const scalers = new Map<string, Manifest>();
  for (const scaler of inventory.ofKind('HorizontalPodAutoscaler')) {
    const { kind, name } = objectAt(scaler, 'spec', 'scaleTargetRef');
    scalers.set(id(kind, namespaceOf(scaler), name), scaler);
  }
  return ({ manifest, namespace }) => {
    // The number of pods of other kinds is not known.
    if (!SCALABLE.includes(manifest.kind)) return Number.POSITIVE_INFINITY;
    const scaler = scalers.get(id(manifest.kind, namespace, nameOf(manifest)));
    return Number(
      scaler ? (objectAt(scaler, 'spec')['minReplicas'] ?? 1) : (objectAt(manifest, 'spec')['replicas'] ?? 1),
    );
  };
}

/** https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export const budgets: readonly CrossRule[] = [
  {
    id: 'budget-selector',
    what: 'a disruption budget must select pods of the app',
    why: 'it protects nothing',
    fix: 'give it the labels of a pod template in its namespace',
    check: selecting,
  },
  {
    id: 'budget-drain',
    what: 'a disruption budget must let a pod go',
    why: 'no node can ever be drained, and upgrades of the cluster stop',
    fix: 'set maxUnavailable to 1, and run more than one replica',
    check: draining,
  },
  {
    id: 'budget-quorum',
    what: 'a disruption budget must leave a majority of a set that needs one',
    why: 'a drain stops the store',
    fix: 'set maxUnavailable to 1',
    check: quorums,
  },
];
