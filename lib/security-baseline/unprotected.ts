import type { ApiObject } from 'cdk8s';
import { isOperated } from '../cluster/add-ons/operated-pods';
import type { Manifest } from '../manifest/json';
import { fencedNamespaces } from '../registry/fenced-namespaces';
import { pathOf } from './app-manifests';
import type { Finding } from './finding';
import { Inventory, type Known, namespaceOf } from './inventory';
import { objectsIn } from './lists';
import { makesPods } from './pod-kinds';
import { rendered } from './rendered';
import { missingBaseline } from './rules/missing-baseline';
import { finding } from './verify';

/** Finds the workloads of a cluster whose namespaces have no baseline, whichever charts they are in. @param own those that have one */
export function unprotected(
  objects: readonly ApiObject[],
  own: ReadonlySet<string>,
  external: readonly Known[],
): readonly Finding[] {
  const [first] = objects;
  const baselines = new Set([...own, ...(first ? fencedNamespaces(first) : [])]);
  const paths = new Map<Manifest, string>();
  for (const object of objects.filter(mayMakePods)) {
    const rendering = rendered(object);
    if (rendering === undefined) continue;
    for (const manifest of objectsIn(rendering)) {
      if (!baselines.has(namespaceOf(manifest))) paths.set(manifest, pathOf(object));
    }
  }
  if (paths.size === 0) return [];
  const inventory = new Inventory([...paths.keys()], external, { baselines });
  const violations = [...missingBaseline.check(inventory)];
  return violations.map((violation) => finding(missingBaseline, violation, paths.get(violation.manifest)));
}

function mayMakePods({ apiVersion, kind }: ApiObject): boolean {
  const object = { apiVersion, kind };
  return makesPods(object) || isOperated(object) || /List$/.test(kind);
}
