import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { namespaceOf } from '../manifest/plain-object';
import type { IPeer, Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { Binding, BindingRequest, IBindable } from '../relations/binding';
import { letIn } from '../relations/connect';
import type { IObservable, MetricsEndpoint, Signal } from '../relations/signal';
import { ExistingStore, type ExistingStoreProps } from './existing-store';
import { OperatedStore } from './operated-store';
import { type StorePodObjects, StorePods } from './pods/store-pods';
import type { StatefulStoreProps } from './props';
import type { StoreRuntime } from './runtime';
import { settle } from './settle';

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
  /** StatefulSet, Services and all else that makes the pods; `undefined` where an operator runs the store. */
  readonly pods: StorePodObjects | undefined;
  /** The custom resources of the operator that runs the store; `undefined` where its pods are made here. */
  readonly objects: readonly ApiObject[] | undefined;

  private readonly run: StoreRuntime;

  constructor(scope: Construct, id: string, props: StatefulStoreProps) {
    super(scope, id);
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

  /** Lets `client` connect to the store. The client gets no variables; `client.uses(store)` does both. */
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

  private hostFor(name: string, namespace: string | undefined): string {
    const home = namespaceOf(this);
    return home === namespace ? name : `${name}.${home}.svc.${Cluster.of(this).domain}`;
  }
}
