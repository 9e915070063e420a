import type { ApiObject } from 'cdk8s';
import type { ConfigMap, Container, Service, ServiceAccount, StatefulSet } from 'cdk8s-plus-27';
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
import { disruptionBudget, QUORUM } from '../../workload/disruption-budget';
import { explain } from '../../workload/linter-reasons';
import { accountFile, sharedMemory } from '../../workload/server-account';
import type { ServerPlan } from '../../workload/server-plan';
import { ServerPods } from '../../workload/server-pods';
import {
  completeHeadless,
  furtherServices,
  headlessService,
  metricsPorts,
  portNumbers,
} from '../../workload/server-services';
import { backupsOf } from '../backup/distinct';
import { openForBackups } from '../backup/restore';
import { podParts } from '../backup/steps/pod-parts';
import type { StoreContext, StoreRuntime } from '../context';
import type { StoreDescription } from '../description';
import { quorum, spreading } from '../topology/shape';
import { claimFields, snapshotClaims } from '../volumes/claims';
import { growth } from '../volumes/growth';
import { volumeSignals } from '../volumes/volume-signals';
import { DEFAULTS, storeEnv, storeMounts } from './containers';
import { reasons } from './reasons';
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

  constructor(private readonly context: StoreContext) {
    const { scope, facts, description, pods } = context;
    this.description = description;
    this.port = Port.tcp(description.port, facts.portName);
    this.password = context.credentials.key;
    this.authority = context.certificate?.authority;
    this.peer = pods.peer;
    this.serviceAccount = pods.serviceAccount;
    this.service = headlessService(pods, facts.service, this.port);
    this.configMap = storeFiles(context);
    const plan = this.plan();
    const server = ServerPods.stateful(plan, this.service);
    this.statefulSet = server.runner;
    this.container = server.container;
    this.order();
    const parts = podParts(context, this.container.name);
    explain(this.statefulSet, reasons(context));
    completeHeadless(this.service, pods);
    this.services = furtherServices(plan);
    this.budget = facts.replicas > 1 ? quorumBudget(context) : undefined;
    this.fence = pods.fence;
    server.complete(claimFields(context), parts);
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
    const numbers = portNumbers({ ...this.context, port: this.port });
    return (this.description.clientPorts ?? []).flatMap((name) => {
      const number = numbers.get(name);
      return number === undefined ? [] : [Port.tcp(number, name)];
    });
  }

  private plan(): ServerPlan {
    const { context, port } = this;
    const { scope, props, facts, description, pods } = context;
    return {
      pods,
      description,
      port,
      container: dnsLabel(scope, 'the name of a container', props.containerName ?? facts.name),
      replicas: facts.replicas,
      parallel: true,
      env: storeEnv(context),
      volumes: this.volumes(),
      mounts: storeMounts(context),
      resources: props,
      usual: DEFAULTS,
      spread: spreading(context),
    };
  }

  /** Has the StatefulSet say how many pods must be there, and applies it after what its pods need. */
  private order(): void {
    const { facts, credentials, certificate } = this.context;
    const majority = quorum(facts);
    if (majority !== undefined) this.statefulSet.metadata.addAnnotation(QUORUM, `${majority}`);
    for (const first of [credentials.maker, certificate?.maker, snapshotClaims(this.context)]) {
      if (first) applyAfter(this.statefulSet, first);
    }
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
    const ports = [...portNumbers({ ...this.context, port: this.port })]
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
