import type { Reasons } from '../../workload/linter-reasons';
import type { StorePlan } from '../plan';

/** The checks of a linter that the pods of a store do not pass, and the reasons. */
export function reasons({ facts, description: { sidecars = [] } }: StorePlan): Reasons {
  const unasked = sidecars.some(({ readiness, outlives = false }) => !readiness && !outlives);
  return {
    'minimum-three-replicas': facts.replicas === 1 ? 'one server on one volume, which one pod can mount' : undefined,
    'no-readiness-probe': unasked ? 'what stands beside a server must not take it out of its Services' : undefined,
  };
}
