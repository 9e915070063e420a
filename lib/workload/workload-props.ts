import type { Duration, Size } from 'cdk8s';
import { type Cpu, ServiceAccount } from 'cdk8s-plus-27';
import { AMOUNT, CPU_AMOUNT, type CpuQuantity, type SizeQuantity } from '../checks/amounts';
import { DURATION, either, type Kinds, LIST, listOf, made, NONE, needed, RECORD, TABLE, TEXT } from '../checks/kinds';
import { type ImagePullPolicy, PULL_POLICY } from '../cluster/pulls';
import { CloudIdentity, identityFix } from '../identity/cloud-identity';
import { Permission, permissionFix } from '../identity/permission';
import type { EnvValue } from '../relations/binding';
import { ENV_SOURCE, type EnvSource } from '../relations/env-source';
import type { SecretKey } from '../relations/secret-key';
import { VOLUMES, type Volume } from '../volumes/volume';
import { IMAGE, INIT_CONTAINER, type InitContainer, SIDECAR, type Sidecar } from './extra-container';
import type { LocalFiles } from './local-files';
import { PLACEMENT, type PlacementProps } from './placement-props';
import { POD_NOTES, type PodNoteProps } from './pod-notes';
import { POD_USER, type PodUserProps } from './pod-user';

/** The settings that the pods of a WebApp, a Worker and a ScheduledTask have in common. */
export interface WorkloadProps extends PlacementProps, PodUserProps, PodNoteProps {
  /** The image with its version: `ghcr.io/acme/shop:1.4.2`. A tag other than `latest`, or a digest, is required. */
  readonly image: string;
  /** Secrets with credentials for the registry: https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/ @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** The condition under which nodes pull the images of the pods. @default - that of the App, else `IfNotPresent` for a digest and `Always` for a tag */
  readonly imagePullPolicy?: ImagePullPolicy;
  /** The name of the objects. @default - the construct id */
  readonly name?: string;
  /** The name of the container. @default - the name */
  readonly containerName?: string;
  /** Labels that select the pods. They cannot be changed later. @default - `app.kubernetes.io/name` and `component` */
  readonly selector?: Readonly<Record<string, string>>;
  /** Replaces the image's entry point. @default - the image's */
  readonly command?: readonly string[];
  /** Replaces the image's arguments. @default - the image's */
  readonly args?: readonly string[];
  /**
   * Environment: literals, keys of Secrets and ConfigMaps, fields of the pod. In a literal, `$(NAME)` stands for another variable,
   * also for one that `uses` sets, and `$$` for a dollar sign. A variable that is `undefined` is left out.
   * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
   * @default - none but what `uses` sets
   */
  readonly env?: Readonly<Record<string, EnvValue | undefined>>;
  /**
   * All keys of Secrets and ConfigMaps as variables, under their own names. A variable of `env` or `uses` wins, and of two sources the
   * later one. https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/#configure-all-key-value-pairs-in-a-secret-as-container-environment-variables
   * @default - none
   */
  readonly envFrom?: readonly EnvSource[];
  /**
   * Files by the absolute path at which they are mounted read-only: text, or files of this machine. A change replaces the
   * pods: https://kubernetes.io/docs/concepts/configuration/configmap/ @default - none
   */
  readonly files?: Readonly<Record<string, string | LocalFiles>>;
  /** Keys of Secrets by the absolute path at which they are mounted. Their directories hold nothing else. @default - none */
  readonly secretFiles?: Readonly<Record<string, SecretKey>>;
  /** Directories that the app may write to, besides `/tmp`. They are emptied when the pod ends. @default - `/tmp` only */
  readonly writable?: readonly string[];
  /**
   * Volumes by the absolute path at which they are mounted. Their group is that of the pods. Init containers and sidecars see them with
   * `shares`: https://kubernetes.io/docs/concepts/storage/persistent-volumes/ @default - none
   */
  readonly volumes?: Readonly<Record<string, Volume>>;
  /**
   * The reason why the program may write anywhere in its image, in three words or more. Prefer `writable`. A SecurityBaseline wants a
   * waiver of its rule `read-only-root` as well. @default - the root file system is read-only
   */
  readonly writableRoot?: string;
  /** Containers that run to completion, one after the other, before the app starts. @default - none */
  readonly initContainers?: readonly InitContainer[];
  /** Containers that run beside the app in the same pod. Needs Kubernetes 1.29. @default - none */
  readonly sidecars?: readonly Sidecar[];
  /** The memory request and limit, also as `'512Mi'`; `'none'` for neither. @default Size.mebibytes(256) */
  readonly memory?: Size | SizeQuantity | 'none';
  /** The CPU request, also as `'250m'`; `'none'` for no request. @default Cpu.millis(100) */
  readonly cpu?: Cpu | CpuQuantity | 'none';
  /** The CPU limit, which holds even when the node has CPU to spare. @default - no limit */
  readonly cpuLimit?: Cpu | CpuQuantity;
  /** The request and limit for log files and writable paths; `'none'` for neither. @default Size.mebibytes(512) */
  readonly ephemeralStorage?: Size | SizeQuantity | 'none';
  /** Devices by resource name, such as `nvidia.com/gpu`: https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/ @default - none */
  readonly devices?: Readonly<Record<string, number>>;
  /** The time that the app may take from SIGTERM to its end. @default - 25 s, or what `gracePeriod` leaves */
  readonly shutdown?: Duration;
  /**
   * The time from the decision to end a pod to SIGKILL. Throws when `drain` and `shutdown` do not fit into it:
   * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination @default - as long as needed
   */
  readonly gracePeriod?: Duration;
  /** Access to objects of its namespace at the API server. @default - none, and it has no token */
  readonly permissions?: readonly Permission[];
  /**
   * The ServiceAccount of another workload of the namespace, with its rights and its cloud identity: `web.serviceAccount`. Permissions of
   * this workload are added to it. @default - an account of its own
   */
  readonly serviceAccount?: ServiceAccount;
  /** The identity of the pods at the cloud that the cluster runs in. @default - none */
  readonly cloudIdentity?: CloudIdentity;
}

export const WORKLOAD: Kinds<WorkloadProps> = {
  ...PLACEMENT,
  ...POD_USER,
  ...POD_NOTES,
  image: needed(IMAGE),
  imagePullSecrets: LIST,
  imagePullPolicy: PULL_POLICY,
  name: TEXT,
  containerName: TEXT,
  selector: TABLE,
  command: LIST,
  args: LIST,
  env: RECORD,
  envFrom: listOf(ENV_SOURCE),
  files: RECORD,
  secretFiles: RECORD,
  writable: LIST,
  writableRoot: TEXT,
  volumes: VOLUMES,
  initContainers: listOf(INIT_CONTAINER),
  sidecars: listOf(SIDECAR),
  memory: either(AMOUNT, NONE),
  cpu: either(CPU_AMOUNT, NONE),
  cpuLimit: CPU_AMOUNT,
  ephemeralStorage: either(AMOUNT, NONE),
  devices: RECORD,
  shutdown: DURATION,
  gracePeriod: DURATION,
  permissions: listOf(made(Permission, 'a Permission', permissionFix)),
  serviceAccount: made(ServiceAccount, 'a ServiceAccount', 'use that of another workload: web.serviceAccount'),
  cloudIdentity: made(CloudIdentity, 'a CloudIdentity', identityFix),
};
