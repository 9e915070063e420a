import { type ApiObject, Duration } from 'cdk8s';
import {
  type ConfigMap,
  type Container,
  PodManagementPolicy,
  Protocol,
  type Service,
  type ServiceAccount,
  StatefulSet,
} from 'cdk8s-plus-27';
import { fail } from '../../checks/errors';
import { dnsLabel } from '../../checks/formats';
import { quantity } from '../../checks/quantity';
import { applyAfter } from '../../manifest/apply-order';
import { immutableConfigMap } from '../../manifest/config-map';
import type { JsonObject } from '../../manifest/json';
import type { Policy } from '../../network/network-policy';
import type { Peer } from '../../network/peer';
import { Port } from '../../network/port';
import { reserveName } from '../../registry/names';
import type { SecretKey } from '../../relations/secret-key';
import type { Signal } from '../../relations/signal';
import { completeWorkload, stableWorkload } from '../../workload/complete-workload';
import { disruptionBudget, QUORUM } from '../../workload/disruption-budget';
import { explain } from '../../workload/linter-reasons';
import type { PodPlan } from '../../workload/pod';
import { backupsOf } from '../backup/distinct';
import { openForBackups } from '../backup/restore';
import { type PodParts, podParts } from '../backup/steps/pod-parts';
import type { StoreContext, StoreRuntime } from '../context';
import type { StoreDescription } from '../description';
import { quorum, spreading } from '../topology/shape';
import { claimFields, snapshotClaims } from '../volumes/claims';
import { growth } from '../volumes/growth';
import { volumeSignals } from '../volumes/volume-signals';
import { accountFile, sharedMemory } from './account';
import { DEFAULTS, serverFields, sidecars } from './containers';
import { withAsked } from './probe';
import { reasons } from './reasons';
import { completeHeadless, furtherServices, headlessService, metricsPorts, portNumbers } from './services';
import { type StoreProxy, storeProxy } from './store-proxy';

/** A store whose pods are made here: StatefulSet, Services, configuration, budget and NetworkPolicy. */
export class StorePods implements StoreRuntime {
  readonly description: StoreDescription;
  readonly port: Port;
  readonly password: SecretKey;
  readonly authority: SecretKey | undefined;
  readonly peer: Peer;
  readonly proxy: StoreProxy | undefined;
  readonly signals: readonly Signal[];
  readonly serviceAccount: ServiceAccount;
  readonly service: Service;
  readonly services: readonly Service[];
  readonly configMap: ConfigMap;
  readonly statefulSet: StatefulSet;
  readonly container: Container;
  readonly budget: ApiObject | undefined;
  readonly fence: Policy;
  private readonly parts: Required<PodParts>;

  constructor(private readonly context: StoreContext) {
    const { scope, facts, description, pods } = context;
    this.description = description;
    this.port = Port.tcp(description.port, facts.portName);
    this.password = context.credentials.key;
    this.authority = context.certificate?.authority;
    this.peer = pods.peer;
    this.serviceAccount = pods.serviceAccount;
    this.service = headlessService(context, this.port);
    this.configMap = storeFiles(context);
    this.statefulSet = this.createStatefulSet();
    this.container = this.createContainer();
    this.parts = podParts(context, this.container.name);
    this.checkContainers();
    explain(this.statefulSet, reasons(context));
    completeHeadless(this.service, context);
    this.services = furtherServices(context, this.port);
    this.budget = facts.replicas > 1 ? quorumBudget(context) : undefined;
    this.fence = pods.fence;
    completeWorkload(pods, this.statefulSet, () => this.plan(), claimFields(context));
    if (facts.replicas > 1) this.openForPeers();
    this.proxy = storeProxy(context, this.port);
    openForBackups(context);
    const backups = backupsOf(scope, context.props).map((backup) => backup.attach(context, this));
    this.signals = [
      ...(description.signals ?? []),
      ...volumeSignals(context),
      ...backups.flatMap(({ signals }) => signals),
    ];
    const growing = growth(context);
    if (growing) applyAfter(growing, this.statefulSet);
  }

  /** The proxy's pods where there is one. */
  get clientPeer(): Peer {
    return this.proxy?.app.peer ?? this.peer;
  }

  get morePorts(): readonly Port[] {
    if (this.proxy) return this.proxy.morePorts;
    const numbers = portNumbers(this.context, this.port);
    return (this.description.clientPorts ?? []).flatMap((name) => {
      const number = numbers.get(name);
      return number === undefined ? [] : [Port.tcp(number, name)];
    });
  }

  private createStatefulSet(): StatefulSet {
    const { scope, facts, pods, credentials, certificate, description } = this.context;
    const statefulSet = new StatefulSet(scope, 'StatefulSet', {
      ...stableWorkload(pods),
      service: this.service,
      replicas: facts.replicas,
      podManagementPolicy: PodManagementPolicy.PARALLEL,
      minReady: Duration.seconds(description.minReady ?? 5),
    });
    const majority = quorum(facts);
    if (majority !== undefined) statefulSet.metadata.addAnnotation(QUORUM, `${majority}`);
    for (const first of [credentials.maker, certificate?.maker, snapshotClaims(this.context)]) {
      if (first) applyAfter(statefulSet, first);
    }
    return statefulSet;
  }

  private createContainer(): Container {
    const { scope, props, facts, description } = this.context;
    const { name, number } = this.port;
    const ports = withAsked({ [name]: number, ...description.peerPorts }, description.server);
    return this.statefulSet.addContainer({
      name: dnsLabel(scope, 'the name of a container', props.containerName ?? facts.name),
      image: description.image,
      command: [...description.server.command],
      ports: ports.map(([port, at]) => ({ name: port, number: at, protocol: Protocol.TCP })),
      resources: {},
    });
  }

  /** Throws when the server's container is called like one beside it. */
  private checkContainers(): void {
    const { scope, description } = this.context;
    const others = [...this.parts.initContainers, ...this.parts.sidecars, ...(description.sidecars ?? [])];
    const { name } = this.container;
    if (others.every((other) => other.name !== name)) return;
    fail(scope, 'every container of a pod must have a name of its own', name, 'set containerName, such as server');
  }

  private plan(): PodPlan {
    const { context } = this;
    const { description } = context;
    const shared = sharedMemory(description).map(({ name }) => `${name}`);
    const { native, plain } = sidecars(context, this.parts.sidecars);
    return {
      user: description.user,
      gracePeriod: description.gracePeriod ?? 60,
      ports: [...portNumbers(context, this.port).values()],
      ...spreading(context),
      containers: [serverFields(context, this.container.name, this.parts.serverMounts), ...plain],
      initContainers: [...this.parts.initContainers, ...native],
      volumes: [...this.volumes(), ...this.parts.volumes],
      annotations: {
        'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': ['run', ...shared, 'tmp'].join(),
        ...this.parts.annotations,
      },
    };
  }

  /** What the containers of the store, and the Jobs about it, mount. */
  volumes(): JsonObject[] {
    const { props, credentials, certificate, description } = this.context;
    return [
      { name: 'config', configMap: { defaultMode: 0o444, name: this.configMap.name } },
      { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
      { name: 'tmp', emptyDir: { sizeLimit: quantity(props.ephemeralStorage ?? DEFAULTS.ephemeralStorage) } },
      { name: 'password', ...credentials.volume },
      ...(certificate ? [{ name: 'certificate', ...certificate.volume }] : []),
      ...sharedMemory(description),
    ];
  }

  /** Servers, and what stands beside them, talk to each other; whoever reads metrics is let in when it watches. */
  private openForPeers(): void {
    const { rules } = this.peer;
    const { metrics } = this.description;
    const watched = metrics ? metricsPorts(metrics).map(({ number }) => number) : [];
    const ports = [...portNumbers(this.context, this.port)]
      .filter(([, number]) => !watched.includes(number))
      .map(([name, number]) => Port.tcp(number, name));
    this.fence.allowTo(rules, ports);
    this.fence.allowFrom(rules, ports);
  }
}

/** Another ConfigMap takes its place when a file changes, so that the pods roll. */
function storeFiles({ scope, facts, labels, description }: StoreContext): ConfigMap {
  return immutableConfigMap(scope, 'Config', {
    name: (hash) => reserveName(scope, 'ConfigMap', `${facts.name}-${hash}`),
    labels,
    data: { ...description.files, ...accountFile(description) },
    tooLarge: "put some of the engine's files into its image",
  });
}

/** A pod that is not ready may still hold a vote and the newest data: it is taken away only while the others are well. */
function quorumBudget({ pods }: StoreContext): ApiObject {
  return disruptionBudget(pods, { maxUnavailable: 1 }, 'IfHealthyBudget').resource;
}
