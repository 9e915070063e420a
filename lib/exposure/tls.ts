import { dnsName } from '../checks/formats';
import type { CertificateIssuer } from '../cluster/add-ons/cert-manager';

/**
 * Where the certificate of a host comes from. A Gateway has certificates of its own, at its listeners.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
 */
export class Tls {
  /** The certificate that the ingress controller, or the Gateway, has by itself, such as a wildcard. */
  static controller(): Tls {
    return new Tls(undefined, undefined);
  }

  /** A TLS Secret in the namespace of the app that somebody else creates. */
  static secret(name: string): Tls {
    return new Tls(dnsName(undefined, 'the name of a TLS Secret', name), undefined);
  }

  /**
   * A certificate that cert-manager has signed and renews, in a Secret named for the app.
   *
   * @see https://cert-manager.io/docs/usage/ingress/
   */
  static issuer(issuer: string, kind: 'ClusterIssuer' | 'Issuer' = 'ClusterIssuer'): Tls {
    return new Tls(undefined, { issuer: dnsName(undefined, 'the name of an issuer', issuer), kind });
  }

  private constructor(
    readonly secretName: string | undefined,
    readonly certificateIssuer: CertificateIssuer | undefined,
  ) {}
}
