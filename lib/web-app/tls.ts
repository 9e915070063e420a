import { dnsLabel } from '../internal/validate';

/**
 * Where the certificate of a host comes from.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
 */
export class Tls {
  /** The certificate that the ingress controller has by itself, such as a wildcard. */
  static controller(): Tls {
    return new Tls(undefined);
  }

  /** A TLS Secret in the namespace of the app that somebody else creates. */
  static secret(name: string): Tls {
    for (const label of name.split('.')) dnsLabel(undefined, 'the name of a TLS Secret', label);
    return new Tls(name);
  }

  private constructor(readonly secretName: string | undefined) {}
}
