import { cidrRange } from '../checks/cidr';
import { fail } from '../checks/errors';
import { hostName, oneHostName } from '../checks/formats';
import { checkKind, checkProps, type Kinds, LIST, TEXT } from '../checks/kinds';
import { isReason } from '../checks/reason';
import { Peer } from '../network/peer';
import { Port, type PortLike, portOf } from '../network/port';
import { EVERYWHERE, NOT_PUBLIC } from '../network/public-addresses';
import type { AddressParts, Binding, IBindable } from './binding';
import { checkOutside, checkPublic } from './outside-host';

export interface ExternalCidrOptions {
  /** The reason for a range that is wider than `/8`, in three words or more. @default - none, which narrower ranges need not have */
  readonly reason?: string;
}

const OPTIONS: Kinds<ExternalCidrOptions> = { reason: TEXT };
/** The shortest prefix of a range that needs no reason. */
const WIDEST = 8;

/** Checks that a range has a reason exactly if it is wide. */
function checkWide(range: string, reason: string | undefined): void {
  const isWide = Number(range.split('/')[1]) < WIDEST;
  if (isWide && reason === undefined) {
    const fix = "name the range of the servers, or say why: { reason: 'the partner has no fixed addresses' }";
    fail(undefined, `an address range wider than /${WIDEST} must have a reason`, range, fix);
  }
  if (!isWide && reason !== undefined) {
    fail(undefined, `a reason is for an address range wider than /${WIDEST}`, range, 'remove the reason');
  }
  if (reason !== undefined && !isReason(reason)) {
    const fix = "say why, such as 'the partner has no fixed addresses'";
    fail(undefined, 'the reason for an address range must have three words or more', reason, fix);
  }
}

/**
 * Something outside the app that a workload uses: only egress of the workload is opened, and no
 * variables are set but those of `env`.
 *
 * @example web.uses(External.https('api.stripe.com'))
 * @example web.uses(External.cidr('10.20.0.0/16', 5432))
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class External implements IBindable<AddressParts> {
  /**
   * A server on the internet that speaks HTTPS. A NetworkPolicy knows no host names, so port 443 is opened to every public
   * address; private, link-local and loopback ranges stay closed. Throws when `host` is not the name of one host.
   */
  static https(host: string): External {
    checkOutside(host, 'External.https');
    checkPublic(undefined, host, 443);
    oneHostName(
      undefined,
      'an external host',
      host,
      (name) => `use External.host('${name}'), for every name one level below`,
    );
    return new External(Peer.addresses(host, EVERYWHERE, { except: NOT_PUBLIC }), Port.tcp(443, 'https'), host);
  }

  /**
   * One port of a host. With Cilium the port is opened by name. Elsewhere it is opened to `ranges`, or to every public address
   * without them, and an annotation of the policy says so. The name may begin with `*.`, for every name one level below.
   * Throws when `host` is not a host name or is a name of the cluster, and when a range is not in CIDR notation.
   *
   * @example web.uses(External.host('db.example.com', 5432, ['203.0.113.0/24']))
   * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
   */
  static host(host: string, port: PortLike = Port.tcp(443, 'https'), ranges?: readonly string[]): External {
    checkOutside(host, 'External.host');
    hostName(undefined, 'an external host', host);
    checkKind(undefined, 'the ranges of an external host', ranges, LIST);
    const name = host.replace(/^\*\./, 'any.');
    const peer = ranges ? Peer.addresses(name, ranges) : Peer.addresses(name, EVERYWHERE, { except: NOT_PUBLIC });
    const one = host.startsWith('*') ? undefined : host;
    return new External(peer.named(host), portOf(undefined, 'the port of an external host', port), one);
  }

  /**
   * The internet: one port of every public address. Private, link-local and loopback ranges stay closed. Prefer `https` or `host`,
   * which say for what it is. Throws when the port is not valid.
   *
   * @example web.uses(External.internet())
   */
  static internet(port: PortLike = Port.tcp(443, 'https')): External {
    const peer = Peer.addresses('internet', EVERYWHERE, { except: NOT_PUBLIC });
    return new External(peer, portOf(undefined, 'the port of the internet', port));
  }

  /**
   * One port of a range of addresses. A range that is wider than `/8` needs a `reason`, which an annotation of the policy shows. Throws
   * when `cidr` is not in CIDR notation, and on a wide range without a reason.
   *
   * @example web.uses(External.cidr('10.20.0.0/16', 5432))
   */
  static cidr(cidr: string, port: PortLike, options: ExternalCidrOptions = {}): External {
    const range = cidrRange(undefined, 'an address range', cidr);
    const { reason } = checkProps(undefined, options, OPTIONS, 'External.cidr');
    checkWide(range, reason);
    const host = cidr.replace(/\/(32|128)$/, '');
    const one = host === cidr ? undefined : host;
    const peer = Peer.addresses(cidr, [cidr]);
    const to = reason === undefined ? peer : peer.because(`${reason}; it opens ${range}`);
    return new External(to, portOf(undefined, 'the port of an address range', port), one);
  }

  private constructor(
    readonly peer: Peer,
    private readonly port: Port,
    /** `undefined` for more than one host. */
    private readonly host?: string,
  ) {}

  bind(): Binding<AddressParts> {
    const { port, host } = this;
    const url = port.name === 'https' && host !== undefined ? `https://${host}` : undefined;
    return { port, env: {}, parts: { ...(host && { host }), port: `${port.number}`, ...(url && { url }) } };
  }
}
