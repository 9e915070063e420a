import { Service, ServiceType } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import { complete } from '../manifest/complete';
import { type JsonObject, listAt, objectAt } from '../manifest/json';
import type { Port } from '../network/port';
import { reserveName } from '../registry/names';
import type { PodSet } from '../workload/pod-set';
import type { ExposureProps } from './exposure-props';
import { type LoadBalancing, loadBalancing } from './load-balancer';

const TYPES = {
  cluster: ServiceType.CLUSTER_IP,
  nodePort: ServiceType.NODE_PORT,
  loadBalancer: ServiceType.LOAD_BALANCER,
} as const;

/** The settings of a Service. */
export interface ServiceProps extends ExposureProps {
  readonly serviceName?: string;
  readonly servicePort?: number;
  /** Ports besides the main one, each under its own number. @default - none */
  readonly morePorts?: readonly Port[];
}

/** The settled value of {@link ServiceProps}. */
export interface SettledService {
  /** `undefined` for the name of the pods. */
  readonly name: string | undefined;
  readonly type: ServiceType;
  readonly port: Port;
  readonly servicePort: number;
  readonly morePorts: readonly Port[];
  readonly balancing: LoadBalancing;
}

/** Settles the Service of an app that listens on `port`. */
export function settleService(scope: Construct, props: ServiceProps, port: Port): SettledService {
  return {
    name: props.serviceName,
    type: TYPES[props.expose ?? 'cluster'],
    port,
    servicePort: wholeNumber(scope, 'servicePort', props.servicePort ?? 80, 1, 65535),
    morePorts: props.morePorts ?? [],
    balancing: loadBalancing(scope, props),
  };
}

/** Makes a Service that leads to a set of pods: https://kubernetes.io/docs/concepts/services-networking/service/ */
export function service(
  { name: usual, selector, labels, scope: home }: PodSet,
  { name: wanted, type, port, servicePort, morePorts, balancing }: SettledService,
  scope: Construct = home,
): Service {
  const name = reserveName(scope, 'Service', wanted ?? usual);
  if (!/^[a-z]/.test(name))
    fail(scope, 'the name of a Service must begin with a letter', name, 'set serviceName, or name');
  const { annotations } = balancing;
  const made = new Service(scope, 'Service', {
    metadata: {
      name,
      labels: { ...labels },
      annotations: Object.keys(annotations).length > 0 ? { ...annotations } : undefined,
    },
    type,
    ports: [
      { name: port.name, port: servicePort, targetPort: port.number },
      ...morePorts.map(({ name: more, number }) => ({ name: more, port: number, targetPort: number })),
    ],
  });
  for (const [key, value] of Object.entries(selector)) made.selectLabel(key, value);
  complete(made, (manifest) => {
    const all = [port, ...morePorts];
    const ports = listAt(manifest, 'spec', 'ports').map((p, at) => ({ ...p, ...spoken(all[at] ?? port) }));
    return { ...manifest, spec: { ...objectAt(manifest, 'spec'), externalIPs: undefined, ...balancing.spec, ports } };
  });
  return made;
}

function spoken(port: Port): JsonObject {
  return { appProtocol: isGrpc(port) ? 'kubernetes.io/h2c' : undefined, protocol: port.protocol };
}

/** True if a port is named for gRPC: proxies need to know, because it is HTTP/2 from the first byte. */
export function isGrpc(port: Port): boolean {
  return port.name === 'grpc' || port.name.startsWith('grpc-');
}
