import type { ApiObject } from 'cdk8s';
import { Ingress, IngressBackend, type Service } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { hostName, urlPath } from '../checks/formats';
import type { CertificateIssuer } from '../cluster/add-ons/cert-manager';
import { Cluster } from '../cluster/cluster';
import { complete } from '../manifest/complete';
import { type JsonObject, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { Port } from '../network/port';
import { reserveName } from '../registry/names';
import { reserveRoute } from '../registry/routes';
import type { Certificate } from '../secrets/certificate';
import type { PodSet } from '../workload/pod-set';
import type { ExposureProps } from './exposure-props';
import { checkGatewayHosts, gatewayRoutes, type Split } from './gateway-routes';

/** The objects that lead requests for hosts to an app: an Ingress, or routes of a Gateway. */
export interface Routes {
  readonly ingress?: Ingress;
  readonly gatewayRoutes: readonly ApiObject[];
}

/** The settled hosts of an app; `hosts` is empty for none. */
export interface SettledHosts {
  readonly hosts: readonly string[];
  readonly path: string;
  readonly tls: Certificate | undefined;
  readonly port: Port;
}

/** Settles the hosts of an app that answers on `port`. */
export function settleHosts(scope: Construct, props: ExposureProps, port: Port = Port.tcp(80)): SettledHosts {
  const hosts = hostsOf(scope, props);
  if (hosts.length === 0) {
    if (props.tls) fail(scope, 'tls needs a host', 'tls without host', 'give the host that the certificate is for');
    if (props.path !== undefined) fail(scope, 'path needs a host', `path ${props.path} without host`, 'give the host');
  } else if (port.protocol !== 'TCP') {
    fail(scope, 'a host needs an app that answers by HTTP', `${port}`, "use a TCP port, or expose: 'loadBalancer'");
  }
  const settled = { hosts, path: urlPath(scope, 'path', props.path ?? '/'), tls: props.tls, port };
  if (hosts.length > 0 && Cluster.of(scope).addOn('gateway')) checkGatewayHosts(scope, settled, props.path);
  return settled;
}

/** Makes the routes of the hosts of an app; none without a host. */
export function routes({ scope, labels }: PodSet, target: Service, settled: SettledHosts, split?: Split): Routes {
  const { hosts, path } = settled;
  if (hosts.length === 0) return { gatewayRoutes: [] };
  for (const name of hosts) reserveRoute(scope, name, path);
  if (Cluster.of(scope).addOn('gateway')) {
    return { gatewayRoutes: gatewayRoutes(scope, { ...settled, target, split, labels }) };
  }
  return { ingress: ingress(scope, target, settled, labels), gatewayRoutes: [] };
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress/ */
function ingress(scope: Construct, target: Service, { hosts, path, tls }: SettledHosts, labels: Labels): Ingress {
  const name = reserveName(scope, 'Ingress', target.name);
  const own = tls?.forHosts(scope);
  const issuer = own ? own.issuer : Cluster.of(scope).addOn('certManager');
  const secretName = issuer ? `${name}-tls` : own?.secretName;
  const made = new Ingress(scope, 'Ingress', {
    metadata: { name, labels: { ...labels }, annotations: issuer && issuerAnnotation(issuer) },
    className: Cluster.of(scope).ingressClass,
    rules: hosts.map((host) => ({ host, path, backend: IngressBackend.fromService(target) })),
  });
  complete(made, (manifest) => ({ ...manifest, spec: withTls(objectAt(manifest, 'spec'), hosts, secretName) }));
  return made;
}

function withTls(spec: JsonObject, hosts: readonly string[], secretName: string | undefined): JsonObject {
  return { ...spec, tls: [{ hosts: [...hosts], secretName }] };
}

/** https://cert-manager.io/docs/usage/ingress/#supported-annotations */
function issuerAnnotation({ issuer, kind }: CertificateIssuer): Record<string, string> {
  return { [kind === 'Issuer' ? 'cert-manager.io/issuer' : 'cert-manager.io/cluster-issuer']: issuer };
}

function hostsOf(scope: Construct, { host, hosts = [] }: ExposureProps): readonly string[] {
  const all = host === undefined ? hosts : [host, ...hosts];
  for (const name of all) hostName(scope, 'host', name);
  const twice = all.find((name, at) => all.indexOf(name) !== at);
  if (twice !== undefined) fail(scope, 'a host must be given once', twice, 'remove it from hosts');
  return all;
}
