import type { Deployment, Ingress, Service, ServiceAccount, StatefulSet } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { healthRequest } from '../exposure/health-request';
import { openForHosts } from '../exposure/open-for-hosts';
import { routes, settleHosts } from '../exposure/routes';
import { service, settleService } from '../exposure/service';
import { complete } from '../manifest/complete';
import { type JsonObject, objectAt } from '../manifest/json';
import { merge } from '../manifest/merge';
import type { IPeer, Peer } from '../network/peer';
import { Port } from '../network/port';
import { letIn } from '../relations/allow-from';
import { allow } from '../relations/connect';
import { namedOutside } from '../relations/named-outside';
import { Credentials } from '../secrets/credentials';
import { PodSet } from '../workload/pod-set';
import { ServerPods } from '../workload/server-pods';
import { observed } from '../workload/server-probes';
import { podReader } from './metrics/access';
import { createClaim, createFiles, createWatchedFiles, dataClaim, fingerprint, serverPlan } from './server-files';
import type { ObservabilityServerDescription, ServerFacts, ServerModel } from './server-model';
import type { Watched } from './watched';

/** The longest name of a StatefulSet, which a label of its pods extends by a hash. */
const LONGEST = 52;
const REVISIONS = 5;

/** A server with one pod and one volume, as its model describes it. Its network is closed except for what it needs. */
export class ObservabilityServer extends Construct implements IPeer {
  readonly peer: Peer;
  readonly port: Port;
  /** `undefined` for a server that a Deployment runs. */
  readonly statefulSet: StatefulSet | undefined;
  /** `undefined` for a server that a StatefulSet runs. */
  readonly deployment: Deployment | undefined;
  readonly service: Service;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without a host, and where the cluster has a Gateway. */
  readonly ingress: Ingress | undefined;
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
    this.port = Port.tcp(description.port);
    this.bindSecrets();
    this.serviceAccount = this.pods.serviceAccount;
    if (description.lateFiles) createFiles(this.pods, description.lateFiles);
    this.watchedFiles = new Construct(this, 'Watched');
    const plan = serverPlan(this.pods, description, this.port, component, kind === 'Deployment', this.configMaps);
    if (kind === 'StatefulSet') {
      this.service = this.createService();
      const server = ServerPods.stateful(plan, this.service);
      this.statefulSet = server.runner;
      this.complete(server, { volumeClaimTemplates: [dataClaim(this.pods, description, facts.props)] });
    } else {
      createClaim(this.pods, description, facts.props);
      const server = ServerPods.deployed(plan);
      this.deployment = server.runner;
      this.service = this.createService();
      this.complete(server, {});
    }
    this.ingress = this.expose();
  }

  /** Lets `client` send requests to the server, such as KEDA, which scales by the metrics of Prometheus. */
  allowFrom(client: IPeer): void {
    letIn(this, client, [{ peer: this.peer, ports: [this.port] }]);
  }

  /**
   * Gives the server the files about something that is watched, and lets one that reads metrics find its pods.
   * @internal
   */
  observe(watched: Watched): void {
    const { peer, namespace, target } = watched;
    const { watchedFiles } = this.description;
    const configMap =
      watchedFiles && createWatchedFiles(this.watchedFiles, this.pods, watchedFiles.files(watched), watched);
    if (configMap !== undefined) this.configMaps.add(configMap);
    if (!target || !this.description.readsMetrics) return;
    allow(this.peer, peer, target.ports);
    this.pods.callApiServer();
    podReader(this.pods, namespace);
  }

  private bindSecrets(): void {
    const { generatesPassword, image, secretFiles = {} } = this.description;
    if (generatesPassword) Credentials.generated().bind(this, { name: `${this.pods.name}-credentials`, image });
    for (const key of Object.values(secretFiles)) namedOutside(this, key);
  }

  private createService(): Service {
    return service(this.pods, settleService(this, { servicePort: this.description.servicePort }, this.port));
  }

  /** Completes the pods and, after the StatefulSet, the selector of the Service: cdk8s-plus adds a label that no pod has. */
  private complete(server: ServerPods<Deployment | StatefulSet>, fields: JsonObject): void {
    const { selector } = this.pods;
    const { lateFiles } = this.description;
    complete(this.service, (manifest) => ({ ...manifest, spec: { ...objectAt(manifest, 'spec'), selector } }));
    server.complete({ revisionHistoryLimit: REVISIONS, ...fields });
    complete(server.runner, (manifest) =>
      merge(manifest, { spec: { template: { metadata: { annotations: lateFiles && fingerprint(lateFiles) } } } }),
    );
  }

  private expose(): Ingress | undefined {
    const { exposure, server } = this.description;
    if (!exposure) return undefined;
    const health = healthRequest(objectAt(observed(server), 'readinessProbe'), this.port);
    const settled = settleHosts(this, exposure);
    if (settled.hosts.length > 0) openForHosts(this.pods, this.service, this.port, health);
    return routes(this.pods, this.service, settled, health).ingress;
  }
}
