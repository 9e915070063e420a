import type { Construct, IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import { envName } from '../checks/formats';
import { checkProps } from '../checks/kinds';
import { Cluster } from '../cluster/cluster';
import { applyAfter } from '../manifest/apply-order';
import { standardLabels } from '../manifest/labels';
import { namespaceOf } from '../manifest/plain-object';
import { hostPolicy } from '../network/host-policy';
import { Policy } from '../network/network-policy';
import type { Peer, PeerRule } from '../network/peer';
import type { Port } from '../network/port';
import { sayWidened } from '../network/widened';
import { AppRecord } from '../registry/registry';
import { type Binding, type IBindable, USES, type UsesOptions } from './binding';
import { BINDABLE, checkBinding } from './binding-kinds';
import { elsewhere, inOneCluster } from './one-cluster';
import { checkPublic } from './outside-host';
import { type Consumer, setVariables } from './set-variables';
import { prefixOf } from './variable-names';

function providerFix(provider: unknown): string {
  if (Array.isArray(provider)) return 'call uses once for each: for (const one of list) web.uses(one)';
  const isHost = typeof provider === 'string' && /^([a-z0-9-]+\.)+[a-z]+$/.test(provider);
  if (isHost) return `use External.https('${provider}'), for example`;
  return 'pass the construct itself: a StatefulStore or a WebApp, for example';
}

/** Lets `consumer` use `provider`: opens the network on both sides, sets variables, orders the apply. Repeating it changes nothing. */
export function connect<Parts>(consumer: Consumer, provider: IBindable<Parts>, options: UsesOptions<Parts> = {}): void {
  join(consumer, provider, options);
  if (provider.peer.scope) applyAfter(consumer.construct, provider.peer.scope);
}

/** Does what `connect` does, and says nothing about the order: for a provider without which the consumer works, too. */
export function join<Parts>(consumer: Consumer, provider: IBindable<Parts>, options: UsesOptions<Parts> = {}): void {
  const { construct, client } = consumer;
  if (!BINDABLE.is(provider)) {
    fail(construct, 'uses needs something that can be used', provider, providerFix(provider));
  }
  inOneCluster(construct, `uses(${provider.peer.name})`, provider.peer.scope, elsewhere(provider.peer));
  const { as, credentials = 'env', port, env } = checkProps(construct, options as UsesOptions, USES, 'uses');
  const prefix = envName(construct, as ?? prefixOf(provider, port));
  const namespace = namespaceOf(construct);
  const given = provider.bind({ prefix, credentials, namespace, client, port });
  const binding = checkBinding(construct, provider.peer.name, given as Binding);
  if (!binding.port) {
    fail(
      construct,
      `uses(${provider.peer.name}) needs a port to open`,
      binding.port,
      'give it a port, or use allowFrom on the other side',
    );
  }
  if (port !== undefined && binding.port.name !== port) {
    const fix = `leave port out, or name ${binding.port.name}`;
    fail(construct, `uses(${provider.peer.name}) needs a port that it has`, port, fix);
  }
  allow(consumer.peer, binding.via ?? provider.peer, [binding.port, ...(binding.morePorts ?? [])]);
  setVariables(consumer, provider, { prefix, binding: binding as Binding, env, secret: options.secret });
}

/** The ports of pods that a client may connect to, by the construct of the pods. */
const openPorts = new AppRecord(() => new Map<IConstruct, Set<string>>());

/** Returns true if a client may connect to a port of pods of this app. */
export function isOpen({ scope }: Peer, port: Port): boolean {
  return scope !== undefined && openPorts.of(scope).get(scope)?.has(`${port}`) === true;
}

/** Opens the network from `client` to `server`, in the namespace of each that this app defines. */
export function allow(client: Peer, server: Peer, ports: readonly Port[]): void {
  if (client.scope) inOneCluster(client.scope, `a connection to ${server.name}`, server.scope, elsewhere(server));
  if (client.scope && server.host !== undefined) allowToHost(client.scope, client, server, server.host, ports);
  else if (client.scope) {
    const policy = policyFor(client.scope, client, server, 'Egress');
    policy.allowTo(seenFrom(client.scope, server), ports);
    if (server.reason !== undefined) policy.resource.metadata.addAnnotation('mainstay/widened', server.reason);
  }
  if (!server.scope) return;
  policyFor(server.scope, server, client, 'Ingress').allowFrom(seenFrom(server.scope, client), ports);
  const open = openPorts.of(server.scope);
  open.set(server.scope, new Set([...(open.get(server.scope) ?? []), ...ports.map(String)]));
}

/** Opens egress by name where the network plugin can; elsewhere by address, with an annotation that says what it opens. */
function allowToHost(scope: Construct, client: Peer, server: Peer, host: string, ports: readonly Port[]): void {
  if (Cluster.of(scope).addOn('cilium')) {
    const name = policyName(`${client.name}-to-${server.name}`);
    const selector = client.rules[0]?.labels ?? {};
    hostPolicy(scope, `to-host-${server.name}`, name, selector, standardLabels(scope, client.name, 'relation')).open(
      host,
      ports,
    );
    return;
  }
  if (server.rules.some(({ cidr }) => cidr === '0.0.0.0/0')) checkPublic(scope, host, ports[0]?.number ?? 443);
  const policy = policyFor(scope, client, server, 'Egress');
  policy.allowTo(server.rules, ports);
  sayWidened(policy, widened(host, server));
}

function widened(host: string, { rules }: Peer): string {
  const ranges = rules.map(({ cidr }) => cidr);
  const open = ranges.includes('0.0.0.0/0') ? 'every public address' : ranges.join(', ');
  return `meant for ${host}; a NetworkPolicy knows no names, so it opens ${open}`;
}

type Direction = 'Ingress' | 'Egress';

/** Returns the one policy for a pair and a direction, with a readable name: `web-to-sessions`, `sessions-from-web`. */
function policyFor(scope: Construct, own: Peer, other: Peer, direction: Direction): Policy {
  const abroad = other.scope && namespaceOf(other.scope) !== namespaceOf(scope) ? namespaceOf(other.scope) : undefined;
  const name = [own.name, direction === 'Egress' ? 'to' : 'from', abroad, other.name].filter(Boolean).join('-');
  const id = `${direction === 'Egress' ? 'to' : 'from'}-${other.scope?.node.path.replaceAll('/', '-') ?? other.name}`;
  const there = scope.node.tryFindChild(id);
  if (there instanceof Policy) return there;
  const selector = own.rules[0]?.labels ?? {};
  const labels = standardLabels(scope, own.name, 'relation');
  return new Policy(scope, id, { name: policyName(name), selector, labels, types: [direction] });
}

/** Peers outside the cluster may be named by address: `10.0.0.0/8` → `10.0.0.0-8`. */
function policyName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .slice(0, 253)
    .replace(/[^a-z0-9]+$/, '');
}

/** Returns the rules that select a peer from a NetworkPolicy in the namespace of `scope`. */
function seenFrom(scope: Construct, peer: Peer): readonly PeerRule[] {
  if (!peer.scope) return peer.rules;
  const here = namespaceOf(scope);
  const there = namespaceOf(peer.scope);
  if (here === there) return peer.rules;
  if (there === undefined) {
    fail(
      scope,
      `the namespace of ${peer.scope.node.path} must be known to open the network`,
      undefined,
      'give its chart a namespace',
    );
  }
  return peer.rules.map((rule) => ({ ...rule, namespaces: [there] }));
}
