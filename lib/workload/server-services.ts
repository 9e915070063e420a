import { Service } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { portName } from '../checks/formats';
import { complete } from '../manifest/complete';
import { type JsonObject, objectAt } from '../manifest/json';
import { type Port, portOf } from '../network/port';
import { reserveName } from '../registry/names';
import type { MetricsEndpoint } from '../relations/signal';
import type { PodSet } from './pod-set';
import type { ServiceDescription } from './server-description';
import type { ServerPlan } from './server-plan';

/** Every port of a server's pods by name: the main one, and those of the description. */
export function portNumbers({
  pods: { scope },
  description,
  port: main,
}: Pick<ServerPlan, 'pods' | 'description' | 'port'>): ReadonlyMap<string, number> {
  const { peerPorts = {}, sidecars = [], metrics } = description;
  const all = new Map([[main.name, main.number]]);
  const further = [peerPorts, ...sidecars.map(({ ports = {} }) => ports)].flatMap((ports) => Object.entries(ports));
  for (const [name, number] of further) all.set(portName(scope, name), number);
  for (const port of metrics ? metricsPorts(metrics) : []) all.set(port.name, port.number);
  return all;
}

export function metricsPorts({ port, morePorts = [] }: MetricsEndpoint): readonly Port[] {
  return [
    portOf(undefined, 'metrics.port', port, 'metrics'),
    ...morePorts.map((more) => portOf(undefined, 'metrics.morePorts', more)),
  ];
}

/**
 * Makes the headless Service, which gives every pod its name before it is ready, so that the pods find each other. It has the ports
 * of metrics, too, so that a ServiceMonitor finds them:
 * https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
 */
export function headlessService(
  { scope, labels }: PodSet,
  name: string,
  port: Port,
  metrics?: MetricsEndpoint,
): Service {
  const ports = [port, ...(metrics ? metricsPorts(metrics) : [])];
  return new Service(scope, 'Service', {
    metadata: { name: reserveName(scope, 'Service', name), labels: { ...labels } },
    clusterIP: 'None',
    ports: ports.map(({ name: port, number }) => ({ name: port, port: number, targetPort: number })),
  });
}

/** Completes the headless Service after the StatefulSet, which adds a selector of its own. */
export function completeHeadless(service: Service, { selector }: PodSet): void {
  completeService(service, selector, true);
}

/** Makes the Services of the description, besides the headless one. */
export function furtherServices(plan: ServerPlan): readonly Service[] {
  const { pods, replicas, description } = plan;
  return (description.services ?? []).flatMap((wanted) => {
    const home = new Construct(pods.scope, `service-${wanted.suffix}`);
    if (!wanted.perPod) return [furtherService(home, plan, wanted)];
    return Array.from({ length: replicas }, (_, pod) => furtherService(home, plan, wanted, pod));
  });
}

/** A Service for all pods, or for one of them. */
function furtherService(
  home: Construct,
  plan: ServerPlan,
  { suffix, ports, unready = false }: ServiceDescription,
  pod?: number,
): Service {
  const { scope, name, labels, selector } = plan.pods;
  const numbers = portNumbers(plan);
  const [ending, one] =
    pod === undefined ? ['', {}] : [`-${pod}`, { 'statefulset.kubernetes.io/pod-name': `${name}-${pod}` }];
  const service = new Service(home, `Service${pod ?? ''}`, {
    metadata: { name: reserveName(scope, 'Service', `${name}-${suffix}${ending}`), labels: { ...labels } },
    ports: ports.map((wanted) => {
      const port = numbers.get(wanted);
      if (port !== undefined) return { name: wanted, port, targetPort: port };
      const known = [...numbers.keys()].join(', ');
      return fail(scope, `Service ${suffix} needs a port of the engine`, wanted, `use one of ${known}`);
    }),
  });
  completeService(service, { ...selector, ...one }, unready);
  return service;
}

function completeService(service: Service, selector: JsonObject, unready: boolean): void {
  complete(service, (manifest) => ({
    ...manifest,
    spec: {
      ...objectAt(manifest, 'spec'),
      externalIPs: undefined,
      publishNotReadyAddresses: unready || undefined,
      selector,
    },
  }));
}
