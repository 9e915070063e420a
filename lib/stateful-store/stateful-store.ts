import type { ApiObject } from 'cdk8s';
import type { ConfigMap, Container, Service, ServiceAccount, StatefulSet } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { portName } from '../checks/formats';
import { checkKinds } from '../checks/kinds';
import { bytes } from '../checks/quantity';
import { Cluster } from '../cluster/cluster';
import { standardLabels } from '../manifest/labels';
import { namespaceOf } from '../manifest/plain-object';
import type { IPeer, Peer } from '../network/peer';
import type { Port } from '../network/port';
import { reserveName } from '../registry/names';
import type { Binding, BindingRequest, IBindable } from '../relations/binding';
import { letIn } from '../relations/connect';
import type { IObservable, MetricsEndpoint, Signal } from '../relations/signal';
import { Credentials } from '../secrets/credentials';
import type { WebApp } from '../web-app/web-app';
import { PodSet } from '../workload/pod-set';
import { backupsOf } from './backup/distinct';
import type { StoreContext, StoreInputs, StoreRuntime } from './context';
import type { StoreFacts } from './description';
import { ExistingStore, type ExistingStoreProps } from './existing-store';
import { OperatedStore } from './operated';
import { DEFAULTS } from './pods/containers';
import { StorePods } from './pods/store-pods';
import type { StatefulStoreProps } from './props';
import { STORE } from './store-kinds';
import { dnsNames } from './topology/dns-names';
import { checkTopology, operatorOf, shape } from './topology/shape';
import { dataDirectory, volumeSizes } from './volumes/storage';

/**
 * A server that keeps data: StatefulSet with a volume for every pod, headless Service for stable names, configuration and
 * scripts in a ConfigMap, generated passwords, disruption budget and NetworkPolicy. Which server it is, how its pods replicate
 * and who takes over when one is lost, the engine says. The pods fit the `restricted` Pod Security Standard.
 *
 * Throws when a prop is not what Kubernetes takes, when the engine cannot do what is asked, and when the volume is too small
 * for the memory.
 *
 * @example
 * const sessions = new StatefulStore(this, 'sessions', { engine: Engine.valkey(), memory: Size.mebibytes(512) });
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export class StatefulStore extends Construct implements IBindable, IObservable {
  /**
   * A store that somebody else runs, in the cluster or outside: only the user's own end of the connection is opened, and
   * variables have the values that are given. Throws when it is not said where the store is.
   *
   * @example
   * const orders = StatefulStore.existing({
   *   service: 'orders-db', namespace: 'databases', pods: { app: 'postgres' }, port: 5432,
   *   user: 'app', password: SecretKey.of('orders-db', 'password'),
   *   url: 'postgresql://$(USER):$(PASSWORD)@$(HOST):$(PORT)/orders',
   * });
   */
  static existing(props: ExistingStoreProps): ExistingStore {
    return new ExistingStore(props);
  }

  readonly peer: Peer;
  readonly port: Port;
  readonly metrics: MetricsEndpoint | undefined;
  readonly signals: readonly Signal[];
  readonly networkPolicy: ApiObject;
  /** The custom resources of an operator that runs the store, which makes everything below by itself. */
  readonly objects: readonly ApiObject[];
  /** `undefined` where an operator runs the store. */
  readonly statefulSet: StatefulSet | undefined;
  /** `undefined` where an operator runs the store. */
  readonly container: Container | undefined;
  /** Headless: gives every pod a name. `undefined` where an operator runs the store. */
  readonly service: Service | undefined;
  /** What the engine asks for beside it: for reading, for asking who is the primary. */
  readonly services: readonly Service[];
  /** `undefined` where an operator runs the store. */
  readonly serviceAccount: ServiceAccount | undefined;
  /**
   * Configuration and scripts; another one takes its place when they change, so that the pods roll. `undefined` where an operator
   * runs the store.
   */
  readonly configMap: ConfigMap | undefined;
  /** What leads plain clients to the primary; `undefined` unless `endpoint` is `primary` and several servers take turns. */
  readonly proxy: WebApp | undefined;
  /** `undefined` with one pod, which no budget can protect, and where an operator runs the store. */
  readonly budget: ApiObject | undefined;

  private readonly run: StoreRuntime;

  constructor(scope: Construct, id: string, props: StatefulStoreProps) {
    super(scope, id);
    const ground = this.inputs(props);
    const operator = operatorOf(this, ground.model, ground.facts);
    this.run = operator ? new OperatedStore(ground, operator) : new StorePods(this.described(ground));
    this.peer = this.run.peer;
    this.port = this.run.port;
    this.metrics = this.run.description.metrics;
    this.signals = this.run.signals;
    this.networkPolicy = this.run.fence.resource;
    this.objects = this.run.objects ?? [];
    this.serviceAccount = this.run.serviceAccount;
    this.service = this.run.service;
    this.services = this.run.services ?? [];
    this.configMap = this.run.configMap;
    this.statefulSet = this.run.statefulSet;
    this.container = this.run.container;
    this.budget = this.run.budget;
    this.proxy = this.run.proxy?.app;
  }

  /** Lets `client` connect to the store. Nothing is told to the client; `client.uses(store)` does both. */
  allowFrom(client: IPeer): void {
    const { clientPeer, port, morePorts } = this.run;
    letIn(this, client, clientPeer, [port, ...morePorts]);
  }

  /** What others need to use the store: `SESSIONS_HOST`, `SESSIONS_PORT`, `SESSIONS_PASSWORD`, `SESSIONS_URL`, and what else the engine tells. */
  bind(request: BindingRequest): Binding {
    const { description, password, authority, clientPeer, port, morePorts } = this.run;
    const host = (name: string): string => this.hostFor(name, request.namespace);
    const variables = description.bind(request, { password, authority, host });
    return { port, morePorts, via: clientPeer, ...variables };
  }

  private inputs(props: StatefulStoreProps): StoreInputs {
    checkKinds(this, props, STORE);
    const { model } = props.engine;
    const name = reserveName(this, 'StatefulSet', props.name ?? this.node.id, 52);
    const labels = standardLabels(this, name, 'stateful-store');
    const credentials = props.credentials ?? Credentials.generated();
    const memory = bytes(props.memory ?? DEFAULTS.memory);
    const sizes = volumeSizes(this, model, memory, props);
    const facts: StoreFacts = {
      scope: this,
      name,
      portName: portName(this, props.portName ?? model.name),
      service: props.serviceName ?? name,
      namespace: namespaceOf(this),
      domain: Cluster.of(this).domain,
      ...shape(this, model, props),
      memory,
      storage: bytes(sizes.now),
      dataDirectory: dataDirectory(this, props.mountPath ?? '/data'),
      addressing: props.addressing ?? 'names',
      endpoint: props.endpoint ?? 'discovery',
      tls: props.tls !== undefined,
      pointInTime: backupsOf(this, props).some(({ log }) => log !== undefined),
      secret: credentials.existing ?? `${name}-credentials`,
      secretKeys: credentials.keys,
    };
    return { scope: this, props, model, facts, sizes, labels };
  }

  private described(ground: StoreInputs): StoreContext {
    const { props, model, facts } = ground;
    const description = model.describe(facts);
    checkTopology({ scope: this, props, facts, description });
    const { selector } = props;
    const set = { kind: 'StatefulSet', name: facts.name, component: 'stateful-store', selector } as const;
    const pods = new PodSet(this, set);
    const request = { name: facts.secret, image: description.image, keys: ['password', 'admin'] };
    const credentials = (props.credentials ?? Credentials.generated()).bind(this, request);
    const { labels } = pods;
    const names = { name: `${facts.name}-tls`, labels, dnsNames: () => dnsNames(facts, description) };
    const certificate = props.tls?.bind(this, names);
    return { ...ground, labels, description, credentials, certificate, pods };
  }

  private hostFor(name: string, namespace: string | undefined): string {
    const home = namespaceOf(this);
    return home === namespace ? name : `${name}.${home}.svc.${Cluster.of(this).domain}`;
  }
}
