import type { ApiObject } from 'cdk8s';
import type { Ingress, Service } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { openForHosts } from '../exposure/open-for-hosts';
import { routes } from '../exposure/routes';
import { type SettledService, service, settleService } from '../exposure/service';
import { urlsOf } from '../exposure/urls';
import { namespaceOf } from '../manifest/plain-object';
import type { IPeer } from '../network/peer';
import type { Port } from '../network/port';
import { fitting } from '../registry/names';
import type { AllowFromOptions } from '../relations/allow-from';
import type { AddressParts, Binding, BindingRequest, IBindable, UsesOptions } from '../relations/binding';
import { checkRequest } from '../relations/binding-kinds';
import { ReplicatedWorkload } from '../workload/replicated-workload';
import type { ICompletes } from '../workload/waiting';
import { portNamed, scheme, serveMore } from './ports';
import type { WebAppProps } from './props';
import { type SettledWebApp, settleWebApp } from './settle';

/** The longest name of a Service. */
const LONGEST = 63;

/**
 * An application that serves requests on a port: Deployment, Service, ServiceAccount without token, disruption budget,
 * NetworkPolicy that allows DNS and declared traffic only, and, if you set them up, Ingress and HorizontalPodAutoscaler. The
 * pods fit the `restricted` Pod Security Standard, are spread over zones and nodes, and are drained before they end.
 *
 * Throws when Kubernetes would not take a prop, or when two props contradict each other.
 *
 * @example
 * const web = new WebApp(this, 'web', { image: 'ghcr.io/acme/shop:1.4.2', host: 'shop.example.com' });
 * web.uses(sessions);
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export class WebApp extends ReplicatedWorkload implements IBindable<AddressParts> {
  readonly port: Port;
  readonly service: Service;
  /** The addresses at which clients outside of the cluster reach the app: `https://shop.example.com/`. */
  readonly urls: readonly string[];
  /** `undefined` without a host, and where the cluster has a Gateway. */
  readonly ingress: Ingress | undefined;
  /** The HTTPRoute or GRPCRoute of the hosts and the redirect to HTTPS; empty where the cluster has no Gateway. */
  readonly gatewayRoutes: readonly ApiObject[];
  /** The Ingresses of redirects; empty where the controller needs none of its own for them. */
  readonly sideIngresses: readonly Ingress[];
  /** Another version that shares the requests for the hosts, with the account and the relations of the app; `undefined` without `canary`. */
  readonly canary: WebApp | undefined;
  /** The Service of the load balancer; `undefined` unless `loadBalancer.ports` names some of the ports. */
  readonly balancedService: Service | undefined;
  /** Leads to the new pods of a blue-green rollout; `undefined` without one. */
  readonly previewService: Service | undefined;
  /** @internal */
  declare protected readonly settled: SettledWebApp;

  constructor(scope: Construct, id: string, props: WebAppProps);
  /** @param stable the app whose canary it is @internal */
  constructor(scope: Construct, id: string, props: WebAppProps, stable?: WebApp);
  constructor(scope: Construct, id: string, props: WebAppProps, stable?: WebApp) {
    super(scope, id, 'web-app', (self) => settleWebApp(self, props, stable?.serviceAccount));
    const { apart, canary, health, metricsPort, more, routed, served, service: own } = this.settled;
    const { pods } = this.workload;
    [this.port] = served;
    this.service = service(pods, own);
    this.urls = urlsOf(routed);
    serveMore(this.service, more);
    if (metricsPort) this.serveMetrics(metricsPort);
    this.balancedService = apart && this.createBalanced(apart.service);
    this.scale();
    this.canary = canary && new WebApp(this, 'canary', canary.props, this);
    const split = canary && this.canary && { target: this.canary.service, weight: canary.weight };
    const { ingress, gatewayRoutes, sideIngresses } = routes(pods, this.service, routed, health, split);
    this.ingress = ingress;
    this.gatewayRoutes = gatewayRoutes;
    this.sideIngresses = sideIngresses;
    this.openForExposure();
    this.previewService = this.createPreview();
    this.completePods({ active: this.service.name, preview: this.previewService?.name });
  }

  /**
   * Lets the app use something: opens the network on both ends, sets `PROVIDER_HOST`, `PROVIDER_PORT`, `PROVIDER_URL` and the
   * other variables of the provider or those of `env`, and applies the provider first. Calling it twice changes nothing.
   */
  override uses<Parts>(provider: IBindable<Parts>, options: UsesOptions<Parts> = {}): void {
    super.uses(provider, options);
    this.canary?.uses(provider, options);
  }

  /** Keeps new pods from starting before a Task has succeeded, while the old ones go on. The same as `before` of the Task. */
  override waitFor(task: ICompletes): void {
    super.waitFor(task);
    this.canary?.waitFor(task);
  }

  /** @internal */
  override sendTraces(endpoint: IBindable): void {
    super.sendTraces(endpoint);
    this.canary?.sendTraces(endpoint);
  }

  /**
   * Lets `client` connect to the app's ports, that of metrics too, or to one of them. It sets no variables of the client;
   * `client.uses(app)` does both. Throws when no port has the name.
   */
  override allowFrom(client: IPeer, options: AllowFromOptions = {}): void {
    super.allowFrom(client, options);
    this.canary?.allowFrom(client, options);
  }

  /**
   * Returns the port and the variables for an app that uses this one: `WEB_HOST`, `WEB_PORT`, `WEB_URL`. A port that is not the main one has a
   * URL if its name begins with a protocol, such as `http-admin`. Throws when no port has the name.
   */
  bind(request: BindingRequest): Binding<AddressParts> {
    const { prefix, namespace, port: wanted } = checkRequest(this, request);
    const port = portNamed(this, this.settled.served, wanted);
    const home = namespaceOf(this);
    const host = home === namespace ? this.service.name : `${this.service.name}.${home}.svc.${Cluster.of(this).domain}`;
    const main = port === this.port;
    const number = `${main ? this.service.port : port.number}`;
    const env = { [`${prefix}_HOST`]: host, [`${prefix}_PORT`]: number };
    const protocol = scheme(port, main);
    if (protocol !== undefined) return { port, env: { ...env, [`${prefix}_URL`]: `${protocol}://${host}:${number}` } };
    const { name } = port;
    const url = `port ${name} has no scheme: name it by its protocol, such as http-${name}, or write one before host and port`;
    return { port, env, withheld: { url } };
  }

  private createBalanced(settled: SettledService): Service {
    const { pods } = this.workload;
    const name = fitting(`${pods.name}-balanced`, LONGEST);
    return service(pods, { ...settled, name }, new Construct(this, 'Balanced'));
  }

  private createPreview(): Service | undefined {
    if (this.settled.strategy?.title !== 'blue-green') return undefined;
    const { pods } = this.workload;
    const preview = new Construct(this, 'Preview');
    return service(pods, settleService(this, { serviceName: `${pods.name}-preview` }, this.port), preview);
  }

  private serveMetrics(port: Port): void {
    const { pods } = this.workload;
    const props = { serviceName: fitting(`${pods.name}-metrics`, LONGEST), servicePort: port.number };
    service(pods, settleService(this, props, port), new Construct(this, 'Metrics'));
  }

  private openForExposure(): void {
    const { apart, clients, hasHost, health, served } = this.settled;
    const { pods } = this.workload;
    if (clients)
      pods.fence.allowFrom(
        clients.map((cidr) => ({ cidr })),
        apart?.ports ?? served,
      );
    if (hasHost) openForHosts(pods, this.service, this.port, health);
  }
}
