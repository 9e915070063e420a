/** Cases about the cluster. */
import type { Cases } from '../../case';
import { apiServer, claims, kubelets } from './control-plane';
import { limits } from './limits';
import { nodes } from './nodes';
import { parts } from './parts';
import { pods } from './pods';
import { jobs, storage, workloads } from './workloads';

export function cluster(): readonly Cases[] {
  return [...nodes, ...pods, workloads, jobs, storage, limits, apiServer, kubelets, claims, ...parts];
}
