import { Service, ServiceType } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { complete } from '../manifest/complete';
import { listAt, objectAt } from '../manifest/json';
import type { Port } from '../network/port';
import { reserveName } from '../registry/names';
import type { PodSet } from '../workload/pod-set';
import type { ExposureProps } from './exposure-props';
import { loadBalancing } from './load-balancer';

const TYPES = {
  cluster: ServiceType.CLUSTER_IP,
  nodePort: ServiceType.NODE_PORT,
  loadBalancer: ServiceType.LOAD_BALANCER,
} as const;

/** The settings of a Service. */
export interface ServiceProps extends ExposureProps {
  readonly serviceName?: string;
  readonly servicePort?: number;
}

/** Makes a Service that leads to a set of pods: https://kubernetes.io/docs/concepts/services-networking/service/ */
export function service(
  { name: usual, selector, labels, scope: home }: PodSet,
  props: ServiceProps,
  port: Port,
  scope: Construct = home,
): Service {
  const type = TYPES[props.expose ?? 'cluster'];
  const name = reserveName(scope, 'Service', props.serviceName ?? usual);
  if (!/^[a-z]/.test(name))
    fail(scope, 'the name of a Service must begin with a letter', name, 'set serviceName, or name');
  const { annotations, spec: balancing } = loadBalancing(scope, props);
  const made = new Service(scope, 'Service', {
    metadata: {
      name,
      labels: { ...labels },
      annotations: Object.keys(annotations).length > 0 ? { ...annotations } : undefined,
    },
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
    const appProtocol = isGrpc(port) ? 'kubernetes.io/h2c' : undefined;
    const ports = listAt(manifest, 'spec', 'ports').map((p) => ({ ...p, appProtocol, protocol: port.protocol }));
    return { ...manifest, spec: { ...objectAt(manifest, 'spec'), externalIPs: undefined, ...balancing, ports } };
  });
  return made;
}

/** True if a port is named for gRPC: proxies need to know, because it is HTTP/2 from the first byte. */
export function isGrpc(port: Port): boolean {
  return port.name === 'grpc' || port.name.startsWith('grpc-');
}
