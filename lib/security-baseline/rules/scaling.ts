import { listAt, type Manifest, objectAt, textAt } from '../../manifest/json';
import { type Inventory, namespaceOf } from '../inventory';
import { SCALABLE } from '../kubernetes-kinds';
import type { CrossRule, Violation } from './rule';

/** Returns the kind and name of the workload that an autoscaler scales. */
function targetOf(manifest: Manifest): { readonly kind: string; readonly name: string } {
  const target = objectAt(manifest, 'spec', 'scaleTargetRef');
  return { kind: textAt(target, 'kind') ?? 'Deployment', name: textAt(target, 'name') ?? '' };
}

function* targets(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('HorizontalPodAutoscaler', 'ScaledObject')) {
    const { kind, name } = targetOf(manifest);
    if (!inventory.has(kind, namespaceOf(manifest), name)) yield { manifest, got: `${kind} ${name}` };
  }
}

function* replicas(inventory: Inventory): Iterable<Violation> {
  for (const scaler of inventory.ofKind('HorizontalPodAutoscaler', 'ScaledObject')) {
    const { kind, name } = targetOf(scaler);
    const manifest = SCALABLE.includes(kind) ? inventory.find(kind, namespaceOf(scaler), name) : undefined;
    const got = manifest && objectAt(manifest, 'spec')['replicas'];
    if (manifest && got !== undefined) yield { manifest, got };
  }
}

function* requests(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('HorizontalPodAutoscaler')) {
    const { kind, name } = targetOf(manifest);
    const target = inventory.find(kind, namespaceOf(manifest), name);
    const containers = listAt(target, 'spec', 'template', 'spec', 'containers');
    for (const metric of listAt(manifest, 'spec', 'metrics')) {
      const resource = textAt(metric, 'resource', 'name');
      if (resource === undefined || textAt(metric, 'resource', 'target', 'type') !== 'Utilization') continue;
      const without = containers.filter((c) => {
        const { limits, requests } = objectAt(c, 'resources');
        return objectAt(requests)[resource] === undefined && objectAt(limits)[resource] === undefined;
      });
      if (without.length > 0) {
        yield { manifest, got: `container ${without.map((c) => c['name']).join(', ')} without ${resource}` };
      }
    }
  }
}

export const scaling: readonly CrossRule[] = [
  {
    id: 'scale-target',
    what: 'an autoscaler must name a workload that exists',
    why: 'nothing is scaled',
    fix: 'correct the name and kind, or list the workload as external in the SecurityBaseline',
    check: targets,
  },
  {
    id: 'scaled-replicas',
    what: 'a workload with an autoscaler must not set replicas',
    why: 'every apply sets the number back',
    fix: 'remove replicas',
    check: replicas,
  },
  {
    id: 'scaling-requests',
    what: 'an autoscaler must scale by resources that every container requests',
    why: 'a percentage of no request is unknown, and nothing is scaled',
    fix: 'set resources.requests',
    check: requests,
  },
];
