import { type ApiObject, Duration, Size } from 'cdk8s';
import {
  type Container,
  Cpu,
  Deployment,
  DeploymentStrategy,
  type HorizontalPodAutoscaler,
  ImagePullPolicy,
  type Ingress,
  PercentOrAbsolute,
  type Protocol,
  type Service,
  type ServiceAccount,
} from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Binding, BindingRequest, IBindable, SecretKey, UsesOptions } from '../binding';
import { Cluster } from '../cluster';
import { disruptionBudget } from '../internal/budget';
import { allow, type Consumer, connect } from '../internal/connect';
import { Environment } from '../internal/environment';
import { fail } from '../internal/errors';
import { fence, ingressSources } from '../internal/fence';
import type { JsonObject } from '../internal/json';
import { type Labels, selectorLabels, standardLabels } from '../internal/labels';
import { claimName } from '../internal/names';
import type { Policy } from '../internal/network-policy';
import { namespaceOf } from '../internal/object';
import type { PodPlan } from '../internal/pod';
import { seconds } from '../internal/quantity';
import { resources } from '../internal/resources';
import { dnsLabel, imageReference, wholeNumber } from '../internal/validate';
import { Volumes } from '../internal/volumes';
import { completeWorkload, serviceAccount, stableWorkload } from '../internal/workload';
import { type IPeer, Peer } from '../peer';
import { Port } from '../port';
import type { IObservable, MetricsEndpoint, Signal } from '../signal';
import { ingress, service } from './exposure';
import { probes } from './probes';
import type { WebAppProps } from './props';
import { autoscaler } from './scaling';
import { httpSignals } from './signals';

const DEFAULTS = { memory: Size.mebibytes(256), cpu: Cpu.millis(100), ephemeralStorage: Size.mebibytes(512) };

/**
 * An application that answers on a port: Deployment, Service, ServiceAccount without token, disruption budget, NetworkPolicy
 * that is closed except for DNS and what is declared, and, when asked for, Ingress and HorizontalPodAutoscaler. The pods fit
 * the `restricted` Pod Security Standard, are spread over zones and nodes, and are drained before they end.
 *
 * Throws when a prop is not what Kubernetes takes, or when two of them contradict each other.
 *
 * @example
 * const web = new WebApp(this, 'web', { image: 'ghcr.io/acme/shop:1.4.2', host: 'shop.example.com' });
 * web.uses(sessions);
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export class WebApp extends Construct implements IBindable, IObservable {
  readonly peer: Peer;
  readonly port: Port;
  readonly metrics: MetricsEndpoint | undefined;
  readonly signals: readonly Signal[];
  readonly deployment: Deployment;
  readonly container: Container;
  readonly service: Service;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without a host. */
  readonly ingress: Ingress | undefined;
  /** `undefined` with one fixed replica, which no budget can protect. */
  readonly budget: ApiObject | undefined;
  /** `undefined` with fixed replicas. */
  readonly autoscaler: HorizontalPodAutoscaler | undefined;
  /** Closes the network except for DNS, exposure and relations. */
  readonly networkPolicy: ApiObject;

  private readonly name: string;
  private readonly selector: Labels;
  private readonly labels: Labels;
  private readonly environment = new Environment(this);
  private readonly volumes: Volumes;
  private readonly fence: Policy;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WebAppProps,
  ) {
    super(scope, id);
    this.name = claimName(this, 'Deployment', props.name ?? id);
    this.port = props.port ?? Port.tcp(8080);
    this.selector = props.selector ?? selectorLabels(this.name, 'web-app');
    this.labels = { ...standardLabels(this, this.name, 'web-app'), ...this.selector };
    this.peer = Peer.pods(this, { name: this.name, labels: this.selector });
    this.metrics = props.metrics;
    this.signals = props.metrics ? httpSignals : [];
    this.volumes = new Volumes(
      this,
      ['/tmp', ...(props.writable ?? [])],
      props.ephemeralStorage ?? DEFAULTS.ephemeralStorage,
    );
    for (const [name, value] of Object.entries(props.env ?? {})) this.environment.set(name, value, 'env');

    this.serviceAccount = serviceAccount(this, claimName(this, 'ServiceAccount', this.name), this.labels);
    this.deployment = this.createDeployment();
    this.container = this.createContainer();
    completeWorkload(this.deployment, () => this.podPlan(), { revisionHistoryLimit: 5 });
    this.service = service(this, this.deployment, props, this.port, this.selector, this.labels);
    this.autoscaler = autoscaler(this, this.deployment, props.scaling, this.labels);
    this.budget = this.fewest > 1 ? disruptionBudget(this, this.name, this.selector, this.labels).resource : undefined;
    this.fence = fence(this, this.name, this.selector, this.labels);
    this.networkPolicy = this.fence.resource;
    this.ingress = ingress(this, this.service, props, this.labels);
    this.openForExposure();
  }

  /**
   * Lets the app use something: opens the network on both ends, sets `PROVIDER_HOST`, `PROVIDER_PORT`, `PROVIDER_URL` and what
   * else the provider tells, and applies the provider first. Calling it twice changes nothing.
   */
  uses(provider: IBindable, options: UsesOptions = {}): void {
    connect(this.consumer(), provider, options);
  }

  /** Lets `client` connect to the app's port. Nothing is told to the client; `client.uses(app)` does both. */
  allowFrom(client: IPeer): void {
    allow(client.peer, this.peer, [this.port]);
  }

  /** What others need to use this app: `WEB_HOST`, `WEB_PORT` and `WEB_URL`. */
  bind({ prefix, namespace }: BindingRequest): Binding {
    const home = namespaceOf(this);
    const host = home === namespace ? this.service.name : `${this.service.name}.${home}.svc.${Cluster.of(this).domain}`;
    const port = `${this.service.port}`;
    return {
      port: this.port,
      env: { [`${prefix}_HOST`]: host, [`${prefix}_PORT`]: port, [`${prefix}_URL`]: `http://${host}:${port}` },
    };
  }

  private get fewest(): number {
    return this.props.scaling ? (this.props.scaling.min ?? 3) : (this.props.replicas ?? 3);
  }

  private createDeployment(): Deployment {
    const { replicas, scaling } = this.props;
    if (replicas !== undefined && scaling !== undefined) {
      fail(
        this,
        'either replicas or scaling may be given',
        `replicas ${replicas} and scaling`,
        'drop replicas; scaling.min is the floor',
      );
    }
    return new Deployment(this, 'Deployment', {
      ...stableWorkload(this.name, this.labels, this.selector),
      replicas: scaling ? undefined : wholeNumber(this, 'replicas', replicas ?? 3, 0, 1000),
      strategy: DeploymentStrategy.rollingUpdate({
        maxSurge: PercentOrAbsolute.percent(25),
        maxUnavailable: PercentOrAbsolute.absolute(0),
      }),
      minReady: Duration.seconds(5),
    });
  }

  private podPlan(): PodPlan {
    return {
      selector: this.selector,
      labels: this.labels,
      serviceAccountName: this.serviceAccount.name,
      user: this.identity('user', this.props.user),
      group: this.identity('group', this.props.group),
      gracePeriod: this.drain + this.shutdown,
      ports: [this.port.number],
      revisioned: true,
      containers: [this.containerFields()],
      volumes: this.volumes.volumes,
      annotations: this.volumes.annotations,
    };
  }

  private createContainer(): Container {
    const { command, args, containerName, image } = this.props;
    return this.deployment.addContainer({
      name: dnsLabel(this, 'the name of a container', containerName ?? this.name),
      image: imageReference(this, image),
      command: command && [...command],
      args: args && [...args],
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      ports: this.ports.map(({ name, number, protocol }) => ({ name, number, protocol: protocol as Protocol })),
      resources: {},
    });
  }

  private containerFields(): JsonObject {
    const { health, startup } = this.props;
    return {
      name: this.container.name,
      env: this.environment.render(),
      lifecycle: this.drainHook(),
      resources: resources(this, this.props, DEFAULTS),
      volumeMounts: this.volumes.mounts,
      ...probes({ port: this.port, path: health, startup: seconds(startup ?? Duration.minutes(2)) }),
    };
  }

  /** The app's port, and that of its metrics when it is another. */
  private get ports(): readonly Port[] {
    const metrics = this.metrics?.port;
    if (!metrics || `${metrics}` === `${this.port}`) return [this.port];
    if (metrics.name === this.port.name) {
      const fix = `name the other one, as in Port.tcp(${metrics.number}, 'metrics')`;
      fail(this, 'ports must have names of their own', `${metrics.name} twice`, fix);
    }
    return [this.port, metrics];
  }

  /** Load balancers need some seconds to notice that a pod ends; until then it serves on. */
  private drainHook(): JsonObject | undefined {
    if (this.drain === 0) return undefined;
    const native = Cluster.of(this).has('sleepAction');
    const sleep = native ? { sleep: { seconds: this.drain } } : { exec: { command: ['sleep', `${this.drain}`] } };
    return { preStop: sleep };
  }

  private get drain(): number {
    return seconds(this.props.drain ?? Duration.seconds(5));
  }

  private get shutdown(): number {
    return seconds(this.props.shutdown ?? Duration.seconds(25));
  }

  private identity(what: string, id: number | undefined): number | undefined {
    return id === undefined ? undefined : wholeNumber(this, what, id, 1, 2 ** 31 - 1);
  }

  private openForExposure(): void {
    if ((this.props.expose ?? 'cluster') !== 'cluster') this.fence.allowFrom([], [this.port]);
    if (this.ingress) this.fence.allowFrom(ingressSources(this), [this.port]);
  }

  private consumer(): Consumer {
    const mountSecret = (directory: string, key: SecretKey): string => this.volumes.secretFile(directory, key);
    return { construct: this, environment: this.environment, peer: this.peer, mountSecret };
  }
}
