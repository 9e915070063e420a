import { isOperated } from '../../cluster/add-ons/operated-pods';
import { type Inventory, namespaceOf } from '../inventory';
import { makesPods } from '../pod-kinds';
import type { CrossRule, Violation } from './rule';

function* outside(inventory: Inventory): Iterable<Violation> {
  const { baselines, manifests } = inventory;
  if (!baselines) return;
  for (const manifest of manifests.filter((one) => makesPods(one) || isOperated(one))) {
    const namespace = namespaceOf(manifest);
    if (baselines.has(namespace) || inventory.isExternal('Namespace', '', namespace)) continue;
    if (namespace === '') yield { manifest, got: undefined, fix: "pass { namespace: 'shop' } to its chart" };
    else yield { manifest, got: namespace, fix: fixFor(namespace) };
  }
}

function fixFor(namespace: string): string {
  const declared = `external: [ExternalObject.namespace('${namespace}')]`;
  return `create a SecurityBaseline in a chart of ${namespace}, or pass ${declared} to one if others protect it`;
}

/** The only rule about objects that no baseline verifies. */
export const missingBaseline: CrossRule = {
  id: 'missing-baseline',
  tags: ['nsa', 'cis-5.6.1'],
  what: 'a workload of an app with a SecurityBaseline must be in a namespace that has one',
  why: 'no rule sees its pods, no policy closes them, and an intruder goes on from there',
  fix: 'create a SecurityBaseline in a chart of the namespace',
  check: outside,
};
