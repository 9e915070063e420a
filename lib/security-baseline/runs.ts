import { type JsonObject, type JsonValue, listAt, type Manifest, objectAt } from '../manifest/json';
import { type Inventory, nameOf, namespaceOf, type Workload } from './inventory';

/** The most pods of one workload at a time. */
export interface Run {
  readonly workload: Workload;
  /** The object that decides the number: the workload, or the Rollout that runs its pods. */
  readonly runner: Manifest;
  /** The pods that are wanted at once, amid a rollout and with the autoscaler at its maximum. */
  readonly wanted: number;
  /** The pods that may be ending beside them. They count against a quota until they are gone. */
  readonly ending: number;
  /** The pods that have ended and are kept, with their ephemeral volumes. They count against no quota of pods. */
  readonly ended: number;
}

type Counts = Pick<Run, 'wanted' | 'ending' | 'ended'>;

/** Assumed number of overlapping runs of a CronJob that allows overlaps. */
const OVERLAPPING_RUNS = 3;
/** https://keda.sh/docs/latest/reference/scaledobject-spec/ */
const KEDA_MAXIMUM = 100;
/** The default of every pod, in seconds. */
const GRACE_PERIOD = 30;

/** Returns the pods of every workload. No manifest gives the number of nodes, each of which has a pod of a DaemonSet. */
export function runsOf(inventory: Inventory, nodes: number): Run[] {
  const maxima = autoscalers(inventory);
  const rollouts = rolloutsOf(inventory);
  return inventory.workloads.map((workload) => {
    const runner = rollouts.get(workload.manifest) ?? workload.manifest;
    const maximum = maxima.get(id(runner.kind, namespaceOf(runner), nameOf(runner)));
    const { replicas = maximum ?? 1 } = objectAt(runner, 'spec');
    const desired = Math.max(Number(replicas), maximum ?? 0);
    return { workload, runner, ...counts(runner, workload.pod, desired, nodes) };
  });
}

/** Returns the highest number of pods that an autoscaler sets, by the id of its target. */
function autoscalers(inventory: Inventory): ReadonlyMap<string, number> {
  return new Map(
    inventory.ofKind('HorizontalPodAutoscaler', 'ScaledObject').map((scaler) => {
      const { scaleTargetRef, maxReplicas, maxReplicaCount } = objectAt(scaler, 'spec');
      const { kind = 'Deployment', name } = objectAt(scaleTargetRef);
      return [id(kind, namespaceOf(scaler), name), Number(maxReplicas ?? maxReplicaCount ?? KEDA_MAXIMUM)];
    }),
  );
}

/** Returns the Rollouts by the workload whose pods they run. */
function rolloutsOf(inventory: Inventory): ReadonlyMap<Manifest, Manifest> {
  return new Map(
    inventory.ofKind('Rollout').flatMap((rollout): [Manifest, Manifest][] => {
      const { kind, name } = objectAt(rollout, 'spec', 'workloadRef');
      const template = inventory.find(`${kind}`, namespaceOf(rollout), `${name}`);
      return template ? [[template, rollout]] : [];
    }),
  );
}

function id(kind: JsonValue, namespace: string, name: JsonValue): string {
  return `${kind}/${namespace}/${name}`;
}

function counts(runner: Manifest, pod: JsonObject, desired: number, nodes: number): Counts {
  const spec = objectAt(runner, 'spec');
  switch (runner.kind) {
    case 'Deployment':
      return deployed(spec, objectAt(spec, 'strategy'), pod, desired);
    case 'Rollout':
      return rolledOut(spec, pod, desired);
    case 'DaemonSet':
      return only(nodes + share(objectAt(spec, 'updateStrategy', 'rollingUpdate')['maxSurge'] ?? 0, nodes));
    case 'Job':
      return job(spec, pod);
    case 'CronJob':
      return cronJob(spec, pod);
    case 'ScaledJob':
      return only(Number(spec['maxReplicaCount'] ?? KEDA_MAXIMUM) * parallel(objectAt(spec, 'jobTargetRef')));
    case 'Pod':
      return only(1);
    default:
      return only(desired);
  }
}

function only(wanted: number, ending = 0, ended = 0): Counts {
  return { wanted, ending, ended };
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge */
function deployed(spec: JsonObject, strategy: JsonObject, pod: JsonObject, desired: number): Counts {
  if (strategy['type'] === 'Recreate') return only(desired);
  const { maxSurge = '25%', maxUnavailable = '25%' } = objectAt(strategy, 'rollingUpdate');
  return replaced(spec, pod, desired, share(maxSurge, desired), share(maxUnavailable, desired));
}

/**
 * Counts pods that are replaced a batch at a time. Each batch is ready for `minReadySeconds` before the next one, and the old
 * pods of all batches within a grace period may be ending. There are never more than all new and all old pods.
 */
function replaced(spec: JsonObject, pod: JsonObject, desired: number, surge: number, unavailable: number): Counts {
  const grace = Number(pod['terminationGracePeriodSeconds'] ?? GRACE_PERIOD);
  const batches = 1 + Math.floor(grace / Math.max(1, Number(spec['minReadySeconds'] ?? 0)));
  const wanted = desired + Math.min(desired, surge);
  return only(wanted, Math.min(2 * desired - wanted, batches * (surge + unavailable)));
}

/** https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
function rolledOut(spec: JsonObject, pod: JsonObject, desired: number): Counts {
  const canary = objectAt(spec, 'strategy')['canary'];
  if (canary === undefined) return only(2 * desired);
  const steps = listAt(canary, 'steps');
  const tried = Math.max(0, ...steps.map((step) => sum(listAt(step, 'experiment', 'templates').map(replicasOf))));
  const { maxSurge = '25%', maxUnavailable = '25%', trafficRouting } = objectAt(canary);
  if (trafficRouting !== undefined) {
    // A router sends the share, so that all old pods stay beside the new ones, as many as a step says.
    const set = steps.map((step) => Number(objectAt(step, 'setCanaryScale')['replicas'] ?? 0));
    return only(desired + Math.max(desired, ...set) + tried);
  }
  const { wanted, ending } = replaced(spec, pod, desired, share(maxSurge, desired), share(maxUnavailable, desired));
  return only(wanted + tried, ending);
}

function replicasOf({ replicas = 1 }: JsonObject): number {
  return Number(replicas);
}

/** A failed pod has ended, and stays as long as its Job: https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
function job(spec: JsonObject, pod: JsonObject): Counts {
  return only(parallel(spec), 0, tries(spec, pod) - 1);
}

function cronJob(spec: JsonObject, pod: JsonObject): Counts {
  const of = objectAt(spec, 'jobTemplate', 'spec');
  const { concurrencyPolicy = 'Allow', successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = spec;
  const pods = parallel(of);
  const done = Math.max(pods, Number(of['completions'] ?? 1));
  const ended = Number(successfulJobsHistoryLimit) * done + Number(failedJobsHistoryLimit) * tries(of, pod);
  if (concurrencyPolicy === 'Allow') return only(OVERLAPPING_RUNS * pods, 0, ended);
  // The run that is replaced is ending while the next one begins.
  return only(pods, concurrencyPolicy === 'Replace' ? pods : 0, ended);
}

function parallel({ parallelism = 1, completions }: JsonObject): number {
  return Math.min(Number(parallelism), Number(completions ?? Number.POSITIVE_INFINITY));
}

/** Each try of a pod that is not restarted is a pod of its own. */
function tries({ backoffLimit = 6 }: JsonObject, pod: JsonObject): number {
  return pod['restartPolicy'] === 'Never' ? Number(backoffLimit) + 1 : 1;
}

function share(amount: JsonValue, of: number): number {
  const text = `${amount}`;
  return text.endsWith('%') ? Math.ceil((Number(text.slice(0, -1)) / 100) * of) : Number(text);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
