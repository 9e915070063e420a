import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { placed } from '../checks/scope';
import { Cluster } from '../cluster/cluster';
import { namespaceOf } from '../manifest/plain-object';
import type { IPeer, Peer } from '../network/peer';
import type { Port } from '../network/port';
import { type AllowFromOptions, letIn } from '../relations/allow-from';
import type { Binding, BindingRequest, EnvValue, IBindable } from '../relations/binding';
import { checkRequest } from '../relations/binding-kinds';
import { secretsInUrls } from '../relations/secret-in-url';
import type { IObservable, MetricsEndpoint, Signal } from '../relations/signal';
import { metricsPorts } from '../workload/server-services';
import { StoreCopy } from './copy/store-copy';
import { ExistingStore, type ExistingStoreProps } from './existing-store';
import { OperatedStore } from './operated-store';
import type { StorePlan } from './plan';
import { type StorePodObjects, StorePods } from './pods/store-pods';
import type { StatefulStoreProps } from './props';
import type { StoreRuntime } from './runtime';
import { settle } from './settle';
import type { StoreParts } from './store-parts';

/**
 * A server that keeps data: StatefulSet with a volume for every pod, headless Service for stable names, configuration and
 * scripts in a ConfigMap, generated passwords, disruption budget and NetworkPolicy. The engine decides which server runs, how
 * its pods replicate and which one takes over when one is lost. The pods meet the `restricted` Pod Security Standard.
 *
 * Throws when Kubernetes would refuse a prop, when the engine cannot do what the props ask for, and when the volume is too
 * small for the memory.
 *
 * @example
 * const sessions = new StatefulStore(this, 'sessions', { engine: Engine.valkey(), memory: Size.mebibytes(512) });
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export class StatefulStore extends Construct implements IBindable<StoreParts>, IObservable {
  /**
   * A store that runs elsewhere, in the cluster or outside: only the client's end of the connection is opened, and variables
   * have the values that you give. Throws when the place of the store is missing.
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
  /** StatefulSet, Services and the other objects of the pods; `undefined` if an operator runs the store. */
  readonly pods: StorePodObjects | undefined;
  /** The custom resources of the operator that runs the store; `undefined` if Mainstay makes its pods. */
  readonly objects: readonly ApiObject[] | undefined;

  private readonly run: StoreRuntime;

  constructor(scope: Construct, id: string, props: StatefulStoreProps) {
    super(...placed(new.target.name, scope, id));
    const settled = settle(this, props);
    if (settled.operated) {
      const operated = new OperatedStore(settled.operated);
      this.objects = operated.objects;
      this.run = operated;
    } else {
      const pods = new StorePods(settled.plan, settled.backups);
      this.pods = pods;
      this.run = pods;
    }
    this.peer = this.run.pods.peer;
    this.port = this.run.port;
    this.metrics = this.run.description.metrics;
    this.signals = this.run.signals;
    this.networkPolicy = this.run.pods.fence.resource;
  }

  /**
   * Lets `client` connect to the store, to its metrics too, or to one port. `client.uses(store)` opens only what clients need, and sets
   * the client's variables. Throws when no port has the name.
   *
   * @example store.allowFrom({ peer: Peer.foreignPods({ name: 'prometheus', namespaces: ['monitoring'] }) }, { port: 'metrics' })
   */
  allowFrom(client: IPeer, options: AllowFromOptions = {}): void {
    const { clientPeer, port, morePorts } = this.run;
    const served = { peer: clientPeer, ports: [port, ...morePorts] };
    const metrics = this.metrics ? metricsPorts(this.metrics) : [];
    letIn(this, client, [served, { peer: this.peer, ports: metrics, metrics }], options);
  }

  /**
   * Returns a client's variables: `SESSIONS_HOST`, `SESSIONS_PORT`, `SESSIONS_PASSWORD`, `SESSIONS_URL`, and those of the engine.
   * There is no URL when a password of your own may not fit into one.
   */
  bind(request: BindingRequest): Binding<StoreParts> {
    checkRequest(this, request);
    const { description, password, authority, clientPeer, port, morePorts } = this.run;
    const host = (name: string): string => this.hostFor(name, request.namespace);
    const { env, ...rest } = description.bind(request, { password, authority, host });
    return { port, morePorts, via: clientPeer, env: withoutWrongUrls(env), ...rest };
  }

  /**
   * Returns the data of this store for `copyFrom` of an empty one, whose clients are switched afterwards. Throws unless `readOnly` is set:
   * what this store acknowledged meanwhile would be lost.
   *
   * @example new StatefulStore(this, 'orders18', { engine: Engine.postgres({ database: 'orders' }), copyFrom: orders.copy() })
   */
  copy(): StoreCopy {
    return StoreCopy.final(this.copied());
  }

  /** Returns the data of this store at the time of the copy, for `copyFrom` of a store to try. This store goes on as it is. */
  rehearsal(): StoreCopy {
    return StoreCopy.trial(this.copied());
  }

  private copied(): StorePlan {
    if (this.run instanceof StorePods) return this.run.plan;
    const fix = 'use recovery of CloudNativePG, or its import';
    return fail(this, 'a store that is copied must have pods of its own', 'servers of an operator', fix);
  }

  private hostFor(name: string, namespace: string | undefined): string {
    const home = namespaceOf(this);
    return home === namespace ? name : `${name}.${home}.svc.${Cluster.of(this).domain}`;
  }
}

/** Returns the variables without URLs that may not hold a secret. */
function withoutWrongUrls(env: Binding['env']): Binding['env'] {
  const holds = ([, value]: [string, EnvValue]): boolean =>
    typeof value !== 'string' ||
    secretsInUrls(value, (variable) => env[variable]).every(({ key }) => key.encoded !== undefined);
  return Object.fromEntries(Object.entries(env).filter(holds));
}
