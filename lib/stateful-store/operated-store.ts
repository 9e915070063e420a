import type { ApiObject } from 'cdk8s';

import { PlainObject } from '../manifest/plain-object';
import { Peer } from '../network/peer';
import { Port } from '../network/port';
import { declareExternal } from '../registry/external-objects';
import { reserveName } from '../registry/names';
import { allow } from '../relations/connect';
import { SecretKey } from '../relations/secret-key';
import type { Signal } from '../relations/signal';
import { PodSet } from '../workload/pod-set';
import type { OperatedDescription } from './description';
import type { OperatedPlan } from './plan';
import type { StoreRuntime } from './runtime';
import { claimSignals } from './volumes/volume-signals';

const ADVICE = 'Raise storage in the program: the operator grows the volumes while the store runs.';

/** A store whose pods an operator makes: the operator's custom resources, and the network that the pods need. */
export class OperatedStore implements StoreRuntime {
  readonly description: OperatedDescription;
  readonly pods: PodSet;
  readonly port: Port;
  readonly morePorts: readonly Port[] = [];
  readonly password: SecretKey;
  readonly authority: SecretKey | undefined;
  readonly clientPeer: Peer;
  readonly signals: readonly Signal[];
  readonly objects: readonly ApiObject[];

  constructor(private readonly plan: OperatedPlan) {
    const { scope, facts, labels, description } = plan;
    const { selector, clients = selector } = description;
    const { name } = facts;
    this.description = description;
    this.signals = [...(description.signals ?? []), ...claimSignals(plan, description.claims, ADVICE)];
    this.port = Port.tcp(description.port, facts.portName);
    const { password, authority } = description;
    this.password = SecretKey.of(password.secret, password.key, { encoded: password.encoded });
    this.authority = authority && SecretKey.of(authority.secret, authority.key);
    for (const key of [this.password, this.authority]) if (key) declareExternal(scope, 'Secret', key.secret);
    // The operator labels the pods.
    this.pods = new PodSet(scope, { kind: 'StatefulSet', name, component: 'stateful-store', selector, labels });
    this.clientPeer = Peer.pods(scope, { name, labels: clients });
    this.objects = this.createObjects();
    this.openNetwork();
  }

  private createObjects(): readonly ApiObject[] {
    const { scope, labels, description } = this.plan;
    return description.objects.map(({ id, apiVersion, kind, name, spec }) => {
      reserveName(scope, kind, name);
      return new PlainObject(scope, id, { apiVersion, kind, name, labels, fields: () => ({ spec }) }).resource;
    });
  }

  /** Lets the servers connect to each other and to the API server, from which they learn the primary, and the operator to them. */
  private openNetwork(): void {
    const { peerPorts = {}, operator, apiServer, stores = [] } = this.description;
    const { peer, fence } = this.pods;
    const ports = [this.port, ...Object.entries(peerPorts).map(([name, number]) => Port.tcp(number, name))];
    fence.allowFrom(peer.rules, ports);
    fence.allowTo(peer.rules, ports);
    fence.allowFrom(
      [{ namespaces: [operator.namespace], labels: operator.labels }],
      operator.ports.map((number) => Port.tcp(number, 'operator')),
    );
    for (const store of stores) allow(peer, store.peer, [store.port]);
    if (apiServer) this.pods.reachApiServer();
  }
}
