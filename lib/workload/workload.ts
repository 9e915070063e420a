import { Size } from 'cdk8s';
import {
  type ConfigMap,
  type ContainerProps,
  Cpu,
  ImagePullPolicy,
  type Protocol,
  type ServiceAccount,
} from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { dnsLabel, dnsName, imageReference, wholeNumber } from '../checks/formats';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import type { Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { BindingClient } from '../relations/binding';
import type { Consumer } from '../relations/connect';
import { Environment } from '../relations/environment';
import type { SecretKey } from '../relations/secret-key';
import { extraContainers } from './extra-container';
import { configFiles } from './local-files';
import { nameServers, placement } from './placement';
import type { PodPlan } from './pod';
import { PodSet } from './pod-set';
import { resources } from './resources';
import { secretFiles } from './secret-files';
import { Volumes } from './volumes';
import type { WorkloadProps } from './workload-props';

export const DEFAULTS = { memory: Size.mebibytes(256), cpu: Cpu.millis(100), ephemeralStorage: Size.mebibytes(512) };

/** What a kind of workload adds to its program. */
export interface WorkloadKind {
  /** The kind of the object that runs it, for its name. */
  readonly kind: 'Deployment' | 'CronJob';
  /** What it is, for labels: `web-app`. */
  readonly component: string;
  /** The longest name that it can have. @default 63 */
  readonly longest?: number;
  /** The account of another program, with the rights and the cloud identity that it has. @default - one of its own */
  readonly account?: ServiceAccount;
}

/** An image and what it is run with: all that the pods of a WebApp, a Worker and a ScheduledTask have in common. */
export class Workload implements Consumer {
  readonly pods: PodSet;
  readonly environment: Environment;
  readonly client: BindingClient;
  readonly serviceAccount: ServiceAccount;
  readonly files: ConfigMap | undefined;
  private readonly volumes: Volumes;
  private readonly extras: () => readonly JsonObject[];

  constructor(
    readonly construct: Construct,
    private readonly props: WorkloadProps,
    { kind, component, longest, account }: WorkloadKind,
  ) {
    this.pods = new PodSet(construct, {
      kind,
      name: props.name ?? construct.node.id,
      component,
      longest,
      selector: props.selector,
      account,
      permissions: props.permissions,
      identity: props.cloudIdentity,
      nameServers: nameServers(props),
    });
    this.client = { name: this.pods.name, kind, container: this.containerName, image: props.image };
    this.environment = new Environment(construct);
    for (const [name, value] of Object.entries(props.env ?? {})) this.environment.set(name, value, 'env');
    this.serviceAccount = this.pods.serviceAccount;
    const storage = props.ephemeralStorage ?? DEFAULTS.ephemeralStorage;
    this.volumes = new Volumes(
      construct,
      ['/tmp', ...(props.writable ?? [])],
      storage === 'none' ? undefined : storage,
    );
    this.files = configFiles(this.pods, props.files ?? {}, this.volumes);
    secretFiles(construct, props.secretFiles ?? {}, this.volumes);
    const { initContainers = [], sidecars = [] } = props;
    this.extras = extraContainers(construct, this.containerName, initContainers, sidecars, this.volumes);
  }

  get peer(): Peer {
    return this.pods.peer;
  }

  /** The main container as a cdk8s-plus workload takes it. */
  container(ports: readonly Port[]): ContainerProps {
    const { command, args, image } = this.props;
    return {
      name: this.containerName,
      image: imageReference(this.construct, image),
      command: command && [...command],
      args: args && [...args],
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      ports: ports.map(({ name, number, protocol }) => ({ name, number, protocol: protocol as Protocol })),
      resources: {},
    };
  }

  /** The pod; `own` is what the main container has beyond what is common to all workloads. */
  plan(gracePeriod: number, ports: readonly Port[], own: JsonObject, pod: Partial<PodPlan> = {}): PodPlan {
    const { construct, props, volumes } = this;
    return {
      user: this.identity('user', props.user),
      group: this.identity('group', props.group),
      gracePeriod,
      ports: ports.map(({ number }) => number),
      containers: [this.containerFields(own)],
      initContainers: this.extras(),
      volumes: volumes.volumes,
      annotations: volumes.annotations,
      spread: props.spread,
      zoned: Cluster.of(construct).zoned,
      spec: { ...placement(construct, props), imagePullSecrets: this.pullSecrets() },
      ...pod,
    };
  }

  mountSecret(directory: string, key: SecretKey): string {
    return this.volumes.secretFile(directory, key);
  }

  private get containerName(): string {
    return dnsLabel(this.construct, 'the name of a container', this.props.containerName ?? this.pods.name);
  }

  private containerFields(own: JsonObject): JsonObject {
    return {
      name: this.containerName,
      env: this.environment.render(),
      resources: resources(this.construct, this.props, DEFAULTS),
      volumeMounts: this.volumes.mounts,
      ...own,
    };
  }

  private pullSecrets(): readonly JsonObject[] | undefined {
    const names = this.props.imagePullSecrets ?? [];
    if (names.length === 0) return undefined;
    return [...new Set(names)].map((name) => ({ name: dnsName(this.construct, 'the name of a pull secret', name) }));
  }

  private identity(what: string, id: number | undefined): number | undefined {
    return id === undefined ? undefined : wholeNumber(this.construct, what, id, 1, 2 ** 31 - 1);
  }
}
