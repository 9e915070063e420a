import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import type { Port } from '../network/port';
import type { PodPlan } from './pod';
import type { PodSet } from './pod-set';
import type { ResourceDefaults, ResourceProps } from './resources';
import type { ServerDescription } from './server-description';

/** The path of a volume, and the containers that see it. */
export interface ServerMount {
  readonly name: string;
  readonly path: string;
  /** One file of the volume. @default - all of it */
  readonly file?: string;
  /** @default false */
  readonly readOnly?: boolean;
  /** The containers that see it: the server only, or the server and the sidecars with `data` or `passwords`. @default - all */
  readonly seenBy?: 'server' | 'data' | 'passwords';
}

/** Parts of pods that the description of their server does not know, such as those of backups. */
export interface PodParts {
  readonly annotations?: Labels;
  /** Containers before everything else in the pod. */
  readonly initContainers?: readonly JsonObject[];
  /** Containers beside the server, which end after it where the cluster has native sidecars. */
  readonly sidecars?: readonly JsonObject[];
  readonly volumes?: readonly JsonObject[];
  readonly serverMounts?: readonly JsonObject[];
}

/** A server with its description, and all that the description leaves to the construct that runs it. */
export interface ServerPlan {
  readonly pods: PodSet;
  readonly description: ServerDescription;
  /** The main port, with its name in these pods. */
  readonly port: Port;
  readonly container: string;
  readonly replicas: number;
  /** `true` starts all pods of a StatefulSet at the same time. It cannot be changed later. */
  readonly parallel: boolean;
  /** Variables of every container. */
  readonly env: readonly JsonObject[];
  readonly volumes: readonly JsonObject[];
  readonly mounts: readonly ServerMount[];
  /** Requests and limits of the server's container. */
  readonly resources: ResourceProps;
  readonly usual: ResourceDefaults;
  readonly placed: Pick<PodPlan, 'spread' | 'zones' | 'group' | 'spec' | 'labels' | 'annotations'>;
}
