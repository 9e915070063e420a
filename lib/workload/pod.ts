import type { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { type ImagePullPolicy, pullPolicyOf, pullSecretsOf } from '../cluster/pulls';
import { type JsonObject, listAt, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { isNeeded, leftOut } from '../manifest/left-out';
import { fill, merge } from '../manifest/merge';
import { expandable } from './expansion';
import { besideOwn } from './own-fields';
import { outerFirst } from './own-mounts';
import type { PodSet } from './pod-set';
import { withProbePorts } from './probe-ports';

/** The user of every container unless another is given: a number over 10000 has no rights on the node. */
export const NOBODY = 65532;

/** A user id, or none: the image or the cluster names the user. */
export type PodUser = number | 'none';

const ZONE = 'topology.kubernetes.io/zone';

/** The fields of a pod that a careful operator adds. */
export interface PodPlan {
  /** `none` leaves user and group to the image or the cluster. @default NOBODY; `none` where the cluster assigns users */
  readonly user?: PodUser | undefined;
  /** The group of processes and volumes. @default the user */
  readonly group?: number | undefined;
  /** The seconds from the `preStop` hook to SIGKILL. */
  readonly gracePeriod: number;
  /** Ports that the pod's processes listen on; low ones need no privilege. */
  readonly ports: readonly number[];
  /** `true` spreads the pods of each revision evenly, by the label of Deployments; text names another label. @default false */
  readonly revisioned?: boolean | string;
  /** The spread over zones and nodes: `soft` prefers it, `strict` keeps pods waiting for it. @default 'soft' */
  readonly spread?: boolean | 'soft' | 'strict' | 'none';
  /** `false` where nodes have no zone: a strict spread over zones would keep every pod waiting. @default true */
  readonly zoned?: boolean;
  /** The number of zones that must have pods when they are spread strictly. @default - as many as there are */
  readonly zones?: number;
  /** @default 'Always' */
  readonly restartPolicy?: 'Always' | 'Never' | 'OnFailure';
  /** Further fields of the pod. */
  readonly spec?: JsonObject;
  /** Fields of containers that the workload object does not render, by the name of the container. */
  readonly containers: readonly JsonObject[];
  readonly initContainers?: readonly JsonObject[];
  readonly volumes?: readonly JsonObject[];
  readonly annotations?: Labels;
  /** Labels besides those of the objects about the pods. @default - none */
  readonly labels?: Labels;
  /** @default - that of the App */
  readonly imagePullPolicy?: ImagePullPolicy | undefined;
}

/**
 * Completes a pod template by the `restricted` Pod Security Standard and the plan. Keeps the fields of containers that the plan
 * does not know.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function completePod(pods: PodSet, template: JsonObject, wanted: PodPlan): JsonObject {
  const plan = besideOwn(pods.scope, objectAt(template, 'spec'), wanted);
  const planned = plannedPod(pods, template, plan);
  const spec = objectAt(planned, 'spec');
  const own = new Set([...plan.containers, ...(plan.initContainers ?? [])].map((container) => container['name']));
  const complete = (c: JsonObject): JsonObject => {
    const volumeMounts = listAt(c, 'volumeMounts');
    const hardened = fill(
      { ...c, ...(volumeMounts.length > 0 && { volumeMounts: outerFirst(volumeMounts) }) },
      hardening(plan),
    );
    if (!own.has(c['name'])) return hardened;
    const imagePullPolicy = plan.imagePullPolicy ?? pullPolicyOf(pods.scope, `${c['image']}`);
    return { ...withProbePorts(hardened), imagePullPolicy };
  };
  const harden = (list: readonly JsonObject[]): readonly JsonObject[] =>
    list.map((container) => expandable(pods.scope, complete(container)));
  const initContainers = listAt(spec, 'initContainers');
  return {
    ...planned,
    spec: {
      ...spec,
      containers: harden(listAt(spec, 'containers')),
      initContainers: initContainers.length > 0 ? harden(initContainers) : undefined,
    },
  };
}

/**
 * Returns a pod template with the fields of the plan. A pod whose spread names its revision cannot be created from what the API
 * server returns, because the server has written the revision into the selector as well. So it is either left out of backups,
 * or, if a backup needs it, spread without its revision.
 */
function plannedPod(pods: PodSet, template: JsonObject, plan: PodPlan): JsonObject {
  const planned = merge(withoutDefaults(template), {
    metadata: { labels: { ...plan.labels, ...pods.podLabels, ...pods.selector }, annotations: plan.annotations },
    spec: merge(podSpec(pods, plan), plan.spec ?? {}),
  });
  if (!plan.revisioned || !isSpread(plan)) return planned;
  return isNeeded(planned) ? plannedPod(pods, template, { ...plan, revisioned: false }) : leftOut(planned);
}

function isSpread({ spread }: PodPlan): boolean {
  return spread !== false && spread !== 'none';
}

/** https://kubernetes.io/docs/tasks/configure-pod-container/security-context/ */
function hardening(plan: PodPlan): JsonObject {
  return {
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: isNotRoot(plan),
    },
  };
}

/** Only a server of Mainstay that reads files of its node is root. */
function isNotRoot({ user }: PodPlan): boolean {
  return user !== 0;
}

/** Drops the label that cdk8s-plus derives from the construct path, which would roll every pod when a construct moves. */
function withoutDefaults(template: JsonObject): JsonObject {
  const { 'cdk8s.io/metadata.addr': _path, ...labels } = objectAt(template, 'metadata', 'labels');
  const { securityContext: _stock, ...spec } = objectAt(template, 'spec');
  return { ...template, metadata: { ...objectAt(template, 'metadata'), labels }, spec };
}

function podSpec(pods: PodSet, plan: PodPlan): JsonObject {
  const lowest = Math.min(...plan.ports, 1024);
  return {
    automountServiceAccountToken: pods.token,
    containers: plan.containers,
    initContainers: plan.initContainers?.length ? plan.initContainers : undefined,
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    enableServiceLinks: false,
    imagePullSecrets: references(pullSecretsOf(pods.scope)),
    restartPolicy: plan.restartPolicy ?? 'Always',
    securityContext: {
      ...identity(pods.scope, plan),
      fsGroupChangePolicy: 'OnRootMismatch',
      runAsNonRoot: isNotRoot(plan),
      seccompProfile: { type: 'RuntimeDefault' },
      sysctls: lowest < 1024 ? [{ name: 'net.ipv4.ip_unprivileged_port_start', value: `${lowest}` }] : undefined,
    },
    serviceAccountName: pods.serviceAccount.name,
    terminationGracePeriodSeconds: plan.gracePeriod,
    volumes: plan.volumes?.length ? plan.volumes : undefined,
    ...(isSpread(plan) ? spread(pods, plan) : {}),
  };
}

function identity(scope: Construct, { user = NOBODY, group }: PodPlan): JsonObject {
  if (Cluster.of(scope).podUsers === 'assigned') return {};
  if (user === 'none') return { fsGroup: group, runAsGroup: group };
  return { fsGroup: group ?? user, runAsGroup: group ?? user, runAsUser: user };
}

/**
 * Spreads pods evenly over zones and nodes; keeps pods waiting for it only when it is strict.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
function spread({ selector }: PodSet, plan: PodPlan): JsonObject {
  const labelSelector = { matchLabels: selector };
  const strictly = plan.spread === 'strict';
  const overZones = strictly && plan.zoned !== false;
  const evenly = (topologyKey: string, strict: boolean, minDomains?: number): JsonObject => ({
    labelSelector,
    matchLabelKeys: plan.revisioned ? [plan.revisioned === true ? 'pod-template-hash' : plan.revisioned] : undefined,
    maxSkew: 1,
    minDomains,
    topologyKey,
    nodeTaintsPolicy: strict ? 'Honor' : undefined,
    whenUnsatisfiable: strict ? 'DoNotSchedule' : 'ScheduleAnyway',
  });
  const apart = { podAffinityTerm: { labelSelector, topologyKey: 'kubernetes.io/hostname' }, weight: 100 };
  return {
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [apart] } },
    topologySpreadConstraints: [
      evenly(ZONE, overZones, overZones ? plan.zones : undefined),
      evenly('kubernetes.io/hostname', strictly),
    ],
  };
}

function references(names: readonly string[]): readonly JsonObject[] | undefined {
  return names.length > 0 ? names.map((name) => ({ name })) : undefined;
}
