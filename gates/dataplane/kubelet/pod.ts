/** A pod: network, volumes, init containers, sidecars, containers, and their end. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment, NotYet, type PodFacts } from './environment';
import { writeEtc } from './etc';
import { Keeper } from './keeper';
import { PodNetwork } from './network';
import { PodLog } from './pod-log';
import type { Node, PodPlan } from './pod-plan';
import type { Endpoint } from './services';
import type { Said } from './shell';
import type { Container, PodSpec } from './spec';
import { startPod } from './timing';
import { Volumes } from './volumes';

let count = 0;

export class Pod implements Endpoint {
  readonly name: string;
  readonly namespace: string;
  readonly revision: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly uid: string;
  /** When it was last ready for the first time in a row. */
  readySince: number | undefined;
  deleting = false;
  gone = false;
  /** The exit codes of all containers were 0, for a pod that is not started again. */
  succeeded: boolean | undefined;
  waiting: string | undefined = 'ContainerCreating';
  network: PodNetwork | undefined;
  private readonly log: PodLog;
  private readonly directory: string;
  private readonly spec: PodSpec;
  private readonly sidecars: Keeper[] = [];
  private main: Keeper[] = [];
  private initializing: Keeper | undefined;
  private volumes: Volumes | undefined;
  private readonly begun: Promise<void>;

  constructor(
    private readonly node: Node,
    private readonly plan: PodPlan,
  ) {
    count += 1;
    this.name = plan.name;
    this.namespace = plan.namespace;
    this.revision = plan.revision;
    this.uid = `00000000-0000-4000-8000-${`${count}`.padStart(12, '0')}`;
    this.labels = { ...plan.template.metadata?.labels, ...plan.labels };
    this.spec = plan.template.spec;
    this.directory = path.join(node.directory, 'pods', `${count}-${plan.name}`);
    this.log = new PodLog(path.join(node.directory, 'logs', plan.namespace), plan.name);
    this.begun = this.begin().catch((error: unknown) => {
      this.say(`Failed: ${error instanceof Error ? error.message : error}`);
    });
  }

  get address(): string | undefined {
    return this.network?.address;
  }

  get hostname(): string {
    return this.plan.hostname ?? this.name;
  }

  get subdomain(): string | undefined {
    return this.plan.subdomain;
  }

  get ready(): boolean {
    const all = [...this.sidecars, ...this.main];
    return !this.deleting && this.main.length > 0 && all.every((keeper) => keeper.ready);
  }

  /** Names of containers with what they wait for. */
  get reasons(): string[] {
    const keepers = [...(this.initializing ? [this.initializing] : []), ...this.sidecars, ...this.main];
    return [
      this.waiting,
      ...keepers.map((keeper) => keeper.waiting && `${keeper.spec.name}: ${keeper.waiting}`),
    ].filter((reason) => reason !== undefined);
  }

  get restarts(): number {
    return this.main.reduce((sum, keeper) => sum + keeper.restarts, 0);
  }

  portNumber(name: string | number): number | undefined {
    if (typeof name === 'number') return name;
    const containers = [...this.spec.containers, ...(this.spec.initContainers ?? [])];
    return containers.flatMap(({ ports = [] }) => ports).find((port) => port.name === name)?.containerPort;
  }

  get containers(): readonly Keeper[] {
    return [...this.main, ...this.sidecars];
  }

  /** Returns the last lines of the containers' logs, for messages. */
  lastLines(lines = 3): string {
    return this.log.lastLines(lines);
  }

  container(name?: string): Keeper {
    const all = this.containers;
    const found = name === undefined ? this.main[0] : all.find((keeper) => keeper.spec.name === name);
    if (found) return found;
    throw new Error(`pod ${this.name} has no container ${name ?? ''}: ${this.reasons.join(', ')}`);
  }

  exec(command: readonly string[], { container, timeoutSeconds = 10 }: ExecOptions = {}): Promise<Said> {
    return this.container(container).exec(command, timeoutSeconds);
  }

  /** Kills the main process of every container at once. */
  crash(): void {
    for (const keeper of this.containers) keeper.kill();
  }

  private say(waiting: string | undefined): void {
    if (waiting !== undefined && waiting !== this.waiting) this.log.event(waiting);
    this.waiting = waiting;
  }

  private facts(): PodFacts {
    const { name, namespace, uid, labels, spec } = this;
    return {
      name,
      namespace,
      uid,
      labels,
      address: this.address ?? '',
      annotations: this.plan.template.metadata?.annotations ?? {},
      serviceAccount: spec.serviceAccountName ?? 'default',
      containers: [...spec.containers, ...(spec.initContainers ?? [])],
      find: (kind, object) => this.node.find(kind, namespace, object),
    };
  }

  private changed(): void {
    if (!this.ready) this.readySince = undefined;
    else this.readySince ??= Date.now();
    this.node.changed();
  }

  private async begin(): Promise<void> {
    await sleep(startPod());
    if (this.deleting) return;
    this.network = await PodNetwork.attach();
    this.log.event(`address ${this.address}`);
    this.node.changed();
    const etc = this.writeEtc();
    while (!this.volumes) {
      if (this.deleting) return;
      try {
        this.volumes = await this.prepareVolumes();
      } catch (error) {
        if (!(error instanceof NotYet)) throw error;
        this.say(`FailedMount: ${error.message}`);
        await sleep(1_000);
      }
    }
    this.say(undefined);
    for (const container of this.spec.initContainers ?? []) {
      const keeper = this.keeper(container, etc);
      if (container.restartPolicy === 'Always') {
        this.sidecars.push(keeper);
        while (!keeper.started && !this.deleting) await sleep(20);
      } else {
        this.initializing = keeper;
        const status = await keeper.finished;
        this.initializing = undefined;
        if (status !== 0 && !this.deleting) return this.finish(false);
      }
      if (this.deleting) return;
    }
    this.main = this.spec.containers.map((container) => this.keeper(container, etc));
    if (this.spec.restartPolicy === 'Never' || this.spec.restartPolicy === 'OnFailure') {
      const statuses = await Promise.all(this.main.map((keeper) => keeper.finished));
      if (!this.deleting) await this.finish(statuses.every((status) => status === 0));
    }
  }

  /** A pod that has done its work, or failed: sidecars end, the network goes. */
  private async finish(succeeded: boolean): Promise<void> {
    await this.stopSidecars(Date.now() + 10_000);
    this.succeeded = succeeded;
    this.changed();
  }

  private prepareVolumes(): Promise<Volumes> {
    const { claims = {} } = this.plan;
    const templates = Object.entries(claims).map(([name, claimName]) => ({
      name,
      persistentVolumeClaim: { claimName },
    }));
    const volumes = [...(this.spec.volumes ?? []).filter(({ name }) => !(name in claims)), ...templates];
    const claim = (name: string): string => this.node.claim(this.namespace, name);
    return Volumes.prepare(
      path.join(this.directory, 'volumes'),
      this.facts(),
      volumes,
      this.spec.securityContext,
      claim,
    );
  }

  /** A ConfigMap or Secret has changed. */
  refresh(): void {
    if (!this.gone) this.volumes?.refresh(this.facts(), this.spec.volumes ?? [], this.spec.securityContext);
  }

  private writeEtc(): string {
    const etc = path.join(this.directory, 'etc');
    const { namespace, hostname, subdomain, address = '' } = this;
    writeEtc(etc, { namespace, hostname, subdomain, address }, this.spec.dnsConfig);
    return etc;
  }

  private keeper(container: Container, etc: string): Keeper {
    const image = this.node.image(container.image);
    const { restartPolicy = 'Always', terminationGracePeriodSeconds = 30, enableServiceLinks = true } = this.spec;
    const initial = (this.spec.initContainers ?? []).includes(container) && container.restartPolicy !== 'Always';
    const policy = container.restartPolicy ?? restartPolicy;
    return new Keeper(container, {
      id: `${this.network?.name}-${container.name}`,
      directory: path.join(this.directory, container.name),
      log: this.log.of(container.name),
      address: this.address ?? '',
      sandbox: {
        hostname: this.hostname,
        networkPath: this.network?.path ?? '',
        volumes: this.volumes?.paths ?? new Map(),
        etc,
        security: this.spec.securityContext ?? {},
      },
      image,
      graceSeconds: terminationGracePeriodSeconds,
      env: () => {
        const links = enableServiceLinks ? this.node.links(this.namespace) : {};
        return environment(this.facts(), container, { ...image.config.env, ...links });
      },
      again: (status) => (status === 0 ? policy === 'Always' && !initial : policy !== 'Never'),
      changed: () => this.changed(),
    });
  }

  private async stopSidecars(deadline: number): Promise<void> {
    for (const keeper of [...this.sidecars].reverse()) await keeper.stop(Math.max(deadline, Date.now() + 2_000));
  }

  /** Deletes the pod: hooks and signals within the grace period; sidecars end after the containers. Resolves when it is gone. */
  async delete(graceSeconds = this.spec.terminationGracePeriodSeconds ?? 30): Promise<void> {
    if (this.deleting) return this.begun;
    this.log.event(`deleted with a grace period of ${graceSeconds} s`);
    this.deleting = true;
    this.changed();
    const deadline = Date.now() + graceSeconds * 1000;
    await this.initializing?.stop(deadline);
    await Promise.all(this.main.map((keeper) => keeper.stop(deadline)));
    await this.stopSidecars(deadline);
    await this.begun;
    await Promise.all(this.main.map((keeper) => keeper.stop(deadline)));
    await this.stopSidecars(deadline);
    await this.network?.detach();
    this.network = undefined;
    await this.volumes?.remove();
    this.gone = true;
    this.log.event('gone');
    this.node.changed();
  }
}

export interface ExecOptions {
  readonly container?: string;
  readonly timeoutSeconds?: number;
}
