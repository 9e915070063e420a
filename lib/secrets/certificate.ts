import type { Construct } from 'constructs';
import { dnsName } from '../checks/formats';
import { checkKinds, oneOf } from '../checks/kinds';
import { certManager } from '../cluster/add-ons/cert-manager';
import { requires } from '../cluster/add-ons/requires';
import type { JsonObject } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import { declareExternal } from '../registry/external-objects';
import { reserveName } from '../registry/names';
import { SecretKey } from '../relations/secret-key';

/** The issuer, where it is not the one of `AddOn.certManager`. */
export interface IssuerOptions {
  /** @default - the issuer of the cluster's cert-manager */
  readonly issuer?: string;
  /** A `ClusterIssuer` signs for every namespace, an `Issuer` for its own. @default - that of the cluster's cert-manager */
  readonly kind?: 'ClusterIssuer' | 'Issuer';
}

/** What making a certificate needs to know. */
export interface CertificateRequest {
  /** What it is called, and its Secret. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What the servers are called by those who connect to them. */
  readonly dnsNames: () => readonly string[];
}

/** The Secret with a certificate, and what must be applied first. */
export interface BoundCertificate {
  /** The certificate of who signed it, by which clients know the servers. */
  readonly authority: SecretKey;
  /** What makes the Secret; `undefined` when somebody else does. */
  readonly maker: Construct | undefined;
  /** A volume with the files `tls.crt`, `tls.key` and `ca.crt`. */
  readonly volume: JsonObject;
}

/**
 * Where the certificate of a store comes from. With one, its servers speak TLS only: to clients, to each other and to whoever
 * watches them.
 */
export class Certificate {
  /**
   * Signed and renewed by cert-manager, for the names of every pod and Service. The issuer must be one that signs names of the
   * cluster, such as a CA of your own; public ones do not. Needs `AddOn.certManager` in the cluster.
   *
   * @see https://cert-manager.io/docs/usage/certificate/
   */
  static issued(options: IssuerOptions = {}): Certificate {
    checkKinds(undefined, options, { kind: oneOf('ClusterIssuer', 'Issuer') }, 'Certificate.issued');
    if (options.issuer !== undefined) dnsName(undefined, 'the name of an issuer', options.issuer);
    return new Certificate((scope, request) => issue(scope, request, options));
  }

  /** A Secret in the same namespace with the keys `tls.crt`, `tls.key` and `ca.crt` that somebody else creates and renews. */
  static fromSecret(name: string): Certificate {
    dnsName(undefined, 'the name of a TLS Secret', name);
    return new Certificate(() => bound(name, undefined));
  }

  private constructor(private readonly make: (scope: Construct, request: CertificateRequest) => BoundCertificate) {}

  /** Makes what has to be made, in `scope`. */
  bind(scope: Construct, request: CertificateRequest): BoundCertificate {
    const certificate = this.make(scope, request);
    declareExternal(scope, 'Secret', certificate.authority.secret);
    return certificate;
  }
}

function issue(scope: Construct, request: CertificateRequest, { issuer, kind }: IssuerOptions): BoundCertificate {
  const signer = requires(scope, 'certManager', 'Certificate.issued', 'use Certificate.fromSecret(name)');
  const { name, labels } = request;
  const names = request.dnsNames();
  const maker = new PlainObject(scope, 'Certificate', {
    apiVersion: certManager.apiVersion,
    kind: 'Certificate',
    name: reserveName(scope, 'Certificate', name),
    labels,
    fields: () => ({
      spec: {
        dnsNames: [...names],
        issuerRef: {
          group: 'cert-manager.io',
          kind: kind ?? signer.kind,
          name: issuer ?? signer.issuer,
        },
        privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always', size: 256 },
        secretName: name,
        // A server is a client of the others.
        usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
      },
    }),
  });
  return bound(name, maker);
}

function bound(secretName: string, maker: Construct | undefined): BoundCertificate {
  const items = ['tls.crt', 'tls.key', 'ca.crt'].map((key) => ({ key, path: key }));
  return {
    authority: SecretKey.of(secretName, 'ca.crt'),
    maker,
    volume: { secret: { defaultMode: 0o440, items, secretName } },
  };
}
