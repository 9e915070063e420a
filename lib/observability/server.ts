import type { DaemonSet, Deployment, Ingress, Service, ServiceAccount, StatefulSet } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { healthRequest } from '../exposure/health-request';
import { openForHosts } from '../exposure/open-for-hosts';
import { routes, settleHosts } from '../exposure/routes';
import { objectAt } from '../manifest/json';
import { openNodes } from '../network/nodes-out';
import type { IPeer, Peer } from '../network/peer';
import { Port } from '../network/port';
import { letRequestsOut } from '../network/requests-out';
import { letIn } from '../relations/allow-from';
import { allow } from '../relations/connect';
import { namedOutside } from '../relations/named-outside';
import type { IObservable, MetricsEndpoint, Signal } from '../relations/signal';
import { Credentials } from '../secrets/credentials';
import { PodSet } from '../workload/pod-set';
import { observed } from '../workload/server-probes';
import { portNumbers } from '../workload/server-services';
import { openingOf } from './alerts/way-out';
import { grantEverywhere, grantIn } from './server-access';
import { createCommonFiles, createFiles, createWatchedFiles, serverPlan } from './server-files';
import type { ObservabilityServerDescription, ServerFacts, ServerModel } from './server-model';
import { run } from './server-runner';
import type { Watched } from './watched';

/** The longest name of a StatefulSet, which a label of its pods extends by a hash. */
const LONGEST = 52;

/** A server as its model describes it. Its network is closed except for what it needs. */
export class ObservabilityServer extends Construct implements IObservable {
  readonly peer: Peer;
  readonly port: Port;
  readonly statefulSet: StatefulSet | undefined;
  readonly deployment: Deployment | undefined;
  readonly daemonSet: DaemonSet | undefined;
  /** `undefined` for a server that a DaemonSet runs. */
  readonly service: Service | undefined;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without a host, and where the cluster has a Gateway. */
  readonly ingress: Ingress | undefined;
  readonly metrics: MetricsEndpoint | undefined;
  readonly signals: readonly Signal[];
  /** @internal */
  readonly description: ObservabilityServerDescription;
  private readonly pods: PodSet;
  /** The ConfigMaps with the files about what is watched. They are applied before the pods that mount them. */
  private readonly watchedFiles: Construct;
  private readonly configMaps = new Set<string>();

  constructor(scope: Construct, model: ServerModel, component: string, facts: Omit<ServerFacts, 'scope'>) {
    super(scope, model.id);
    const { kind } = model;
    const longest = kind === 'StatefulSet' ? LONGEST : undefined;
    this.pods = new PodSet(this, { kind, name: facts.name, component, longest });
    this.peer = this.pods.peer;
    const description = model.describe({ ...facts, scope: this });
    this.description = description;
    this.metrics = description.metrics;
    this.signals = description.signals ?? [];
    this.port = Port.tcp(description.port);
    this.bindSecrets();
    this.serviceAccount = this.pods.serviceAccount;
    const { cluster, namespaces = {} } = description.permissions ?? {};
    if (cluster && cluster.length > 0) grantEverywhere(this.pods, cluster);
    for (const [namespace, rules] of Object.entries(namespaces)) grantIn(this.pods, namespace, rules);
    if (description.lateFiles) createFiles(this.pods, description.lateFiles);
    this.watchedFiles = new Construct(this, 'Watched');
    const common = description.watchedFiles
      ? createCommonFiles(this.watchedFiles, this.pods, description.watchedFiles)
      : [];
    for (const configMap of common) this.configMaps.add(configMap);
    const plan = serverPlan(this.pods, description, component, kind, this.configMaps);
    const { statefulSet, deployment, daemonSet, service } = run(kind, plan, description, facts.props);
    this.statefulSet = statefulSet;
    this.deployment = deployment;
    this.daemonSet = daemonSet;
    this.service = service;
    this.openWays();
    this.ingress = service && this.expose(service);
  }

  /** Lets `client` send requests to the server, such as KEDA, which scales by the metrics of Prometheus. */
  allowFrom(client: IPeer): void {
    letIn(this, client, [{ peer: this.peer, ports: [this.port] }]);
  }

  /**
   * Returns ports by their names, by default the main one.
   * @internal
   */
  portsOf(names: readonly string[]): readonly Port[] {
    const { description, pods, port } = this;
    const all = portNumbers({ pods, description, port });
    return names.length === 0 ? [port] : names.map((name) => Port.tcp(all.get(name) ?? port.number, name));
  }

  /**
   * Gives the server the files about something that is watched, rights in its namespace, and a way to its metrics.
   * @internal
   */
  observe(watched: Watched): void {
    const { peer, namespace, target, urls } = watched;
    const { watchedFiles, readsMetrics, asksHosts, permissions } = this.description;
    const configMap =
      watchedFiles && createWatchedFiles(this.watchedFiles, this.pods, watchedFiles.files(watched), watched);
    if (configMap !== undefined) this.configMaps.add(configMap);
    if (asksHosts) for (const url of urls) letRequestsOut(this.pods, new URL(url).hostname);
    if (target && readsMetrics) allow(this.peer, peer, target.ports);
    if (permissions?.watched && (target || !readsMetrics)) grantIn(this.pods, namespace, permissions.watched);
  }

  /** Opens the network to what the server reaches outside of the table, and among its own pods. */
  private openWays(): void {
    const { ways = [], reaches = [], among = [] } = this.description;
    for (const { peers, ports } of ways) if (peers !== 'nodes') this.pods.fence.allowTo(peers, ports);
    openNodes(
      this.pods,
      ways.flatMap(({ peers, ports }) => (peers === 'nodes' ? ports : [])),
    );
    for (const way of reaches) {
      const { peer, ports } = openingOf(this, way);
      allow(this.peer, peer, ports);
    }
    if (among.length > 0) allow(this.peer, this.peer, among);
  }

  private bindSecrets(): void {
    const { generatesPassword, image, identity, secretFiles = {}, secretEnv = {} } = this.description;
    if (generatesPassword) Credentials.generated().bind(this, { name: `${this.pods.name}-credentials`, image });
    for (const key of Object.values({ ...secretFiles, ...secretEnv })) namedOutside(this, key);
    if (identity) this.pods.identify(identity);
  }

  private expose(service: Service): Ingress | undefined {
    const { exposure, server } = this.description;
    if (!exposure) return undefined;
    const health = healthRequest(objectAt(observed(server), 'readinessProbe'), this.port);
    const settled = settleHosts(this, exposure);
    if (settled.hosts.length > 0) openForHosts(this.pods, service, this.port, health);
    return routes(this.pods, service, settled, health).ingress;
  }
}
