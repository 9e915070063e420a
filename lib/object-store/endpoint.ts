import { isIP } from 'node:net';
import { fail } from '../checks/errors';
import { Peer } from '../network/peer';
import { type Port, type PortLike, portOf } from '../network/port';
import { External } from '../relations/external';

/** Facts from the user about the server at a URL. */
export interface EndpointHints {
  readonly peer?: Peer;
  readonly port?: PortLike;
  readonly ranges?: readonly string[];
}

/** The server at a URL, and its port. */
export interface Endpoint {
  readonly peer: Peer;
  readonly port: Port;
}

/** Returns the peer and port that the network must open for a URL. Throws when the URL does not tell them. */
export function endpointOf(text: string, hints: EndpointHints): Endpoint {
  const url = parsed(text);
  const number = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const port = portOf(undefined, 'port', hints.port ?? number, 'object-store');
  if (hints.peer) return { peer: hints.peer, port };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(host);
  if (version !== 0) return { peer: Peer.addresses(host, [`${host}/${version === 4 ? 32 : 128}`]), port };
  if (!host.includes('.') || /\.svc(\.|$)/.test(host)) {
    const fix = "pass peer: Peer.foreignPods({ name: 'minio', namespaces: ['minio'] }), for example";
    fail(undefined, 'the pods behind an endpoint in the cluster must be known', text, fix);
  }
  return { peer: External.host(host, port, hints.ranges).peer, port };
}

/** Returns the URL of an endpoint. Throws when it is more than scheme, host and port. */
export function plainUrl(text: string): string {
  parsed(text);
  return text;
}

function parsed(text: string): URL {
  const fix = 'use a form such as https://minio.example.com:9000';
  const url = URL.canParse(text) ? new URL(text) : fail(undefined, 'endpoint must be a URL', text, fix);
  const plain = /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username;
  if (!plain || text.endsWith('/')) fail(undefined, 'endpoint must be scheme, host and port', text, fix);
  return url;
}
