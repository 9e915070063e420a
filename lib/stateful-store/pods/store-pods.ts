import type { ApiObject } from 'cdk8s';
import type { ConfigMap, Container, Service, ServiceAccount, StatefulSet } from 'cdk8s-plus-27';
import { quantity } from '../../checks/quantity';
import { applyAfter } from '../../manifest/apply-order';
import { immutableConfigMap } from '../../manifest/config-map';
import type { JsonObject } from '../../manifest/json';
import type { Peer } from '../../network/peer';
import { Port } from '../../network/port';
import { reserveName } from '../../registry/names';
import type { SecretKey } from '../../relations/secret-key';
import type { Signal } from '../../relations/signal';
import type { WebApp } from '../../web-app/web-app';
import { disruptionBudget, QUORUM } from '../../workload/disruption-budget';
import { CLAIM_SIZE } from '../../workload/grown-claims';
import { explain } from '../../workload/linter-reasons';
import type { PodSet } from '../../workload/pod-set';
import { accountFile, sharedMemory } from '../../workload/server-account';
import type { ServerPlan } from '../../workload/server-plan';
import { ServerPods } from '../../workload/server-pods';
import { completeHeadless, furtherServices, headlessService, metricsPorts } from '../../workload/server-services';
import type { BackedUpStore } from '../backup/backed-up-store';
import { backupParts } from '../backup/backup-parts';
import { beginSignals } from '../backup/begin-signals';
import { openForBackups } from '../backup/restore';
import type { StoreBackups } from '../backup/store-backups';
import { openForCopy } from '../copy/copying';
import type { StoreDescription } from '../description';
import type { StorePlan } from '../plan';
import type { StoreRuntime } from '../runtime';
import { quorum } from '../topology/shape';
import { claimFields, snapshotClaims } from '../volumes/claims';
import { growth } from '../volumes/growth';
import { volumeSignals } from '../volumes/volume-signals';
import { storeEnv, storeMounts } from './containers';
import { reasons } from './reasons';
import { type StoreProxy, storeProxy } from './store-proxy';

/** The objects of a store without an operator. */
export interface StorePodObjects {
  readonly statefulSet: StatefulSet;
  /** The server's container. */
  readonly container: Container;
  /** The headless Service, which gives every pod a name. */
  readonly service: Service;
  /** The other Services of the engine: for reads, or to ask for the primary. */
  readonly services: readonly Service[];
  readonly serviceAccount: ServiceAccount;
  /** Configuration and scripts; another ConfigMap replaces it when they change, so that the pods roll. */
  readonly configMap: ConfigMap;
  /** `undefined` with one pod, which no budget can protect. */
  readonly budget: ApiObject | undefined;
  /** The proxy to the primary for plain clients; `undefined` unless `endpoint` is `primary` and the store fails over. */
  readonly proxy: WebApp | undefined;
}

/** A store without an operator: StatefulSet, Services, configuration, budget and NetworkPolicy. */
export class StorePods implements StoreRuntime, BackedUpStore, StorePodObjects {
  readonly signals: readonly Signal[];
  readonly serviceAccount: ServiceAccount;
  readonly service: Service;
  readonly services: readonly Service[];
  readonly configMap: ConfigMap;
  readonly statefulSet: StatefulSet;
  readonly container: Container;
  readonly budget: ApiObject | undefined;
  private readonly front: StoreProxy | undefined;

  constructor(
    readonly plan: StorePlan,
    backups: StoreBackups,
  ) {
    const { facts, description, pods, port } = plan;
    this.serviceAccount = pods.serviceAccount;
    this.service = headlessService(pods, facts.service, port, description.metrics);
    this.configMap = storeFiles(plan);
    const serverPlan = this.serverPlan();
    const server = ServerPods.stateful(serverPlan, this.service);
    this.statefulSet = server.runner;
    this.container = server.container;
    this.order();
    const parts = backupParts(plan, backups);
    explain(this.statefulSet, reasons(plan));
    completeHeadless(this.service, pods);
    this.services = furtherServices(serverPlan);
    this.budget = facts.replicas > 1 ? quorumBudget(plan) : undefined;
    server.complete(claimFields(plan), parts);
    if (facts.replicas > 1) this.openForPeers();
    this.front = storeProxy(plan);
    openForBackups(plan, backups);
    if (backups.copyFrom) openForCopy(plan, backups.copyFrom);
    const attached = backups.backups.map((backup) => backup.attach(this));
    this.signals = [
      ...(description.signals ?? []),
      ...volumeSignals(plan),
      ...beginSignals(plan, backups),
      ...attached.flatMap(({ signals }) => signals),
    ];
    const growing = growth(plan);
    if (!growing) return;
    applyAfter(growing, this.statefulSet);
    this.statefulSet.metadata.addAnnotation(CLAIM_SIZE, quantity(plan.volumes.now));
  }

  get description(): StoreDescription {
    return this.plan.description;
  }

  get pods(): PodSet {
    return this.plan.pods;
  }

  get port(): Port {
    return this.plan.port;
  }

  get password(): SecretKey {
    return this.plan.credentials.key;
  }

  get authority(): SecretKey | undefined {
    return this.plan.certificate?.authority;
  }

  get proxy(): WebApp | undefined {
    return this.front?.app;
  }

  /** The pods of the proxy if there is one, otherwise those of the store. */
  get clientPeer(): Peer {
    return this.front?.app.peer ?? this.pods.peer;
  }

  get morePorts(): readonly Port[] {
    if (this.front) return this.front.morePorts;
    const { ports, description } = this.plan;
    return (description.clientPorts ?? []).flatMap((name) => {
      const number = ports.get(name);
      return number === undefined ? [] : [Port.tcp(number, name)];
    });
  }

  volumes(): JsonObject[] {
    const { resources, credentials, certificate, description } = this.plan;
    return [
      { name: 'config', configMap: { defaultMode: 0o444, name: this.configMap.name } },
      { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
      { name: 'tmp', emptyDir: { sizeLimit: quantity(resources.ephemeralStorage) } },
      { name: 'password', ...credentials.volume },
      ...(certificate ? [{ name: 'certificate', ...certificate.volume }] : []),
      ...sharedMemory(description),
    ];
  }

  private serverPlan(): ServerPlan {
    const { plan } = this;
    const { pods, description, port, containerName: container, resources, spreading, placement } = plan;
    return {
      pods,
      description,
      port,
      container,
      replicas: plan.facts.replicas,
      parallel: true,
      env: storeEnv(plan),
      volumes: this.volumes(),
      mounts: storeMounts(plan),
      resources,
      usual: resources,
      placed: { ...spreading, ...placement.pod },
    };
  }

  /** Annotates the StatefulSet with the majority of its pods, and applies it after the objects that the pods need. */
  private order(): void {
    const { facts, credentials, certificate } = this.plan;
    const majority = quorum(facts);
    if (majority !== undefined) this.statefulSet.metadata.addAnnotation(QUORUM, `${majority}`);
    for (const first of [credentials.maker, certificate?.maker, snapshotClaims(this.plan)]) {
      if (first) applyAfter(this.statefulSet, first);
    }
  }

  /** Lets the pods connect to each other, except to the ports of metrics, which `watch` opens to the scraper. */
  private openForPeers(): void {
    const { pods, ports: all, description } = this.plan;
    const watched = description.metrics ? metricsPorts(description.metrics).map(({ number }) => number) : [];
    const ports = [...all]
      .filter(([, number]) => !watched.includes(number))
      .map(([name, number]) => Port.tcp(number, name));
    pods.fence.allowTo(pods.peer.rules, ports);
    pods.fence.allowFrom(pods.peer.rules, ports);
  }
}

/** Makes the ConfigMap of the files. Another one replaces it when a file changes, so that the pods roll. */
function storeFiles({ scope, facts, labels, description }: StorePlan): ConfigMap {
  return immutableConfigMap(scope, 'Config', {
    name: (hash) => reserveName(scope, 'ConfigMap', `${facts.name}-${hash}`),
    labels,
    data: { ...description.files, ...accountFile(description) },
    tooLarge: "put some of the engine's files into its image",
  });
}

/** Makes a budget that evicts unready pods only while the others are healthy: they may hold a vote and the newest data. */
function quorumBudget({ pods }: StorePlan): ApiObject {
  return disruptionBudget(pods, { maxUnavailable: 1 }, 'IfHealthyBudget').resource;
}
