import type { ApiObject } from 'cdk8s';
import type { ConfigMap, Container, Service, ServiceAccount, StatefulSet } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { Binding, BindingRequest, IBindable } from '../binding';
import { Cluster } from '../cluster';
import { allow } from '../internal/connect';
import { selectorLabels, standardLabels } from '../internal/labels';
import { claimName } from '../internal/names';
import { namespaceOf } from '../internal/object';
import { bytes } from '../internal/quantity';
import { portName } from '../internal/validate';
import { type IPeer, Peer } from '../peer';
import { Port } from '../port';
import type { IObservable, MetricsEndpoint, Signal } from '../signal';
import { DEFAULTS } from './containers';
import type { StoreContext } from './context';
import { Credentials } from './credentials';
import type { StoreFacts } from './description';
import { ExistingStore, type ExistingStoreProps } from './existing-store';
import { StorePods } from './pods';
import type { StatefulStoreProps } from './props';
import { portNumbers } from './services';
import { dataDirectory, volumeSizes } from './storage';
import { checkTopology, shape } from './topology';
import { volumeSignals } from './volume-signals';

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
   * const orders = StatefulStore.fromService({
   *   service: 'orders-db', namespace: 'databases', pods: { app: 'postgres' }, port: Port.tcp(5432, 'postgres'),
   *   user: 'app', password: SecretKey.of('orders-db', 'password'),
   *   url: 'postgresql://$(USER):$(PASSWORD)@$(HOST):$(PORT)/orders',
   * });
   */
  static fromService(props: ExistingStoreProps): ExistingStore {
    return new ExistingStore(props);
  }

  readonly peer: Peer;
  readonly port: Port;
  readonly metrics: MetricsEndpoint | undefined;
  readonly signals: readonly Signal[];
  readonly statefulSet: StatefulSet;
  readonly container: Container;
  /** Headless: gives every pod a name. */
  readonly service: Service;
  /** What the engine asks for beside it: for reading, for asking who is the primary. */
  readonly services: readonly Service[];
  readonly serviceAccount: ServiceAccount;
  /** Configuration and scripts; another one takes its place when they change, so that the pods roll. */
  readonly configMap: ConfigMap;
  /** `undefined` with one pod, which no budget can protect. */
  readonly budget: ApiObject | undefined;
  readonly networkPolicy: ApiObject;

  private readonly context: StoreContext;

  constructor(scope: Construct, id: string, props: StatefulStoreProps) {
    super(scope, id);
    this.context = this.describe(props);
    const { description, peer } = this.context;
    this.peer = peer;
    this.port = Port.tcp(description.port, this.context.facts.portName);
    this.metrics = description.metrics;
    const pods = new StorePods(this.context, this.port);
    const backups = [props.backup ?? []].flat().map((backup) => backup.attach(this.context, pods));
    this.signals = [
      ...(description.signals ?? []),
      ...volumeSignals(this.context),
      ...backups.flatMap(({ signals }) => signals),
    ];
    this.serviceAccount = pods.serviceAccount;
    this.service = pods.service;
    this.services = pods.services;
    this.configMap = pods.configMap;
    this.statefulSet = pods.statefulSet;
    this.container = pods.container;
    this.budget = pods.budget;
    this.networkPolicy = pods.fence.resource;
  }

  /** Lets `client` connect to the store. Nothing is told to the client; `client.uses(store)` does both. */
  allowFrom(client: IPeer): void {
    allow(client.peer, this.peer, [this.port, ...this.clientPorts]);
  }

  /** What others need to use the store: `SESSIONS_HOST`, `SESSIONS_PORT`, `SESSIONS_PASSWORD`, `SESSIONS_URL`, and what else the engine tells. */
  bind(request: BindingRequest): Binding {
    const { description, credentials } = this.context;
    const told = description.bind(request, {
      password: credentials.key,
      host: (name) => this.hostFor(name, request.namespace),
    });
    return { port: this.port, morePorts: this.clientPorts, ...told };
  }

  private describe(props: StatefulStoreProps): StoreContext {
    const { model } = props.engine;
    const name = claimName(this, 'StatefulSet', props.name ?? this.node.id, 52);
    const selector = props.selector ?? selectorLabels(name, 'stateful-store');
    const labels = { ...standardLabels(this, name, 'stateful-store'), ...selector };
    const credentialsOf = props.credentials ?? Credentials.generated();
    const secret = credentialsOf.existing ?? `${name}-credentials`;
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
      tls: false,
      secret,
      secretKeys: credentialsOf.keys,
    };
    const description = model.describe(facts);
    checkTopology({ scope: this, props, facts, description });
    const request = { name: secret, image: description.image, keys: ['password', 'admin'] };
    const credentials = credentialsOf.bind(this, request);
    const peer = Peer.pods(this, { name, labels: selector });
    return { scope: this, props, model, facts, sizes, description, credentials, selector, labels, peer };
  }

  private get clientPorts(): readonly Port[] {
    const numbers = portNumbers(this.context, this.port);
    return (this.context.description.clientPorts ?? []).flatMap((name) => {
      const number = numbers.get(name);
      return number === undefined ? [] : [Port.tcp(number, name)];
    });
  }

  private hostFor(name: string, namespace: string | undefined): string {
    const home = namespaceOf(this);
    return home === namespace ? name : `${name}.${home}.svc.${Cluster.of(this).domain}`;
  }
}
