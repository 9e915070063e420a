import { parseQuantity } from '../checks/quantity';
import { operatedPods } from '../cluster/add-ons/operated-pods';
import { isObject, type JsonObject, listAt, type Manifest, objectAt, textAt } from '../manifest/json';
import { CLAIM_SIZE } from '../workload/grown-claims';
import { madeClaim } from './claims';
import { Inventory, nameOf, namespaceOf } from './inventory';
import { type Ceiling, podRequest, requested } from './pod-requests';
import { type Run, runsOf } from './runs';

/** Resources that pods request together: CPUs, bytes and counts. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  readonly pods: number;
  readonly claims: number;
}

/** Assumed number of nodes, because no manifest gives it. */
const NODES = 100;
const NOTHING: Amounts = { cpu: 0, memory: 0, storage: 0, pods: 0, claims: 0 };

/**
 * The most that the workloads request at any time: autoscalers at their maximum, all Deployments and Rollouts amid a rollout,
 * with the pods that are ending. A DaemonSet has a pod on each of `nodes`.
 */
export function peak(manifests: readonly Manifest[], nodes = NODES): Amounts {
  const inventory = new Inventory(manifests, []);
  // A claim that a StatefulSet finds by its name is one of those that it would make.
  const claims = inventory
    .ofKind('PersistentVolumeClaim')
    .filter((manifest) => !madeClaim(inventory, namespaceOf(manifest), nameOf(manifest)))
    .map((manifest): Amounts => claim(manifest, 1));
  const ceilings = ceilingsOf(inventory);
  const workloads = runsOf(inventory, nodes).flatMap((run) => amountsOf(run, ceilings));
  return [...claims, ...workloads, ...manifests.flatMap(operated)].reduce(add, NOTHING);
}

function amountsOf(
  { workload, runner, wanted, ending, ended }: Run,
  ceilings: ReadonlyMap<string, Ceiling>,
): Amounts[] {
  const { manifest, pod, namespace } = workload;
  const pods = wanted + ending;
  const ceiling = [manifest, runner].map(({ kind, metadata }) =>
    ceilings.get(`${kind}/${namespace}/${metadata['name']}`),
  );
  const ask = (resource: 'cpu' | 'memory'): number => pods * podRequest(pod, resource, ceiling.find(isKnown));
  const lasting = claimsOf(manifest, wanted);
  // The claim of an ephemeral volume lives as long as its pod, also when the pod has ended.
  const passing = listAt(pod, 'volumes').flatMap((volume) => {
    const template = objectAt(volume, 'ephemeral')['volumeClaimTemplate'];
    return isObject(template) ? [claim(template, pods + ended)] : [];
  });
  return [{ ...NOTHING, cpu: ask('cpu'), memory: ask('memory'), pods }, ...lasting, ...passing];
}

function isKnown(ceiling: Ceiling | undefined): ceiling is Ceiling {
  return ceiling !== undefined;
}

/** Returns the claims that a StatefulSet makes for its pods, with the size that a Job gives them. */
function claimsOf(manifest: Manifest, pods: number): Amounts[] {
  const grown = textAt(manifest, 'metadata', 'annotations', CLAIM_SIZE);
  return listAt(manifest, 'spec', 'volumeClaimTemplates').map((template) => {
    const { storage, claims, ...rest } = claim(template, pods);
    return { ...rest, claims, storage: Math.max(storage, grown === undefined ? 0 : pods * parseQuantity(grown)) };
  });
}

/** Returns the most that VerticalPodAutoscalers request, by the workload that they change. */
function ceilingsOf(inventory: Inventory): ReadonlyMap<string, Ceiling> {
  return new Map(
    inventory.ofKind('VerticalPodAutoscaler').flatMap((manifest): [string, Ceiling][] => {
      if (textAt(manifest, 'spec', 'updatePolicy', 'updateMode') === 'Off') return [];
      const { kind, name } = objectAt(manifest, 'spec', 'targetRef');
      const policies = listAt(manifest, 'spec', 'resourcePolicy', 'containerPolicies');
      const ceiling: Ceiling = (container, resource) => {
        const policy =
          policies.find((one) => one['containerName'] === container) ??
          policies.find((one) => one['containerName'] === '*');
        const most = policy?.['mode'] === 'Off' ? undefined : objectAt(policy, 'maxAllowed')[resource];
        return most === undefined ? undefined : parseQuantity(`${most}`);
      };
      return [[`${kind}/${namespaceOf(manifest)}/${name}`, ceiling]];
    }),
  );
}

/** Returns the requests of the pods that an add-on makes from a manifest. */
function operated(manifest: Manifest): readonly Amounts[] {
  const made = operatedPods(manifest);
  if (!made) return [];
  const { pods, container, volumes, claims } = made;
  const ask = {
    ...NOTHING,
    cpu: pods * requested(container, 'cpu'),
    memory: pods * requested(container, 'memory'),
    pods,
  };
  return [ask, ...volumes.map((size) => ({ ...NOTHING, storage: claims * parseQuantity(size), claims }))];
}

function add(a: Amounts, b: Amounts): Amounts {
  return {
    cpu: a.cpu + b.cpu,
    memory: a.memory + b.memory,
    storage: a.storage + b.storage,
    pods: a.pods + b.pods,
    claims: a.claims + b.claims,
  };
}

function claim(manifest: JsonObject, count: number): Amounts {
  const storage = objectAt(manifest, 'spec', 'resources', 'requests')['storage'];
  return { ...NOTHING, storage: count * parseQuantity(`${storage ?? 0}`), claims: count };
}
