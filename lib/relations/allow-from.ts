import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { checkProps, TEXT } from '../checks/kinds';
import { type IPeer, Peer } from '../network/peer';
import type { Port } from '../network/port';
import { allow } from './connect';
import { inOneCluster } from './one-cluster';

/** The options of `allowFrom`. */
export interface AllowFromOptions {
  /** The name of the only port to open; `metrics` stands for all ports of metrics. @default - all ports, those of metrics, too */
  readonly port?: string;
}

/** A set of pods, and its ports that clients may connect to. */
export interface Opened {
  readonly peer: Peer;
  readonly ports: readonly Port[];
  /** Those among the ports that serve metrics, whatever their names are. */
  readonly metrics?: readonly Port[];
}

function clientFix(client: unknown): string {
  if (client instanceof Peer) return 'put it into an object: allowFrom({ peer })';
  if (Array.isArray(client)) return 'call allowFrom once for each: for (const one of list) web.allowFrom(one)';
  const { namespace } = Object(client ?? {}) as { readonly namespace?: unknown };
  if (typeof namespace === 'string') {
    return `use { peer: Peer.foreignPods({ name: '${namespace}', namespaces: ['${namespace}'] }) }`;
  }
  if (typeof client === 'string' && ['internet', 'all', 'any', 'everyone', 'public', '*'].includes(client)) {
    return "use { peer: Peer.addresses('internet', ['0.0.0.0/0', '::/0']) }";
  }
  const isRange = typeof client === 'string' && /^[0-9a-f:.]+\/\d+$/i.test(client);
  if (isRange) return `use { peer: Peer.addresses('clients', ['${client}']) }`;
  return 'pass a WebApp or a Worker, for example';
}

/**
 * Opens the network from the peer in `allowFrom` to the pods of `construct`. Throws when it is no peer, and when there is no port to
 * open.
 */
export function letIn(
  construct: Construct,
  client: IPeer,
  opened: readonly Opened[],
  options: AllowFromOptions = {},
): void {
  if (!(client?.peer instanceof Peer)) {
    fail(construct, 'allowFrom needs a peer to let in', client, clientFix(client));
  }
  const elsewhere =
    "let in the addresses that it comes from: allowFrom({ peer: Peer.addresses('partner', ['203.0.113.0/24']) })";
  inOneCluster(construct, `allowFrom(${client.peer.name})`, client.peer.scope, elsewhere);
  const { port: wanted } = checkProps(construct, options, { port: TEXT }, 'allowFrom');
  const chosen = opened.map(({ peer, ports, metrics = [] }) => ({
    peer,
    ports: ports.filter(
      (port) => wanted === undefined || port.name === wanted || (wanted === 'metrics' && metrics.includes(port)),
    ),
  }));
  if (chosen.every(({ ports }) => ports.length === 0)) {
    const known = opened.flatMap(({ ports }) => ports.map(({ name }) => name));
    const fix = known.length === 0 ? 'give it metrics: { port: 9090 }, for example' : `use one of ${known.join(', ')}`;
    fail(construct, 'allowFrom needs a port to open', wanted ?? 'none', fix);
  }
  for (const { peer, ports } of chosen) if (ports.length > 0) allow(client.peer, peer, ports);
}
