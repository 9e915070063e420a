import type { Binding, IBindable } from './binding';
import { hostName } from './internal/validate';
import { Peer } from './peer';
import { Port } from './port';

/** Ranges that no public server has: https://www.iana.org/assignments/iana-ipv4-special-registry */
const NOT_PUBLIC = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  'fe80::/10',
];

/**
 * Something outside the app that a workload uses: only the workload's own end of the connection is opened, and no
 * environment is set.
 *
 * @example web.uses(External.https('api.stripe.com'))
 * @example web.uses(External.cidr('10.20.0.0/16', Port.tcp(5432, 'postgres')))
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class External implements IBindable {
  /**
   * A server on the internet that speaks HTTPS. A NetworkPolicy knows no host names, so port 443 is opened to every public
   * address; private, link-local and loopback ranges stay closed. Throws when `host` is not a host name.
   */
  static https(host: string): External {
    hostName(undefined, 'an external host', host);
    return new External(Peer.addresses(host, ['0.0.0.0/0', '::/0'], NOT_PUBLIC), Port.tcp(443, 'https'));
  }

  /** One port of a range of addresses. Throws when `cidr` is not in CIDR notation. */
  static cidr(cidr: string, port: Port): External {
    return new External(Peer.addresses(cidr, [cidr]), port);
  }

  private constructor(
    readonly peer: Peer,
    private readonly port: Port,
  ) {}

  bind(): Binding {
    return { port: this.port, env: {} };
  }
}
