import { isObject, type JsonObject, type JsonValue, type Manifest, objectAt } from '../manifest/json';

/**
 * The kinds with pod templates: API group, kind, and the path of a template. A star stands for each element of a list or a map. A new
 * kind is one line. Kinds whose templates an operator fills in are not here, because their containers are incomplete on purpose.
 */
const POD_KINDS: readonly (readonly [group: string, kind: string, path: string])[] = [
  ['', 'Pod', ''],
  ['', 'PodTemplate', 'template'],
  ['', 'ReplicationController', 'spec.template'],
  ['apps', 'DaemonSet', 'spec.template'],
  ['apps', 'Deployment', 'spec.template'],
  ['apps', 'ReplicaSet', 'spec.template'],
  ['apps', 'StatefulSet', 'spec.template'],
  ['batch', 'CronJob', 'spec.jobTemplate.spec.template'],
  ['batch', 'Job', 'spec.template'],
  ['agones.dev', 'Fleet', 'spec.template.spec.template'],
  ['agones.dev', 'GameServer', 'spec.template'],
  ['agones.dev', 'GameServerSet', 'spec.template.spec.template'],
  ['apps.kruise.io', 'BroadcastJob', 'spec.template'],
  ['apps.kruise.io', 'CloneSet', 'spec.template'],
  ['apps.kruise.io', 'DaemonSet', 'spec.template'],
  ['apps.kruise.io', 'StatefulSet', 'spec.template'],
  ['apps.openshift.io', 'DeploymentConfig', 'spec.template'],
  ['argoproj.io', 'AnalysisTemplate', 'spec.metrics.*.provider.job.spec.template'],
  ['argoproj.io', 'ClusterAnalysisTemplate', 'spec.metrics.*.provider.job.spec.template'],
  ['argoproj.io', 'Experiment', 'spec.templates.*.template'],
  ['argoproj.io', 'Rollout', 'spec.template'],
  ['batch.volcano.sh', 'Job', 'spec.tasks.*.template'],
  ['jobset.x-k8s.io', 'JobSet', 'spec.replicatedJobs.*.template.spec.template'],
  ['keda.sh', 'ScaledJob', 'spec.jobTargetRef.template'],
  ['kubeflow.org', 'MPIJob', 'spec.mpiReplicaSpecs.*.template'],
  ['kubeflow.org', 'PyTorchJob', 'spec.pytorchReplicaSpecs.*.template'],
  ['leaderworkerset.x-k8s.io', 'LeaderWorkerSet', 'spec.leaderWorkerTemplate.leaderTemplate'],
  ['leaderworkerset.x-k8s.io', 'LeaderWorkerSet', 'spec.leaderWorkerTemplate.workerTemplate'],
  ['ray.io', 'RayCluster', 'spec.headGroupSpec.template'],
  ['ray.io', 'RayCluster', 'spec.workerGroupSpecs.*.template'],
  ['serving.knative.dev', 'Configuration', 'spec.template'],
  ['serving.knative.dev', 'Service', 'spec.template'],
];

/** A kind of Kubernetes itself with pods, and the path of its template. */
export interface PodKind {
  readonly group: string;
  readonly kind: string;
  readonly path: string;
}

/** Returns the kinds of Kubernetes itself with pods. */
export function builtInPodKinds(): readonly PodKind[] {
  return POD_KINDS.filter(([group]) => !group.includes('.')).map(([group, kind, path]) => ({ group, kind, path }));
}

type Kind = Pick<Manifest, 'apiVersion' | 'kind'>;

/** The pods that an object makes, as its manifest describes them. */
export interface PodTemplate {
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
}

const PATHS = new Map<string, (readonly string[])[]>();
for (const [group, kind, path] of POD_KINDS) {
  const paths = PATHS.get(`${group}/${kind}`) ?? [];
  PATHS.set(`${group}/${kind}`, [...paths, path === '' ? [] : path.split('.')]);
}

function pathsOf({ apiVersion, kind }: Kind): readonly (readonly string[])[] {
  return PATHS.get(`${groupOf(apiVersion)}/${kind}`) ?? [];
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `${apiVersion.split('/')[0]}` : '';
}

/** True for an object of a kind that makes pods. */
export function makesPods(object: Kind): boolean {
  return pathsOf(object).length > 0;
}

/** Returns the pod templates of a manifest. A Rollout that runs the pods of a Deployment has none; a Deployment without one is wrong. */
export function podsIn(manifest: Manifest): readonly PodTemplate[] {
  const paths = pathsOf(manifest);
  const found = paths.flatMap((path) => valuesAt(manifest, path)).filter((one) => Object.keys(one).length > 0);
  const isBuiltIn = paths.length > 0 && !groupOf(manifest.apiVersion).includes('.');
  const templates = found.length === 0 && isBuiltIn ? [{}] : found;
  return templates.map((template) => ({
    metadata: objectAt(template, 'metadata'),
    spec: objectAt(template, 'spec'),
  }));
}

function valuesAt(value: JsonValue, [field, ...rest]: readonly string[]): readonly JsonObject[] {
  if (field === undefined) return isObject(value) ? [value] : [];
  if (field !== '*') return isObject(value) ? valuesAt(value[field], rest) : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((one) => valuesAt(one, rest)) : [];
}
