import type { ApiObject } from 'cdk8s';
import type { ConfigMap, Container, Deployment, HorizontalPodAutoscaler, ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkProps } from '../checks/kinds';
import type { IPeer, Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { IBindable, UsesOptions } from '../relations/binding';
import { connect } from '../relations/connect';
import type { IObservable, MetricsEndpoint, Signal } from '../relations/signal';
import { completeWorkload } from '../workload/complete-workload';
import { probes, startupWindow } from '../workload/health';
import { explain, fewerThanThree, missingProbes } from '../workload/linter-reasons';
import { metricsOf } from '../workload/metrics';
import { progressive, REVISION } from '../workload/progressive';
import { deployment, scalers, wanted } from '../workload/replicas';
import { rollout } from '../workload/rollout';
import { RolloutStrategy } from '../workload/rollout-strategy';
import { termination } from '../workload/termination';
import { Workload } from '../workload/workload';
import { WORKER, type WorkerProps } from './props';

const REPLICAS = 3;
const UNASKED = {
  readiness: 'nobody connects to a worker, so nobody waits until it is ready',
  liveness: 'how a worker is asked is not known unless its program says it',
};

/**
 * A workload without a port, such as one that empties a queue: Deployment, ServiceAccount without token,
 * disruption budget, NetworkPolicy that lets no connection in and only DNS and what is declared out, and, when asked for, what scales
 * it. It has no Service, and no probe unless one is given.
 *
 * Throws when a prop is not what Kubernetes takes, or when two of them contradict each other.
 *
 * @example
 * const mailer = new Worker(this, 'mailer', { image: 'ghcr.io/acme/mailer:2.1.0' });
 * mailer.uses(queue);
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export class Worker extends Construct implements IPeer, IObservable {
  readonly peer: Peer;
  readonly metrics: (MetricsEndpoint & { readonly port: Port }) | undefined;
  readonly signals: readonly Signal[];
  readonly deployment: Deployment;
  readonly container: Container;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without `files`. */
  readonly files: ConfigMap | undefined;
  /** `undefined` with one fixed replica, which no budget can protect. */
  readonly budget: ApiObject | undefined;
  /** `undefined` with fixed replicas, and where KEDA scales. */
  readonly autoscaler: HorizontalPodAutoscaler | undefined;
  /** The object that KEDA scales by; `undefined` unless a metric needs it. */
  readonly scaledObject: ApiObject | undefined;
  /** `undefined` without `rightsizing`. */
  readonly verticalAutoscaler: ApiObject | undefined;
  /** `undefined` without `permissions`. */
  readonly role: ApiObject | undefined;
  /** The object that Argo Rollouts follows; `undefined` unless `strategy` is a Rollout. */
  readonly rollout: ApiObject | undefined;
  /** Lets no connection in, and only DNS and relations out. */
  readonly networkPolicy: ApiObject;

  private readonly workload: Workload;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    checkProps(this, props, WORKER);
    this.workload = new Workload(this, props, { kind: 'Deployment', component: 'worker' });
    this.peer = this.workload.peer;
    this.metrics = metricsOf(this, props.metrics, props.scaling);
    this.signals = props.signals ?? [];
    this.serviceAccount = this.workload.serviceAccount;
    this.files = this.workload.files;
    this.deployment = deployment(this.workload, props, REPLICAS);
    this.container = this.deployment.addContainer(this.workload.container(this.ports));
    const { autoscaler, scaledObject, verticalAutoscaler, budget } = scalers(
      this,
      this.workload,
      this.deployment,
      props,
      REPLICAS,
    );
    this.autoscaler = autoscaler;
    this.scaledObject = scaledObject;
    this.verticalAutoscaler = verticalAutoscaler;
    this.budget = budget;
    const { fence, role } = this.workload.pods;
    this.networkPolicy = fence.resource;
    this.role = role;
    this.rollout = this.completePods(props);
  }

  /**
   * Lets the worker use something: opens the network on both ends, sets `PROVIDER_HOST`, `PROVIDER_PORT`, `PROVIDER_URL` and
   * what else the provider tells, and applies the provider first. Calling it twice changes nothing.
   */
  uses(provider: IBindable, options: UsesOptions = {}): void {
    connect(this.workload, provider, options);
  }

  private get ports(): readonly Port[] {
    return this.metrics ? [this.metrics.port] : [];
  }

  private completePods(props: WorkerProps): ApiObject | undefined {
    const { strategy } = props;
    const { gracePeriod, lifecycle } = termination(this, { ...props, drain: undefined }, 0, undefined);
    const asked = probes(this, props, undefined);
    const own = { lifecycle, ...asked };
    explain(this.deployment, {
      ...missingProbes(props, asked, UNASKED),
      'minimum-three-replicas': fewerThanThree(props.scaling),
    });
    const revisioned = strategy instanceof RolloutStrategy ? REVISION : true;
    const change = rollout(this, props, startupWindow(this, props));
    const plan = () => this.workload.plan(gracePeriod, this.ports, own, { revisioned });
    completeWorkload(this.workload.pods, this.deployment, plan, change);
    if (!(strategy instanceof RolloutStrategy)) return undefined;
    return progressive(this.workload, this.deployment, strategy, {
      change,
      replicas: wanted(this, props, REPLICAS),
      scalers: [this.autoscaler, this.scaledObject, this.verticalAutoscaler],
      services: undefined,
    });
  }
}
