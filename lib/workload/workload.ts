import {
  type ConfigMap,
  type Container,
  type CronJob,
  type Deployment,
  ImagePullPolicy,
  type Job,
  type Protocol,
  type ServiceAccount,
} from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { stepOf } from '../checks/mended';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { joined } from '../manifest/notes';
import type { Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { BindingClient } from '../relations/binding';
import { Environment } from '../relations/environment';
import type { SecretKey } from '../relations/secret-key';
import type { Consumer } from '../relations/set-variables';
import type { Signal } from '../relations/signal';
import { extraContainers } from './extra-container';
import { explain } from './linter-reasons';
import { configFiles } from './local-files';
import { mountVolumes } from './mount-volumes';
import { mountOf } from './own-mounts';
import type { PodPlan } from './pod';
import { PodSet } from './pod-set';
import { secretFiles } from './secret-files';
import type { SettledWorkload } from './settle-workload';
import { Volumes } from './volumes';
import { heldBack, type ICompletes, waitFor } from './waiting';

/** The settings of a kind of workload. */
export interface WorkloadKind {
  /** The kind of the object that runs its pods. */
  readonly kind: 'Deployment' | 'CronJob' | 'Job';
  /** The component in labels: `web-app`. */
  readonly component: string;
  /** The longest name that it can have. @default 63 */
  readonly longest?: number;
}

/** An image with its settings: all that the pods of a WebApp, a Worker and a ScheduledTask have in common. */
export class Workload implements Consumer {
  readonly pods: PodSet;
  readonly environment: Environment;
  readonly client: BindingClient;
  readonly serviceAccount: ServiceAccount;
  readonly files: ConfigMap | undefined;
  /** The signals of the volumes that are made for it. */
  readonly signals: readonly Signal[];
  private readonly volumes: Volumes;
  private readonly extras: (added: readonly JsonObject[]) => readonly JsonObject[];
  private readonly containerName: string;
  private readonly marks = new Map<Construct, () => JsonObject>();
  private main: Container | undefined;

  constructor(
    readonly construct: Construct,
    private readonly settled: SettledWorkload,
    { kind, component, longest }: WorkloadKind,
  ) {
    const { name, selector, account, adopted, permissions, identity, nameServers } = settled;
    this.pods = new PodSet(construct, {
      kind,
      name,
      component,
      longest,
      selector,
      account,
      adopted,
      permissions,
      identity,
      nameServers,
    });
    this.containerName = settled.containerName ?? this.pods.name;
    this.client = { name: this.pods.name, kind, container: this.containerName, image: settled.image };
    this.environment = new Environment(construct);
    stepOf(construct, () => this.environment.setOwn(settled.env));
    this.environment.addSources(settled.envFrom);
    this.serviceAccount = this.pods.serviceAccount;
    this.volumes = new Volumes(construct, settled.writable, settled.scratch);
    this.signals = stepOf(construct, () => mountVolumes(this.pods, settled.volumes, this.volumes)) ?? [];
    this.files = stepOf(construct, () => configFiles(this.pods, settled.files, this.volumes));
    stepOf(construct, () => secretFiles(construct, this.pods.name, settled.secretFiles, this.volumes));
    const { initContainers, initResources, sidecars } = settled;
    const { containerName, environment, volumes } = this;
    const main = { name: containerName, environment, volumes, initResources };
    this.extras = stepOf(construct, () => extraContainers(construct, main, initContainers, sidecars)) ?? (() => []);
  }

  get peer(): Peer {
    return this.pods.peer;
  }

  /** Adds the main container to the object that runs the pods. */
  addTo(runner: Deployment | CronJob | Job, ports: readonly Port[]): Container {
    const { command, args, image, writableRoot } = this.settled;
    explain(runner, { 'no-read-only-root-fs': writableRoot });
    this.main = runner.addContainer({
      name: this.containerName,
      image,
      command: command && [...command],
      args: args && [...args],
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      ports: ports.map(({ name, number, protocol }) => ({ name, number, protocol: protocol as Protocol })),
      resources: {},
    });
    return this.main;
  }

  /** Returns the plan of the pod; `own` holds the fields that only this kind of workload gives the main container. */
  plan(gracePeriod: number, ports: readonly Port[], own: JsonObject, pod: Partial<PodPlan> = {}): PodPlan {
    const { settled, volumes } = this;
    const plan: PodPlan = {
      ...settled.pod,
      gracePeriod,
      ports: ports.map(({ number }) => number),
      containers: [this.containerFields(own)],
      initContainers: this.extras((this.main?.mounts ?? []).map(mountOf)),
      volumes: volumes.podVolumes,
      annotations: this.annotations(),
      ...pod,
    };
    return heldBack(
      plan,
      [...this.marks.values()].map((mark) => mark()),
    );
  }

  /** Keeps new pods from starting before a run has succeeded. */
  waitFor(task: ICompletes): void {
    const mark = waitFor(this.construct, task);
    if (mark) this.marks.set(task.completion.scope, mark);
  }

  mountSecret(directory: string, key: SecretKey): string {
    return this.volumes.secretFile(directory, key);
  }

  private annotations(): Labels {
    return joined(this.construct, 'podAnnotations', this.settled.notes.annotations, this.volumes.annotations);
  }

  private containerFields(own: JsonObject): JsonObject {
    return {
      name: this.containerName,
      ...this.environment.render(),
      resources: this.settled.resources,
      ...(this.settled.writableRoot !== undefined && { securityContext: { readOnlyRootFilesystem: false } }),
      volumeMounts: this.volumes.containerMounts,
      ...own,
    };
  }
}
