import { type JsonObject, listAt, objectAt, textAt } from '../../manifest/json';
import { type Claim, exclusiveMode, findClaim } from '../claims';
import { type Inventory, nameOf, type Workload } from '../inventory';
import { type Run, runsOf } from '../runs';
import { matches } from '../selectors';
import type { CrossRule, Violation } from './rule';

/** A claim that one node or one pod at a time can use, and the workloads that mount it. */
interface Shared {
  readonly claim: Claim;
  readonly name: string;
  readonly mode: string;
  readonly users: Run[];
}

const NODE = 'kubernetes.io/hostname';
/** More than one, so that a DaemonSet counts as several pods. */
const NODES = 2;

function sharedClaims(inventory: Inventory): Iterable<Shared> {
  const shared = new Map<string, Shared>();
  for (const run of runsOf(inventory, NODES)) {
    const { namespace, pod } = run.workload;
    const names = listAt(pod, 'volumes').map((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName'));
    for (const name of new Set(names)) {
      const claim = name === undefined ? undefined : findClaim(inventory, namespace, name);
      const mode = claim && exclusiveMode(claim);
      if (name === undefined || !mode) continue;
      const id = `${namespace}/${name}`;
      const users = shared.get(id)?.users ?? [];
      users.push(run);
      shared.set(id, { claim, name, mode, users });
    }
  }
  return shared.values();
}

function* sharing(inventory: Inventory): Iterable<Violation> {
  for (const { claim, name, mode, users } of sharedClaims(inventory)) {
    // The pods of one node share a volume, unless it is for one pod.
    if (mode === 'ReadWriteOnce' && areTogether(claim, users)) continue;
    const [first, ...others] = users.map(({ workload }) => workload.manifest);
    const owner = claim.madeFor ?? first;
    for (const { workload, runner, wanted } of users) {
      if (wanted <= 1) continue;
      yield { manifest: workload.manifest, got: `claim ${name} (${mode}) in ${wanted} pods`, fix: fixFor(runner.kind) };
    }
    for (const manifest of claim.madeFor && first ? [first, ...others] : others) {
      const got = `claim ${name} (${mode}), which ${owner?.kind} ${owner && nameOf(owner)} mounts too`;
      yield { manifest, got };
    }
  }
}

/** True if all pods run on one node: each says so, or all but one pod go where that one is. */
function areTogether({ madeFor }: Claim, users: readonly Run[]): boolean {
  const [anchor, ...loose] = users.filter(({ workload }) => !onOneNode(workload.pod));
  if (anchor === undefined) return true;
  if (madeFor !== undefined) return false;
  const others = users.filter((user) => user !== anchor);
  return loose.length === 0 && anchor.wanted <= 1 && others.every(({ workload }) => goesTo(workload, anchor.workload));
}

/** True if the pods run on one node. */
function onOneNode(pod: JsonObject): boolean {
  return (
    pod['nodeName'] !== undefined || objectAt(pod, 'nodeSelector')[NODE] !== undefined || nodeTerms(pod).length > 0
  );
}

/** True if the pods run on the node of a pod of `other`. */
function goesTo({ pod }: Workload, other: Workload): boolean {
  return nodeTerms(pod).some((term) => matches(objectAt(term, 'labelSelector'), other.labels));
}

/** Returns the terms that put a pod on the node of another one. */
function nodeTerms(pod: JsonObject): readonly JsonObject[] {
  const terms = listAt(pod, 'affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  return terms.filter(({ topologyKey }) => topologyKey === NODE);
}

const SEVERAL = 'ask for ReadWriteMany if the storage has it';

function fixFor(kind: string): string {
  switch (kind) {
    case 'CronJob':
      return `set concurrencyPolicy to Forbid and parallelism to 1, or ${SEVERAL}`;
    case 'DaemonSet':
      return SEVERAL;
    case 'Rollout':
      return `run one replica in a Deployment with strategy Recreate, or ${SEVERAL}`;
    case 'StatefulSet':
      return `use volumeClaimTemplates, which give each pod a claim, or ${SEVERAL}`;
    case 'Job':
    case 'ScaledJob':
      return `run one pod at a time, or ${SEVERAL}`;
    default:
      return `run one replica with strategy Recreate and no autoscaler, or ${SEVERAL}`;
  }
}

/** https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes */
export const volumes: readonly CrossRule[] = [
  {
    id: 'shared-claim',
    what: 'a claim for one node must be in one pod at a time, also amid a rollout',
    why: 'a pod on another node waits for the volume forever, and a rollout never ends',
    fix: `run both in one pod, put both on one node with podAffinity, or ${SEVERAL}`,
    check: sharing,
  },
];
