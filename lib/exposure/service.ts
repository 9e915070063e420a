import { Service, ServiceType } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { labelPair, wholeNumber } from '../checks/formats';
import { complete } from '../manifest/complete';
import { type JsonObject, listAt, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { annotationKeys, joined } from '../manifest/notes';
import type { Port } from '../network/port';
import { reserveName } from '../registry/names';
import { reserveNodePort } from '../registry/node-ports';
import type { PodSet } from '../workload/pod-set';
import type { ExposureProps } from './exposure-props';
import { type LoadBalancing, loadBalancing } from './load-balancer';

const TYPES = {
  cluster: ServiceType.CLUSTER_IP,
  headless: ServiceType.CLUSTER_IP,
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
  /** The address of a headless Service; `undefined` for one that the cluster picks. */
  readonly clusterIP: 'None' | undefined;
  readonly nodePort: number | undefined;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** Settles the Service of an app that listens on `port`. */
export function settleService(scope: Construct, props: ServiceProps, port: Port): SettledService {
  const { expose = 'cluster', serviceLabels = {}, serviceAnnotations = {} } = props;
  const isHeadless = expose === 'headless';
  const balancing = loadBalancing(scope, props);
  for (const [key, value] of Object.entries(serviceLabels)) labelPair(scope, key, value);
  annotationKeys(scope, 'serviceAnnotations', serviceAnnotations);
  return {
    name: props.serviceName,
    type: TYPES[expose],
    port,
    servicePort: isHeadless ? headlessPort(scope, props, port) : servicePort(scope, props.servicePort ?? 80),
    morePorts: props.morePorts ?? [],
    balancing,
    clusterIP: isHeadless ? 'None' : undefined,
    nodePort: props.nodePort === undefined ? undefined : nodePort(scope, props.nodePort, expose),
    labels: serviceLabels,
    annotations: joined(scope, 'serviceAnnotations', serviceAnnotations, balancing.annotations),
  };
}

function servicePort(scope: Construct, wanted: number): number {
  return wholeNumber(scope, 'servicePort', wanted, 1, 65535);
}

/** The port of a headless Service: clients connect to the pods, so that nothing translates it. */
function headlessPort(scope: Construct, { servicePort: wanted, host, hosts = [] }: ServiceProps, port: Port): number {
  if (wanted !== undefined && wanted !== port.number) {
    const fix = `use ${port.number}, or leave it out`;
    fail(scope, 'servicePort of a headless Service must be the port of the app', wanted, fix);
  }
  if (host !== undefined || hosts.length > 0) {
    const fix = 'leave expose out, or give the host to an app of its own';
    fail(scope, 'a host needs a Service with an address', `headless and ${host ?? hosts[0]}`, fix);
  }
  return port.number;
}

function nodePort(scope: Construct, wanted: number, expose: string): number {
  if (expose !== 'nodePort' && expose !== 'loadBalancer') {
    fail(scope, 'nodePort needs a Service with ports of nodes', `expose ${expose}`, "set expose: 'nodePort'");
  }
  return wholeNumber(scope, 'nodePort', wanted, 30000, 32767);
}

/** Makes a Service that leads to a set of pods: https://kubernetes.io/docs/concepts/services-networking/service/ */
export function service(
  { name: usual, selector, labels, scope: home }: PodSet,
  settled: SettledService,
  scope: Construct = home,
): Service {
  const { type, port, servicePort, morePorts, balancing, clusterIP, nodePort } = settled;
  const name = reserveName(scope, 'Service', settled.name ?? usual);
  if (!/^[a-z]/.test(name))
    fail(scope, 'the name of a Service must begin with a letter', name, 'set serviceName, or name');
  const { annotations } = settled;
  if (nodePort !== undefined) reserveNodePort(scope, nodePort);
  const made = new Service(scope, 'Service', {
    metadata: {
      name,
      labels: { ...joined(scope, 'serviceLabels', settled.labels, labels) },
      annotations: Object.keys(annotations).length > 0 ? { ...annotations } : undefined,
    },
    type,
    clusterIP,
    ports: [
      { name: port.name, port: servicePort, targetPort: port.number, nodePort },
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
