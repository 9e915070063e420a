import type { Construct } from 'constructs';
import { checkProps, either, type Kind, type Kinds, needed, shaped } from '../../checks/kinds';
import { namespaceOf } from '../../manifest/plain-object';
import type { Peer } from '../../network/peer';
import { type Port, type PortLike, portOf } from '../../network/port';
import type { IBindable } from '../../relations/binding';
import { BINDABLE, checkBinding } from '../../relations/binding-kinds';
import { PEER, PORT } from '../../relations/reference-kinds';

/** Pods or addresses, and the port that they listen on. */
export interface Destination {
  readonly peer: Peer;
  readonly port: PortLike;
}

/** The way from a server of ours to something else: an `External`, an app of the program, or pods and their port. */
export type WayOut = IBindable | Destination;

const FIX = "use External.https('alerts.example.com'), for example";
const DESTINATION: Kinds<Destination> = { peer: needed(PEER), port: needed(PORT) };
const PODS: Kind = {
  ...shaped(['peer', 'port'], 'a peer and its port', FIX),
  inside: (scope, value, about) => checkProps(scope, value as Destination, DESTINATION, about),
};

export const ROUTE: Kind = { ...either({ ...BINDABLE, fix: FIX }, PODS), what: 'something to connect to' };

/** The pods or addresses at the end of a way, and the ports to open. */
export interface Opening {
  readonly peer: Peer;
  readonly ports: readonly Port[];
}

/** Returns what to open for a way that begins at the pods of `scope`. */
export function openingOf(scope: Construct, way: WayOut): Opening {
  if (!('bind' in way)) return { peer: way.peer, ports: [portOf(scope, 'the port of a way out', way.port)] };
  const given = way.bind({ prefix: 'TO', credentials: 'files', namespace: namespaceOf(scope) });
  const { port, morePorts = [], via } = checkBinding(scope, way.peer.name, given);
  return { peer: via ?? way.peer, ports: [port, ...morePorts] };
}
