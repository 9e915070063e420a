import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { checkKind, checkProps, either, type Kind, type Kinds, needed, shaped, TEXT } from '../../checks/kinds';
import { namespaceOf } from '../../manifest/plain-object';
import type { Peer } from '../../network/peer';
import { Port, type PortLike, portOf } from '../../network/port';
import type { IBindable } from '../../relations/binding';
import { BINDABLE, checkBinding } from '../../relations/binding-kinds';
import { External } from '../../relations/external';
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

const IN_CLUSTER = /(^[^.]+$)|\.svc(\.cluster\.local)?$/;

/**
 * Returns the way to the host of a URL that stands in a manifest. Throws when it is not that of HTTP, when it holds a user, a password or a
 * query, and when it leads to a Service of the cluster and nothing says whose.
 */
export function wayToUrl(call: string, text: string, to: WayOut | undefined): WayOut {
  checkKind(undefined, `the URL of ${call}`, text, needed(TEXT));
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    const fix = 'use a form such as https://metrics.example.com/push';
    return fail(undefined, `the URL of ${call} must be that of HTTP`, text, fix);
  }
  if (url.username || url.password || url.search) {
    const fix = 'pass it as a SecretKey';
    fail(undefined, `the URL of ${call} must not hold a key, which its manifest would show`, 'text', fix);
  }
  if (to) return to;
  if (IN_CLUSTER.test(url.hostname)) {
    const fix = 'add to: relay, the app that serves it';
    fail(undefined, `${call} needs a way to a Service of the cluster`, text, fix);
  }
  const secure = url.protocol === 'https:';
  return External.host(url.hostname, Port.tcp(Number(url.port) || (secure ? 443 : 80), secure ? 'https' : 'http'));
}
