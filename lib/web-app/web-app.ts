import type { ApiObject } from 'cdk8s';
import type {
  ConfigMap,
  Container,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Service,
  ServiceAccount,
} from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { checkProps } from '../checks/kinds';
import { Cluster } from '../cluster/cluster';
import { clientRanges } from '../exposure/load-balancer';
import { type Routes, routes } from '../exposure/routes';
import { service } from '../exposure/service';
import { namespaceOf } from '../manifest/plain-object';
import { ingressSources } from '../network/fence';
import type { Policy } from '../network/network-policy';
import type { IPeer, Peer } from '../network/peer';
import { type Port, portOf } from '../network/port';
import type { Binding, BindingRequest, IBindable, UsesOptions } from '../relations/binding';
import { connect, letIn } from '../relations/connect';
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
import { appOfCanary, canaryProps } from './canary';
import { httpSignals } from './http-signals';
import { distinctPorts, portNamed, scheme, serveMore } from './ports';
import { WEB_APP, type WebAppProps } from './props';
import { serviceLevelSignals } from './slo';

const REPLICAS = 3;
const DRAIN = 5;
const UNASKED = {
  readiness: 'only what answers by TCP can be asked without a word about health',
  liveness: 'readiness asks for a connection, and what restarts by the same question is restarted when it is busy',
};

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
  readonly metrics: (MetricsEndpoint & { readonly port: Port }) | undefined;
  readonly signals: readonly Signal[];
  readonly deployment: Deployment;
  readonly container: Container;
  readonly service: Service;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without `files`. */
  readonly files: ConfigMap | undefined;
  /** `undefined` without a host, and where the cluster has a Gateway. */
  readonly ingress: Ingress | undefined;
  /** The HTTPRoute or GRPCRoute of the hosts and the redirect to HTTPS; empty where the cluster has no Gateway. */
  readonly gatewayRoutes: readonly ApiObject[];
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
  /** Another version that shares the requests for the hosts, with the account and the relations of the app; `undefined` without `canary`. */
  readonly canary: WebApp | undefined;
  /** Leads to the new pods of a blue-green rollout; `undefined` without one. */
  readonly previewService: Service | undefined;
  /** Closes the network except for DNS, exposure and relations. */
  readonly networkPolicy: ApiObject;

  private readonly workload: Workload;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WebAppProps,
  ) {
    super(scope, id);
    checkProps(this, props, WEB_APP);
    const account = appOfCanary(props)?.serviceAccount;
    this.workload = new Workload(this, props, { kind: 'Deployment', component: 'web-app', account });
    this.peer = this.workload.peer;
    this.port = portOf(this, 'port', props.port ?? 8080, 'http');
    this.metrics = metricsOf(this, props.metrics, props.scaling, this.served);
    this.signals = this.describeRequests();
    this.serviceAccount = this.workload.serviceAccount;
    this.files = this.workload.files;
    this.deployment = deployment(this.workload, props, REPLICAS);
    this.container = this.deployment.addContainer(this.workload.container(this.listened));
    this.service = this.createService();
    const scaled = scalers(this, this.workload, this.deployment, props, REPLICAS);
    this.autoscaler = scaled.autoscaler;
    this.scaledObject = scaled.scaledObject;
    this.verticalAutoscaler = scaled.verticalAutoscaler;
    this.budget = scaled.budget;
    const { fence, role } = this.workload.pods;
    this.networkPolicy = fence.resource;
    this.role = role;
    this.canary = this.createCanary();
    const { ingress, gatewayRoutes } = this.createRoutes();
    this.ingress = ingress;
    this.gatewayRoutes = gatewayRoutes;
    this.openForExposure(fence);
    this.previewService = this.createPreview();
    this.rollout = this.completePods();
  }

  /**
   * Lets the app use something: opens the network on both ends, sets `PROVIDER_HOST`, `PROVIDER_PORT`, `PROVIDER_URL` and what
   * else the provider tells, and applies the provider first. Calling it twice changes nothing.
   */
  uses(provider: IBindable, options: UsesOptions = {}): void {
    connect(this.workload, provider, options);
    this.canary?.uses(provider, options);
  }

  /** Lets `client` connect to the app's ports. Nothing is told to the client; `client.uses(app)` does both. */
  allowFrom(client: IPeer): void {
    letIn(this, client, this.peer, this.served);
    this.canary?.allowFrom(client);
  }

  /** Describes the port and the variables for an app that uses this one: `WEB_HOST`, `WEB_PORT` and `WEB_URL`. Throws when it has no port of the wanted name. */
  bind({ prefix, namespace, port: wanted }: BindingRequest): Binding {
    const port = portNamed(this, this.served, wanted);
    const home = namespaceOf(this);
    const host = home === namespace ? this.service.name : `${this.service.name}.${home}.svc.${Cluster.of(this).domain}`;
    const main = port === this.port;
    const number = `${main ? this.service.port : port.number}`;
    const url = `${scheme(port, main)}://${host}:${number}`;
    return { port, env: { [`${prefix}_HOST`]: host, [`${prefix}_PORT`]: number, [`${prefix}_URL`]: url } };
  }

  /** The ports that others may connect to. */
  private get served(): readonly [Port, ...Port[]] {
    const main = this.port;
    const further = (this.props.ports ?? []).map((port) =>
      portOf(this, 'ports', port, port === main.number ? main.name : undefined),
    );
    const [, ...more] = distinctPorts(this, [main, ...further]);
    return [main, ...more];
  }

  /** The ports that the container listens on: those it serves, and the port of its metrics. */
  private get listened(): readonly Port[] {
    const { metrics, served } = this;
    return metrics ? distinctPorts(this, [...served, metrics.port], metrics.port) : served;
  }

  private describeRequests(): readonly Signal[] {
    const { metrics, slo } = this.props;
    if (slo && !metrics)
      fail(this, 'slo needs metrics', 'slo without metrics', 'say where the app answers with metrics');
    if (!metrics) return [];
    return [...httpSignals(metrics.convention), ...serviceLevelSignals(this, slo, metrics.convention)];
  }

  private createService(): Service {
    const made = service(this.workload.pods, this.props, this.port);
    serveMore(this, made, this.served, this.props.trafficDistribution);
    return made;
  }

  private createCanary(): WebApp | undefined {
    const { canary } = this.props;
    return canary && new WebApp(this, 'canary', canaryProps(this, this.workload.pods.name, this.props, canary));
  }

  /** The routes of an app lead to its canary, too. */
  private createRoutes(): Routes {
    if (appOfCanary(this.props)) return { gatewayRoutes: [] };
    const { canary, port, workload, props, service: target } = this;
    const split = canary && { target: canary.service, weight: props.canary?.weight ?? 0 };
    return routes(workload.pods, target, props, port, split);
  }

  private createPreview(): Service | undefined {
    const { strategy } = this.props;
    if (!(strategy instanceof RolloutStrategy) || strategy.title !== 'blue-green') return undefined;
    const { pods } = this.workload;
    return service(pods, { serviceName: `${pods.name}-preview` }, this.port, new Construct(this, 'Preview'));
  }

  private completePods(): ApiObject | undefined {
    const { props, workload } = this;
    const deregistration = this.isExposed ? Cluster.of(this).deregistration : undefined;
    const { gracePeriod, lifecycle } = termination(this, props, DRAIN, deregistration);
    const asked = probes(this, props, this.port);
    const own = { lifecycle, ...asked };
    const few = appOfCanary(props) ? 'it has a share of the pods of the app' : fewerThanThree(props.scaling);
    explain(this.deployment, { ...missingProbes(props, asked, UNASKED), 'minimum-three-replicas': few });
    const stepwise = props.strategy instanceof RolloutStrategy;
    const plan = () => workload.plan(gracePeriod, this.listened, own, { revisioned: stepwise ? REVISION : true });
    const change = rollout(this, props, startupWindow(this, props));
    completeWorkload(workload.pods, this.deployment, plan, change);
    if (!(props.strategy instanceof RolloutStrategy)) return undefined;
    const { autoscaler, scaledObject, verticalAutoscaler } = this;
    return progressive(workload, this.deployment, props.strategy, {
      change,
      replicas: wanted(this, props, REPLICAS),
      scalers: [autoscaler, scaledObject, verticalAutoscaler],
      services: { active: this.service.name, preview: this.previewService?.name },
    });
  }

  /** Returns true when requests come through a load balancer, of the cloud or before an ingress controller. */
  private get isExposed(): boolean {
    return this.props.expose === 'loadBalancer' || this.hasHost;
  }

  private get hasHost(): boolean {
    const { host, hosts = [] } = this.props;
    return host !== undefined || hosts.length > 0;
  }

  private openForExposure(fence: Policy): void {
    const clients = clientRanges(this, this.props).map((cidr) => ({ cidr }));
    if ((this.props.expose ?? 'cluster') !== 'cluster') fence.allowFrom(clients, this.served);
    if (this.hasHost) fence.allowFrom(ingressSources(this), [this.port]);
  }
}
