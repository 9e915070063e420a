import { parseQuantity } from '../checks/quantity';
import { operatedPods } from '../cluster/add-ons/operated-pods';
import { isObject, type JsonObject, type JsonValue, listAt, type Manifest, objectAt } from '../manifest/json';
import { Inventory, nameOf, namespaceOf, type Workload } from './inventory';
import { CONTAINER_DEFAULTS } from './limits';

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
/** Assumed number of overlapping runs of a CronJob that allows overlaps. */
const OVERLAPPING_RUNS = 3;

/** The most that the workloads request at any time: autoscalers at their maximum, all Deployments amid a rollout. */
export function peak(manifests: readonly Manifest[]): Amounts {
  const inventory = new Inventory(manifests, []);
  const scalers = new Map(
    inventory.ofKind('HorizontalPodAutoscaler', 'ScaledObject').map((scaler) => {
      const { kind, name } = objectAt(scaler, 'spec', 'scaleTargetRef');
      const { maxReplicas, maxReplicaCount } = objectAt(scaler, 'spec');
      return [`${kind ?? 'Deployment'}/${namespaceOf(scaler)}/${name}`, Number(maxReplicas ?? maxReplicaCount ?? 100)];
    }),
  );
  const claims = inventory.ofKind('PersistentVolumeClaim').map((manifest): Amounts => claim(manifest, 1));
  const workloads = inventory.workloads.flatMap((workload): Amounts[] => {
    const { manifest, namespace } = workload;
    const replicas = scalers.get(`${manifest.kind}/${namespace}/${nameOf(manifest)}`);
    const pods = podsOf(manifest, replicas ?? Number(objectAt(manifest, 'spec')['replicas'] ?? 1));
    const lasting = listAt(manifest, 'spec', 'volumeClaimTemplates');
    // Ephemeral claims live as long as their pod, and count like others.
    const passing = listAt(workload.pod, 'volumes').flatMap((volume) => {
      const template = objectAt(volume, 'ephemeral')['volumeClaimTemplate'];
      return isObject(template) ? [template] : [];
    });
    return [podAmounts(workload, pods), ...[...lasting, ...passing].map((c) => claim(c, pods))];
  });
  return [...claims, ...workloads, ...manifests.flatMap(operated)].reduce(add, NOTHING);
}

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

const NOTHING: Amounts = { cpu: 0, memory: 0, storage: 0, pods: 0, claims: 0 };

function add(a: Amounts, b: Amounts): Amounts {
  return {
    cpu: a.cpu + b.cpu,
    memory: a.memory + b.memory,
    storage: a.storage + b.storage,
    pods: a.pods + b.pods,
    claims: a.claims + b.claims,
  };
}

function podsOf(manifest: Manifest, replicas: number): number {
  const spec = objectAt(manifest, 'spec');
  switch (manifest.kind) {
    case 'Deployment':
      return replicas + surge(objectAt(spec, 'strategy'), replicas);
    case 'DaemonSet':
      return NODES;
    case 'Job':
      return Number(spec['parallelism'] ?? 1);
    case 'CronJob': {
      const runs = (spec['concurrencyPolicy'] ?? 'Allow') === 'Allow' ? OVERLAPPING_RUNS : 1;
      return runs * Number(objectAt(spec, 'jobTemplate', 'spec')['parallelism'] ?? 1);
    }
    case 'Pod':
      return 1;
    default:
      return replicas;
  }
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge */
function surge(strategy: JsonObject, replicas: number): number {
  if (strategy['type'] === 'Recreate') return 0;
  const most = `${objectAt(strategy, 'rollingUpdate')['maxSurge'] ?? '25%'}`;
  return most.endsWith('%') ? Math.ceil((Number(most.slice(0, -1)) / 100) * replicas) : Number(most);
}

/** Counts init containers as if they ran beside the others. Some do, and a quota that is too large does no harm. */
function podAmounts({ containers }: Workload, pods: number): Amounts {
  const sum = (resource: 'cpu' | 'memory'): number =>
    containers.reduce((total, container) => total + requested(container, resource), 0);
  return { ...NOTHING, cpu: pods * sum('cpu'), memory: pods * sum('memory'), pods };
}

function requested(container: JsonObject, resource: 'cpu' | 'memory'): number {
  const { requests, limits } = objectAt(container, 'resources');
  const said: JsonValue = objectAt(requests)[resource] ?? objectAt(limits)[resource];
  return parseQuantity(`${said ?? CONTAINER_DEFAULTS[resource]}`);
}

function claim(manifest: JsonObject, count: number): Amounts {
  const storage = objectAt(manifest, 'spec', 'resources', 'requests')['storage'];
  return { ...NOTHING, storage: count * parseQuantity(`${storage ?? 0}`), claims: count };
}
