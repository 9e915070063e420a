import type { ApiObject } from 'cdk8s';
import { fail } from '../checks/errors';
import { dnsName } from '../checks/formats';
import { ADD_ONS } from '../cluster/add-ons/table';
import { PlainObject } from '../manifest/plain-object';
import type { Policy } from '../network/network-policy';
import { Peer } from '../network/peer';
import { Port } from '../network/port';
import { declareExternal } from '../registry/external-objects';
import { reserveName } from '../registry/names';
import { allow } from '../relations/connect';
import { SecretKey } from '../relations/secret-key';
import { PodSet } from '../workload/pod-set';
import { resources } from '../workload/resources';
import type { StoreInputs, StoreRuntime } from './context';
import type { OperatedDescription, OperatedFacts } from './description';
import type { OperatorModel } from './engine-model';
import { DEFAULTS } from './pods/containers';
import type { StatefulStoreProps } from './props';
import { checkTopology, spreading } from './topology/shape';
import { storageClassOf } from './volumes/storage';
import { claimSignals } from './volumes/volume-signals';

/** What only pods that are made here can be told. */
const OWN: readonly (keyof StatefulStoreProps)[] = [
  'addressing',
  'backup',
  'containerName',
  'endpoint',
  'grownFrom',
  'mountPath',
  'restoreFrom',
  'volumeRetention',
  'selector',
  'serviceName',
  'tls',
  'volumeName',
];

/** A store whose pods an operator makes: the operator's custom resources, and the network that the pods need. */
export class OperatedStore implements StoreRuntime {
  readonly description: OperatedDescription;
  readonly port: Port;
  readonly morePorts: readonly Port[] = [];
  readonly password: SecretKey;
  readonly authority: SecretKey | undefined;
  readonly peer: Peer;
  readonly clientPeer: Peer;
  readonly signals;
  readonly objects: readonly ApiObject[];
  readonly fence: Policy;
  private readonly pods: PodSet;

  constructor(
    private readonly ground: StoreInputs,
    operator: OperatorModel,
  ) {
    const { scope, props, facts } = ground;
    for (const prop of OWN) {
      if (props[prop] === undefined) continue;
      fail(
        scope,
        `${prop} is for pods of the store's own, and ${ADD_ONS[operator.addOn].title} makes these`,
        props[prop],
        'leave it out',
      );
    }
    checkTopology({ scope, props, facts, description: {} });
    this.description = operator.describe(this.facts());
    const { description } = this;
    const { selector, clients = selector } = description;
    const advice = 'Raise storage in the program: the operator grows the volumes while the store runs.';
    this.signals = [...(description.signals ?? []), ...claimSignals(ground, description.claims, advice)];
    this.port = Port.tcp(description.port, facts.portName);
    const made = ({ secret, key }: { secret: string; key: string }): SecretKey => SecretKey.of(secret, key);
    this.password = made(description.password);
    this.authority = description.authority && made(description.authority);
    for (const key of [this.password, this.authority]) if (key) declareExternal(scope, 'Secret', key.secret);
    // The operator labels the pods.
    const { labels } = ground;
    const { name } = facts;
    this.pods = new PodSet(scope, { kind: 'StatefulSet', name, component: 'stateful-store', selector, labels });
    this.peer = this.pods.peer;
    this.clientPeer = Peer.pods(scope, { name: facts.name, labels: clients });
    this.objects = this.createObjects();
    this.fence = this.pods.fence;
    this.openNetwork();
  }

  private facts(): OperatedFacts {
    const { scope, props, facts } = this.ground;
    return {
      ...facts,
      resources: resources(scope, props, DEFAULTS),
      storageClass: storageClassOf(scope, props),
      accessMode: props.accessMode ?? 'ReadWriteOnce',
      spread: spreading(this.ground).spread === 'strict' ? 'strict' : 'soft',
      givenSecret: props.credentials?.existing,
      fromSnapshot: [props.fromSnapshot ?? []]
        .flat()
        .map((name) => dnsName(scope, 'the name of a VolumeSnapshot', name)),
    };
  }

  private createObjects(): readonly ApiObject[] {
    const { scope, labels } = this.ground;
    return this.description.objects.map(({ id, apiVersion, kind, name, spec }) => {
      reserveName(scope, kind, name);
      return new PlainObject(scope, id, { apiVersion, kind, name, labels, fields: () => ({ spec }) }).resource;
    });
  }

  /** The servers among themselves, the operator to them, and they to the API server, where they find out who the primary is. */
  private openNetwork(): void {
    const { peerPorts = {}, operator, apiServer, stores = [] } = this.description;
    const ports = [this.port, ...Object.entries(peerPorts).map(([name, number]) => Port.tcp(number, name))];
    this.fence.allowFrom(this.peer.rules, ports);
    this.fence.allowTo(this.peer.rules, ports);
    this.fence.allowFrom(
      [{ namespaces: [operator.namespace], labels: operator.labels }],
      operator.ports.map((number) => Port.tcp(number, 'operator')),
    );
    for (const { peer, port } of stores) allow(this.peer, peer, [port]);
    if (apiServer) this.pods.reachApiServer();
  }
}
