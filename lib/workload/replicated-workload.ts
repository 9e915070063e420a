import type { ApiObject } from 'cdk8s';
import {
  type ConfigMap,
  type Container,
  Deployment,
  DeploymentStrategy,
  type HorizontalPodAutoscaler,
  type ServiceAccount,
} from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { placed } from '../checks/scope';
import { PRUNED_LAST } from '../manifest/prune';
import type { IPeer, Peer } from '../network/peer';
import type { Port } from '../network/port';
import { whenComplete } from '../registry/when-complete';
import { type AllowFromOptions, letIn } from '../relations/allow-from';
import type { IBindable, UsesOptions } from '../relations/binding';
import { connect, join } from '../relations/connect';
import type { IObservable, MetricsEndpoint, Signal } from '../relations/signal';
import { autoscalers } from '../scaling/autoscaler';
import { verticalAutoscaler } from '../scaling/rightsizing';
import { completeWorkload, stableWorkload } from './complete-workload';
import { disruptionBudget } from './disruption-budget';
import { explain } from './linter-reasons';
import { progressive, REVISION, runnerOf, templateName } from './progressive';
import type { RolloutServices } from './rollout-strategy';
import { followSecrets } from './rotation';
import type { SettledReplicas } from './settle-replicas';
import type { ICompletes, IWaits } from './waiting';
import { Workload } from './workload';

/** The variable that names the destination of traces. */
const TRACES_TO = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** The objects that act on the number and size of the pods. */
interface Scalers {
  readonly autoscaler?: HorizontalPodAutoscaler | undefined;
  readonly scaledObject?: ApiObject | undefined;
  readonly verticalAutoscaler?: ApiObject | undefined;
  readonly budget?: ApiObject | undefined;
}

/** The part that a WebApp and a Worker have in common: a Deployment with its account, its budget, its scalers and its network. */
export abstract class ReplicatedWorkload extends Construct implements IPeer, IObservable, IWaits {
  readonly peer: Peer;
  /** `undefined` without `metrics`. */
  readonly metrics: (MetricsEndpoint & { readonly port: Port }) | undefined;
  readonly signals: readonly Signal[];
  readonly deployment: Deployment;
  readonly container: Container;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without `files`. */
  readonly files: ConfigMap | undefined;
  /** @internal */
  protected readonly workload: Workload;
  /** @internal */
  protected readonly settled: SettledReplicas;
  private scalers: Scalers = {};
  private progressiveRollout: ApiObject | undefined;

  /** @param settle checks the props and gives every default. @internal */
  protected constructor(scope: Construct, id: string, component: string, settle: (self: Construct) => SettledReplicas) {
    super(...placed(new.target.name, scope, id));
    const settled = settle(this);
    this.settled = settled;
    this.workload = new Workload(this, settled, { kind: 'Deployment', component });
    this.peer = this.workload.peer;
    this.metrics = settled.metrics;
    this.signals = [...settled.signals, ...this.workload.signals];
    this.serviceAccount = this.workload.serviceAccount;
    this.files = this.workload.files;
    const { pods } = this.workload;
    const { metadata, ...stable } = stableWorkload(pods, settled.strategy && templateName(this, pods.name));
    this.deployment = new Deployment(this, 'Deployment', {
      ...stable,
      metadata: { ...metadata, annotations: { ...PRUNED_LAST } },
      replicas: settled.strategy ? 0 : settled.replicas,
      strategy: settled.recreates ? DeploymentStrategy.recreate() : DeploymentStrategy.rollingUpdate(),
    });
    this.container = this.workload.addTo(this.deployment, settled.listened);
  }

  /** `undefined` with one fixed replica, which no budget can protect. */
  get budget(): ApiObject | undefined {
    return this.scalers.budget;
  }

  /** `undefined` with fixed replicas, and where KEDA scales. */
  get autoscaler(): HorizontalPodAutoscaler | undefined {
    return this.scalers.autoscaler;
  }

  /** The ScaledObject of KEDA; `undefined` unless a metric needs it. */
  get scaledObject(): ApiObject | undefined {
    return this.scalers.scaledObject;
  }

  /** `undefined` without `rightsizing`. */
  get verticalAutoscaler(): ApiObject | undefined {
    return this.scalers.verticalAutoscaler;
  }

  /** `undefined` without `permissions`. */
  get role(): ApiObject | undefined {
    return this.workload.pods.role;
  }

  /** The Rollout of Argo Rollouts; `undefined` unless `strategy` is a RolloutStrategy. */
  get rollout(): ApiObject | undefined {
    return this.progressiveRollout;
  }

  /** Closes the network except for DNS, exposure and relations. */
  get networkPolicy(): ApiObject {
    return this.workload.pods.fence.resource;
  }

  /** False with `traces: false`. @internal */
  get sendsTraces(): boolean {
    return this.settled.traces;
  }

  /**
   * Sends the traces of the pods to an Observability, unless `traces` is false or they go somewhere else already.
   * @internal
   */
  sendTraces(endpoint: IBindable): void {
    const { environment } = this.workload;
    const source = environment.sourceOf(TRACES_TO);
    if (!this.settled.traces || (source !== undefined && source !== endpoint.peer.scope?.node.path)) return;
    join(this.workload, endpoint);
  }

  /**
   * Lets the pods use something: opens the network on both ends, sets `PROVIDER_HOST`, `PROVIDER_PORT`, `PROVIDER_URL` and the
   * other variables of the provider or those of `env`, and applies the provider first. Calling it twice changes nothing.
   */
  uses<Parts>(provider: IBindable<Parts>, options: UsesOptions<Parts> = {}): void {
    connect(this.workload, provider, options);
  }

  /**
   * Keeps new pods from starting before a Task has succeeded, while the old ones go on. The same as `before` of the Task. Throws when the
   * Task is in another namespace, or waits for these pods.
   */
  waitFor(task: ICompletes): void {
    this.workload.waitFor(task);
  }

  /**
   * Lets `client` connect to the ports of the pods, those of metrics too, or to one of them. It sets no variables of the client.
   * Throws when there is no such port.
   *
   * @example web.allowFrom({ peer: Peer.foreignPods({ name: 'prometheus', namespaces: ['monitoring'] }) }, { port: 'metrics' })
   */
  allowFrom(client: IPeer, options: AllowFromOptions = {}): void {
    const { listened: ports, metrics } = this.settled;
    letIn(this, client, [{ peer: this.peer, ports, metrics: metrics && [metrics.port] }], options);
  }

  /** Makes the autoscalers and the budget, and closes the network. @internal */
  protected scale(): void {
    const { scaling, rightsizing, allowance } = this.settled;
    const { pods } = this.workload;
    const target = runnerOf(pods.name, this.settled.strategy);
    const scaled = { scope: this, deployment: this.deployment, target, labels: pods.labels, scaling };
    this.scalers = {
      ...autoscalers(scaled),
      verticalAutoscaler: rightsizing && verticalAutoscaler(scaled, rightsizing),
      budget: allowance && disruptionBudget(pods, allowance).resource,
    };
    pods.close();
  }

  /** Completes the pods, and has Argo Rollouts run them where the strategy says so. @internal */
  protected completePods(services?: RolloutServices): void {
    const { workload, deployment } = this;
    const { change, gracePeriod, life, listened, reasons, replicas, scaling, strategy } = this.settled;
    const wanted = scaling ? scaling.from : replicas;
    explain(deployment, reasons);
    const revisioned = strategy ? REVISION : true;
    completeWorkload(workload.pods, deployment, () => workload.plan(gracePeriod, listened, life, { revisioned }), {
      ...change,
      replicas: strategy ? 0 : wanted,
    });
    if (this.settled.rotates) whenComplete(this, 'additions', () => followSecrets(this, deployment));
    if (!strategy) return;
    this.progressiveRollout = progressive(workload, deployment, strategy, { change, replicas: wanted, services });
  }
}
