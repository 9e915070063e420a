import { Service } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { portName } from '../../checks/formats';
import { complete } from '../../manifest/complete';
import { type JsonObject, objectAt } from '../../manifest/json';
import { type Port, portOf } from '../../network/port';
import { reserveName } from '../../registry/names';
import type { MetricsEndpoint } from '../../relations/signal';
import type { ServiceDescription } from '../../workload/server-description';
import type { StoreContext } from '../context';

/** Every port of a store's pods by name: the main one, and those of the description. */
export function portNumbers({ scope, description }: StoreContext, main: Port): ReadonlyMap<string, number> {
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
 * Headless: gives every pod its name, before it is ready, so that the pods find each other.
 * https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
 */
export function headlessService(context: StoreContext, main: Port): Service {
  const { scope, labels, facts } = context;
  return new Service(scope, 'Service', {
    metadata: { name: reserveName(scope, 'Service', facts.service), labels: { ...labels } },
    clusterIP: 'None',
    ports: [{ name: main.name, port: main.number, targetPort: main.number }],
  });
}

/** Called after the StatefulSet, which adds a selector of its own. */
export function completeHeadless(service: Service, { pods: { selector } }: StoreContext): void {
  completeService(service, selector, true);
}

/** The Services that the description asks for beside the headless one. */
export function furtherServices(context: StoreContext, main: Port): readonly Service[] {
  return (context.description.services ?? []).flatMap((wanted) => {
    const home = new Construct(context.scope, `service-${wanted.suffix}`);
    if (!wanted.perPod) return [furtherService(home, 'Service', context, main, wanted, '', context.pods.selector)];
    return Array.from({ length: context.facts.replicas }, (_, pod) => {
      const one = { ...context.pods.selector, 'statefulset.kubernetes.io/pod-name': `${context.facts.name}-${pod}` };
      return furtherService(home, `Service${pod}`, context, main, wanted, `-${pod}`, one);
    });
  });
}

function furtherService(
  home: Construct,
  id: string,
  context: StoreContext,
  main: Port,
  { suffix, ports, unready = false }: ServiceDescription,
  ending: string,
  selector: Readonly<Record<string, string>>,
): Service {
  const { scope, facts, labels } = context;
  const numbers = portNumbers(context, main);
  const service = new Service(home, id, {
    metadata: { name: reserveName(scope, 'Service', `${facts.name}-${suffix}${ending}`), labels: { ...labels } },
    ports: ports.map((name) => {
      const port = numbers.get(name);
      if (port === undefined) {
        const known = [...numbers.keys()].join(', ');
        return fail(scope, `Service ${suffix} needs a port of the engine`, name, `use one of ${known}`);
      }
      return { name, port, targetPort: port };
    }),
  });
  completeService(service, selector, unready);
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
