import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsName } from '../checks/formats';
import { checkProps, FUNCTION, type Kinds, needed, oneOf, TABLE, TEXT } from '../checks/kinds';
import { checkConstruct } from '../checks/scope';
import { type CertificateIssuer, certManager } from '../cluster/add-ons/cert-manager';
import { requires } from '../cluster/add-ons/requires';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import { declareExternal, nameExternal } from '../registry/external-objects';
import { reserveName } from '../registry/names';
import { SecretKey } from '../relations/secret-key';

/** The issuer, if it is not that of `AddOn.certManager`. */
export interface IssuerOptions {
  /** @default - the issuer of the cluster's cert-manager */
  readonly issuer?: string;
  /** A `ClusterIssuer` signs for every namespace, an `Issuer` for its own. @default - that of the cluster's cert-manager */
  readonly kind?: 'ClusterIssuer' | 'Issuer';
}

/** The names and labels of a certificate. */
export interface CertificateRequest {
  /** The name of the certificate and of its Secret. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The names by which clients connect to the servers. */
  readonly dnsNames: () => readonly string[];
}

/** The Secret with a certificate, and the construct to apply first. */
export interface BoundCertificate {
  /** The CA certificate, with which clients verify the servers. */
  readonly authority: SecretKey;
  /** The construct that makes the Secret; `undefined` when it is made outside of the app. */
  readonly maker: Construct | undefined;
  /** A volume with the files `tls.crt`, `tls.key` and `ca.crt`. */
  readonly volume: JsonObject;
}

/** The certificate of a host, as an Ingress names it. */
export interface HostCertificate {
  /** The existing Secret; `undefined` where an issuer makes one, or the ingress controller has its own. */
  readonly secretName: string | undefined;
  readonly issuer: CertificateIssuer | undefined;
}

const REQUEST: Kinds<CertificateRequest> = { name: needed(TEXT), labels: needed(TABLE), dnsNames: needed(FUNCTION) };

type Source =
  | { readonly from: 'controller' }
  | { readonly from: 'secret'; readonly name: string }
  | { readonly from: 'issuer'; readonly options: IssuerOptions };

/**
 * The source of a certificate: of the hosts of an app, or of the servers of a store. With one, the servers of a store speak TLS only:
 * to clients, to each other and to Prometheus. A Gateway has its certificates at its listeners.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
 */
export class Certificate {
  /** The certificate that the ingress controller has by itself, such as a wildcard. It is for hosts, not for stores. */
  static fromController(): Certificate {
    return new Certificate({ from: 'controller' });
  }

  /**
   * A TLS Secret in the same namespace that is made and renewed outside of the app. A store needs the keys `tls.crt`, `tls.key`
   * and `ca.crt`.
   */
  static fromSecret(name: string): Certificate {
    return new Certificate({ from: 'secret', name: dnsName(undefined, 'the name of a TLS Secret', name) });
  }

  /**
   * A certificate that cert-manager signs and renews: for the hosts of an app, in a Secret named for the app, or for the names of
   * every pod and Service of a store. The issuer of a store must sign names of the cluster, as a CA of your own does; public
   * ones do not. Needs `AddOn.certManager` in the cluster, except for hosts when `issuer` is given.
   *
   * @see https://cert-manager.io/docs/usage/certificate/
   * @see https://cert-manager.io/docs/usage/ingress/
   */
  static issued(options: IssuerOptions = {}): Certificate {
    checkProps(undefined, options, { issuer: TEXT, kind: oneOf('ClusterIssuer', 'Issuer') }, 'Certificate.issued');
    if (options.issuer !== undefined) dnsName(undefined, 'the name of an issuer', options.issuer);
    return new Certificate({ from: 'issuer', options });
  }

  private constructor(private readonly source: Source) {}

  /** Makes the certificate of the servers of a store, in `scope`. Throws when the source has no files for them. */
  bind(scope: Construct, request: CertificateRequest): BoundCertificate {
    checkConstruct('Certificate.bind', scope);
    checkProps(scope, request, REQUEST, 'Certificate.bind');
    const certificate = this.make(scope, request);
    if (this.source.from === 'secret') nameExternal(scope, 'Secret', this.source.name);
    else declareExternal(scope, 'Secret', certificate.authority.secret);
    return certificate;
  }

  /** Returns the certificate for the hosts of an app. Throws when it is to be issued and no issuer is known. @internal */
  forHosts(scope: Construct): HostCertificate {
    const { source } = this;
    if (source.from === 'controller') return { secretName: undefined, issuer: undefined };
    if (source.from === 'secret') {
      nameExternal(scope, 'Secret', source.name);
      return { secretName: source.name, issuer: undefined };
    }
    return { secretName: undefined, issuer: issuerOf(scope, source.options) };
  }

  /** True if the ingress controller has it by itself. @internal */
  get isOfController(): boolean {
    return this.source.from === 'controller';
  }

  /** The name of the Secret or of the issuer. */
  toString(): string {
    const { source } = this;
    if (source.from === 'controller') return 'Certificate.fromController()';
    return source.from === 'secret' ? source.name : (source.options.issuer ?? 'Certificate.issued()');
  }

  private make(scope: Construct, request: CertificateRequest): BoundCertificate {
    const { source } = this;
    if (source.from === 'secret') return bound(source.name, undefined);
    if (source.from === 'issuer') return issue(scope, request, source.options);
    const fix = `use Certificate.issued() or Certificate.fromSecret('${request.name}')`;
    return fail(scope, 'the certificate of a store must be one that its servers can read', `${this}`, fix);
  }
}

function issuerOf(scope: Construct, { issuer, kind }: IssuerOptions): CertificateIssuer {
  if (issuer !== undefined) {
    return { issuer, kind: kind ?? Cluster.of(scope).addOn('certManager')?.kind ?? 'ClusterIssuer' };
  }
  const otherwise = "name it, Certificate.issued({ issuer: 'letsencrypt' }), or use Certificate.fromSecret(name)";
  const signer = requires(scope, 'certManager', 'Certificate.issued without an issuer', otherwise);
  return { issuer: signer.issuer, kind: kind ?? signer.kind };
}

function issue(scope: Construct, request: CertificateRequest, options: IssuerOptions): BoundCertificate {
  requires(scope, 'certManager', 'Certificate.issued', 'use Certificate.fromSecret(name)');
  const signer = issuerOf(scope, options);
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
        issuerRef: { group: 'cert-manager.io', kind: signer.kind, name: signer.issuer },
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
