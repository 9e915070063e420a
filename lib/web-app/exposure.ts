import { Ingress, IngressBackend, Service, ServiceType } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Cluster } from '../cluster';
import { complete } from '../internal/complete';
import { fail } from '../internal/errors';
import { listAt, objectAt } from '../internal/json';
import type { Labels } from '../internal/labels';
import { claimName } from '../internal/names';
import { declareExternal } from '../internal/references';
import { hostName, wholeNumber } from '../internal/validate';
import type { Port } from '../port';
import type { WebAppProps } from './props';

const TYPES = {
  cluster: ServiceType.CLUSTER_IP,
  nodePort: ServiceType.NODE_PORT,
  loadBalancer: ServiceType.LOAD_BALANCER,
} as const;

/** https://kubernetes.io/docs/concepts/services-networking/service/ */
export function service(
  scope: Construct,
  workload: { readonly name: string },
  props: Pick<WebAppProps, 'expose' | 'serviceName' | 'servicePort'>,
  port: Port,
  selector: Labels,
  labels: Labels,
): Service {
  const type = TYPES[props.expose ?? 'cluster'];
  if (!type) fail(scope, 'expose must be one of cluster, nodePort, loadBalancer', props.expose, 'pick one');
  const made = new Service(scope, 'Service', {
    metadata: { name: claimName(scope, 'Service', props.serviceName ?? workload.name), labels: { ...labels } },
    type,
    ports: [
      {
        name: port.name,
        port: wholeNumber(scope, 'servicePort', props.servicePort ?? 80, 1, 65535),
        targetPort: port.number,
      },
    ],
  });
  for (const [key, value] of Object.entries(selector)) made.selectLabel(key, value);
  complete(made, (manifest) => {
    const ports = listAt(manifest, 'spec', 'ports').map((p) => ({ ...p, protocol: port.protocol }));
    return { ...manifest, spec: { ...objectAt(manifest, 'spec'), externalIPs: undefined, ports } };
  });
  return made;
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress/ */
export function ingress(
  scope: Construct,
  target: Service,
  props: Pick<WebAppProps, 'host' | 'tls'>,
  labels: Labels,
): Ingress | undefined {
  const { host, tls } = props;
  if (host === undefined) {
    if (tls) fail(scope, 'tls needs a host', 'tls without host', 'give the host that the certificate is for');
    return undefined;
  }
  hostName(scope, 'host', host);
  if (tls?.secretName) declareExternal(scope, 'Secret', tls.secretName);
  const made = new Ingress(scope, 'Ingress', {
    metadata: { name: claimName(scope, 'Ingress', target.name), labels: { ...labels } },
    className: Cluster.of(scope).ingressClass,
    rules: [{ host, path: '/', backend: IngressBackend.fromService(target) }],
  });
  complete(made, (manifest) => {
    const spec = objectAt(manifest, 'spec');
    return { ...manifest, spec: { ...spec, tls: [{ hosts: [host], secretName: tls?.secretName }] } };
  });
  return made;
}
