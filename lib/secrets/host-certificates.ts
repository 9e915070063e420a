import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import type { CertificateIssuer } from '../cluster/add-ons/cert-manager';
import type { JsonObject } from '../manifest/json';
import { namespaceOf } from '../manifest/plain-object';
import { ClusterRecord } from '../registry/registry';
import type { HostCertificate } from './certificate';

/** The certificate of a host in one namespace. */
interface Claim {
  readonly owner: Construct;
  readonly namespace: string | undefined;
  readonly source: HostCertificate;
  /** `undefined` for the certificate of the ingress controller. */
  readonly secretName: string | undefined;
  /** All hosts of the certificate. Later apps add to them. */
  readonly hosts: Set<string>;
}

/** The TLS part of an Ingress. */
export interface IngressTls {
  /** The issuer that cert-manager reads from the annotations; `undefined` where another Ingress asks for the certificate. */
  readonly issuer: CertificateIssuer | undefined;
  /** Returns the entries of `tls`, when all apps are made. */
  readonly entries: () => readonly JsonObject[];
}

const claims = new ClusterRecord(() => new Map<string, Claim[]>());

/**
 * Returns the TLS part of the Ingress of an app. Apps of one namespace share the certificate of a host: the Ingress of the first app
 * asks cert-manager for it, with the hosts of all of them, and the others name its Secret. Public issuers sign only a few identical
 * certificates in a week, and cert-manager takes the orders for a Secret from one Ingress only.
 *
 * Throws when a host has two certificates.
 *
 * @see https://cert-manager.io/docs/usage/ingress/
 * @see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers
 */
export function ingressTls(
  scope: Construct,
  hosts: readonly string[],
  source: HostCertificate,
  name: string,
): IngressTls {
  const known = claims.of(scope);
  const namespace = namespaceOf(scope);
  const here = (host: string): Claim | undefined => known.get(host)?.find((claim) => claim.namespace === namespace);
  const shared = hosts.map(here).find((claim) => claim !== undefined);
  const secretName = source.issuer ? (shared?.secretName ?? `${name}-tls`) : source.secretName;
  for (const host of hosts) {
    for (const claim of known.get(host) ?? []) compare(scope, host, { source, secretName }, claim);
  }
  const own = shared ?? { owner: scope, namespace, source, secretName, hosts: new Set<string>() };
  for (const host of hosts.filter((one) => !here(one))) {
    own.hosts.add(host);
    known.set(host, [...(known.get(host) ?? []), own]);
  }
  const asks = source.issuer !== undefined && shared === undefined;
  return {
    issuer: asks ? source.issuer : undefined,
    entries: () => (asks ? [entry([...own.hosts], secretName)] : bySecret(hosts, (host) => here(host)?.secretName)),
  };
}

/** Throws when a certificate is another one than that in a claim. In another namespace, a Secret of the same name is its copy. */
function compare(
  scope: Construct,
  host: string,
  { source, secretName }: Pick<Claim, 'source' | 'secretName'>,
  claim: Claim,
): void {
  const { owner, source: other } = claim;
  const isHere = claim.namespace === namespaceOf(scope);
  if (!isHere && source.issuer && other.issuer) {
    const fix = [
      'put the apps into one namespace',
      'use a Gateway, which has one certificate at its listener',
      'say tls: Certificate.fromController() with a wildcard of the controller',
      `or copy Secret ${claim.secretName} with a tool such as reflector and say tls: ${secretCall(claim.secretName)}`,
    ].join(', ');
    const got = `${host} in ${claim.namespace ?? 'no namespace'} and ${namespaceOf(scope) ?? 'no namespace'}`;
    fail(scope, 'the certificate of a host must be issued in one namespace', got, fix);
  }
  if (isHere ? titleOf(source) === titleOf(other) : secretName === claim.secretName) return;
  const got = `${host} with ${titleOf(source)} for ${scope.node.path}, and ${titleOf(other)} for ${owner.node.path}`;
  fail(scope, 'a host must have one certificate', got, `give both apps tls: ${callOf(other)}`);
}

function titleOf({ issuer, secretName }: HostCertificate): string {
  if (issuer) return `the certificate of ${issuer.kind ?? 'ClusterIssuer'} ${issuer.issuer}`;
  return secretName === undefined ? 'the certificate of the controller' : `Secret ${secretName}`;
}

function callOf({ issuer, secretName }: HostCertificate): string {
  if (issuer)
    return `Certificate.issued({ issuer: '${issuer.issuer}'${issuer.kind === 'Issuer' ? ", kind: 'Issuer'" : ''} })`;
  return secretName === undefined ? 'Certificate.fromController()' : secretCall(secretName);
}

function secretCall(name: string | undefined): string {
  return `Certificate.fromSecret('${name}')`;
}

function bySecret(hosts: readonly string[], secretOfHost: (host: string) => string | undefined): readonly JsonObject[] {
  const names = [...new Set(hosts.map(secretOfHost))];
  return names.map((name) =>
    entry(
      hosts.filter((host) => secretOfHost(host) === name),
      name,
    ),
  );
}

function entry(hosts: readonly string[], secretName: string | undefined): JsonObject {
  return { hosts: [...hosts], secretName };
}
