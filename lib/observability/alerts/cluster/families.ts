import type { SourceName } from '../../sources/sources';
import { apiServer } from './api-server';
import { claims } from './claims';
import { containers } from './containers';
import { controlPlane } from './control-plane';
import type { Family } from './family';
import { jobs } from './jobs';
import { kubelets } from './kubelets';
import { limits } from './limits';
import { machines } from './machines';
import { nodes } from './nodes';
import { pods } from './pods';
import { storage } from './storage';
import { workloads } from './workloads';

/** All questions about the cluster, in the order of the dashboard. */
export const FAMILIES: readonly Family[] = [
  nodes,
  machines,
  workloads,
  pods,
  containers,
  jobs,
  limits,
  storage,
  claims,
  apiServer,
  kubelets,
  ...controlPlane,
];

/** Returns the questions whose sources there are. */
export function familiesOf(there: ReadonlySet<SourceName>): readonly Family[] {
  return FAMILIES.filter(({ sources }) => sources.every((source) => there.has(source)));
}
