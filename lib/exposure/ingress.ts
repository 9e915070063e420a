import { HttpIngressPathType, Ingress, IngressBackend, type IngressRule, type Service } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import type { CertificateIssuer } from '../cluster/add-ons/cert-manager';
import { Cluster } from '../cluster/cluster';
import type { IngressController } from '../cluster/controllers';
import { complete } from '../manifest/complete';
import { objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { annotate } from '../manifest/notes';
import { reserveName } from '../registry/names';
import { othersOn } from '../registry/routes';
import type { HostCertificate } from '../secrets/certificate';
import { ingressTls } from '../secrets/host-certificates';
import { BACKENDS } from './controller-annotations';
import { backendConfig } from './google-health';
import type { HealthRequest } from './health-request';
import type { Translation } from './routing/translation';
import { isGrpc } from './service';
import type { SettledHosts } from './settled-hosts';

/** Throws when the controller of the cluster cannot lead requests for the hosts to the app. */
export function checkIngress(scope: Construct, { port, tls }: Pick<SettledHosts, 'port' | 'tls'>): void {
  const { entrance, ingressClass, ingressScheme } = Cluster.of(scope);
  const { ingress } = entrance;
  if (isGrpc(port) && (ingress === undefined || isGoogle(ingress))) {
    const fix =
      "use AddOn.gateway, or say ingressController: 'nginx', for example, in the Cluster if that is its controller";
    const unknown = ingressClass === undefined ? 'no ingressClass' : `ingressClass ${ingressClass}`;
    const got = isGoogle(ingress) ? 'GKE Ingress, which speaks HTTP/2 with TLS only' : unknown;
    fail(scope, 'an app that speaks gRPC behind an Ingress needs a controller that can be told so', got, fix);
  }
  if (ingress !== 'alb') return;
  if (ingressScheme === undefined) {
    const fix = "say ingressScheme: 'internet-facing', or 'internal', in the Cluster";
    fail(scope, 'the reach of an ALB must be chosen', ingressScheme, fix);
  }
  if (tls && !tls.isOfController) {
    fail(
      scope,
      'an ALB takes certificates from ACM only',
      `${tls}`,
      'remove tls; the ALB finds that of the host in ACM',
    );
  }
}

/** The facts about an app behind an Ingress besides its hosts. */
interface IngressPlan {
  readonly health: HealthRequest;
  readonly labels: Labels;
  readonly parts: Required<Translation>;
}

/** Makes the Ingress of an app: https://kubernetes.io/docs/concepts/services-networking/ingress/ */
export function ingress(
  scope: Construct,
  target: Service,
  settled: SettledHosts,
  { health, labels, parts }: IngressPlan,
): Ingress {
  const { hosts, paths, port } = settled;
  const { entrance, ingressClass, ingressScheme: scheme } = Cluster.of(scope);
  const byGoogle = isGoogle(entrance.ingress);
  const name = reserveName(scope, 'Ingress', target.name);
  const certificate = certificateOf(scope, settled);
  const { issuer, entries } = ingressTls(scope, hosts, certificate, name);
  const made = new Ingress(scope, 'Ingress', {
    metadata: { name, labels: { ...labels } },
    className: byGoogle ? undefined : ingressClass,
    rules: rulesOf(settled, target, parts),
  });
  // GKE Ingress has no certificate of its own.
  const tls = (): ReturnType<typeof entries> | undefined =>
    byGoogle && certificate.secretName === undefined && !certificate.issuer ? undefined : entries();
  complete(made, (manifest) => ({ ...manifest, spec: { ...objectAt(manifest, 'spec'), tls: tls() } }));
  annotate(scope, 'ingressAnnotations', made, settled.ingressAnnotations);
  annotate(scope, 'ingressAnnotations', made, issuer && issuerAnnotation(issuer));
  annotate(scope, 'ingressAnnotations', made, parts.ingress);
  if (byGoogle) forGoogle(scope, made, target, hosts, { health, labels, parts });
  if (entrance.ingress) {
    const [host = ''] = hosts;
    const backend = { name: target.name, port, servicePort: target.port, host, path: longest(paths), health, scheme };
    const annotations = BACKENDS[entrance.ingress](backend);
    annotate(scope, 'ingressAnnotations', made, annotations.ingress);
    annotate(scope, 'serviceAnnotations', target, annotations.service);
  }
  return made;
}

/** The rules of an Ingress in the form of its controller: every path at every host. */
function rulesOf(
  { hosts, paths }: SettledHosts,
  target: Service,
  { pathForm, paths: more }: Required<Translation>,
): IngressRule[] {
  const backend = IngressBackend.fromService(target);
  const forms = [...paths, ...more].map(pathForm);
  return hosts.flatMap((host) =>
    forms.map(({ path, pathType }) => ({ host, path, pathType: TYPES[pathType], backend })),
  );
}

const TYPES = {
  Prefix: HttpIngressPathType.PREFIX,
  Exact: HttpIngressPathType.EXACT,
  ImplementationSpecific: HttpIngressPathType.IMPLEMENTATION_SPECIFIC,
};

/** The longest path decides the order of rules that several apps share. */
function longest(paths: readonly string[]): string {
  return paths.reduce((most, path) => (path.length > most.length ? path : most), '');
}

function isGoogle(controller: IngressController | undefined): boolean {
  return controller === 'gce' || controller === 'gce-internal';
}

/** GKE reads the class from the annotation only, makes a load balancer for each Ingress, and needs to be told how to ask for health. */
function forGoogle(
  scope: Construct,
  made: Ingress,
  target: Service,
  hosts: readonly string[],
  { health, labels, parts }: IngressPlan,
): void {
  const { ingressClass } = Cluster.of(scope);
  if (ingressClass !== undefined) made.metadata.addAnnotation('kubernetes.io/ingress.class', ingressClass);
  for (const host of hosts) {
    const [other] = othersOn(scope, host);
    if (!other) continue;
    const fix = 'use AddOn.gateway, or give the apps hosts of their own';
    const got = `${host} for ${other.node.path} and ${scope.node.path}`;
    fail(scope, 'apps behind GKE Ingress, which makes a load balancer for each, cannot share a host', got, fix);
  }
  backendConfig(scope, target, labels, health, parts.backendConfig);
}

/** The certificate that the app says; else that of the cluster's issuer, where the controller reads Secrets. */
function certificateOf(scope: Construct, { tls }: SettledHosts): HostCertificate {
  const { entrance } = Cluster.of(scope);
  if (tls) return tls.forHosts(scope);
  const issuer = entrance.ingress === 'alb' ? undefined : Cluster.of(scope).addOn('certManager');
  return { secretName: undefined, issuer };
}

/** https://cert-manager.io/docs/usage/ingress/#supported-annotations */
function issuerAnnotation({ issuer, kind }: CertificateIssuer): Record<string, string> {
  return { [kind === 'Issuer' ? 'cert-manager.io/issuer' : 'cert-manager.io/cluster-issuer']: issuer };
}
