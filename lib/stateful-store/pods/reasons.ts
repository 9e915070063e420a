import type { Reasons } from '../../workload/linter-reasons';
import type { StorePlan } from '../plan';

/** Returns the linter checks that do not fit the pods of a store, with reasons. */
export function reasons({ facts, description: { sidecars = [] } }: StorePlan): Reasons {
  const unprobed = sidecars.some(({ readiness, outlives = false }) => !readiness && !outlives);
  return {
    'minimum-three-replicas': facts.replicas === 1 ? 'one server on one volume, which one pod can mount' : undefined,
    'no-readiness-probe': unprobed ? 'what stands beside a server must not take it out of its Services' : undefined,
  };
}
