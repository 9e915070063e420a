import { misspelled } from '../../checks/closest';
import { isOfKubernetes } from '../../manifest/api-group';
import { listAt, type Manifest, textAt } from '../../manifest/json';
import type { Address } from '../addresses';
import { Connections, numberOf, type TargetPort } from '../connections';
import { type Inventory, nameOf, type Workload } from '../inventory';
import { isHeadless, type NamedService, serviceOf } from '../service-names';
import { addressesOf } from '../texts';
import { connecting } from './connecting';
import { declare } from './pod-references';
import type { CrossRule, Violation } from './rule';
import { podsOf, protocolOf } from './services';

/** An address that a program has of a Service in the cluster. */
interface Use {
  readonly workload: Workload;
  readonly where: string;
  readonly address: Address;
  readonly service: NamedService;
}

/** Returns a function that finds something out about an inventory once, for all rules. */
function once<Found extends object>(find: (inventory: Inventory) => Found): (inventory: Inventory) => Found {
  const known = new WeakMap<Inventory, Found>();
  return (inventory) => {
    const found = known.get(inventory) ?? find(inventory);
    known.set(inventory, found);
    return found;
  };
}

const usesOf = once((inventory): readonly Use[] => [...findUses(inventory)]);
const connectionsOf = once((inventory) => new Connections(inventory));

/** Returns the Services whose addresses each workload has, each once. */
function* findUses(inventory: Inventory): Iterable<Use> {
  for (const workload of inventory.workloads) {
    if (!asksCluster(workload)) continue;
    const own = new Set(listAt(workload.pod, 'hostAliases').flatMap(({ hostnames }) => hostnames));
    const said = new Set<string>();
    for (const { where, addresses } of addressesOf(inventory, workload)) {
      for (const address of addresses.filter(({ host }) => !own.has(host))) {
        const service = serviceOf(inventory, address.host, workload.namespace);
        if (service === undefined || !isMeant(inventory, address, service)) continue;
        const id = [service.namespace, service.name, address.port].join('/');
        if (!said.has(id)) yield { workload, where, address, service };
        said.add(id);
      }
    }
  }
}

/** Pods in the network of their node are open, and others with a DNS of their own do not find Services by name. */
function asksCluster({ pod }: Workload): boolean {
  return pod['hostNetwork'] !== true && ['ClusterFirst', undefined].includes(textAt(pod, 'dnsPolicy'));
}

/** `redis:7` is an image unless the Service has this port. */
function isMeant(inventory: Inventory, { isCertain, port }: Address, { manifest }: NamedService): boolean {
  if (manifest === undefined) return isCertain;
  const ports = listAt(manifest, 'spec', 'ports');
  return (
    isCertain ||
    ports.some((one) => one['port'] === port) ||
    targetsOf(inventory, manifest).some((one) => one.number === port)
  );
}

/** Returns the ports of pods to which a port of a Service leads, or all of its ports. */
function targetsOf(inventory: Inventory, service: Manifest, wanted?: number): readonly TargetPort[] {
  const ports = listAt(service, 'spec', 'ports');
  if (isHeadless(service) && wanted !== undefined) return [{ number: wanted, protocol: 'TCP' }];
  const some = ports.filter(({ port }) => port === wanted);
  return (some.length > 0 ? some : ports).flatMap((port) => {
    const target = port['targetPort'] ?? port['port'];
    const protocol = protocolOf(port);
    if (typeof target === 'number') return [{ number: target, protocol }];
    return podsOf(inventory, service).flatMap((server) => {
      const number = numberOf(`${target}`, server);
      return number === undefined ? [] : [{ number, protocol }];
    });
  });
}

function* unreachable(inventory: Inventory): Iterable<Violation> {
  const connections = connectionsOf(inventory);
  const said = new Map<Workload, Set<Manifest>>();
  for (const { workload, where, address, service } of usesOf(inventory)) {
    const { manifest } = workload;
    const closed = said.get(workload) ?? new Set();
    said.set(workload, closed);
    if (service.manifest === undefined || closed.has(service.manifest)) continue;
    const servers = podsOf(inventory, service.manifest);
    const ports = targetsOf(inventory, service.manifest, address.port);
    const [server] = servers;
    if (server === undefined || ports.length === 0 || servers.includes(workload)) continue;
    if (servers.some((one) => ports.some((port) => connections.allow(workload, one, port)))) continue;
    closed.add(service.manifest);
    yield { manifest, where, got: address.shown, fix: connecting(inventory, workload, server, ports) };
  }
}

function* missing(inventory: Inventory): Iterable<Violation> {
  const connections = connectionsOf(inventory);
  for (const { workload, where, address, service } of usesOf(inventory)) {
    const { manifest } = workload;
    if (service.manifest !== undefined) {
      const ports = listAt(service.manifest, 'spec', 'ports').map(({ port }) => port);
      if (isHeadless(service.manifest) || ports.length === 0 || address.port === undefined) continue;
      if (ports.includes(address.port) || textAt(service.manifest, 'spec', 'type') === 'ExternalName') continue;
      yield { manifest, where, got: address.shown, fix: `use port ${ports.join(' or ')} of Service ${service.name}` };
    } else if (service.isQualified && isOfTheApp(inventory, service)) {
      const { name, namespace } = service;
      const meant = misspelled(name, inventory.namesOf('Service', namespace));
      if (meant === undefined && connections.leadsTo(workload, namespace)) continue;
      yield { manifest, where, got: address.shown, fix: declare('Service', name, meant) };
    }
  }
}

/** True for a Service of a namespace that the app makes, unless it is declared or a controller makes it from another object. */
function isOfTheApp(inventory: Inventory, { name, namespace }: NamedService): boolean {
  if (inventory.find('Namespace', '', namespace) === undefined || inventory.has('Service', namespace, name))
    return false;
  const makers = inventory.manifests.filter(
    (object) => makesServices(object) && textAt(object, 'metadata', 'namespace') === namespace,
  );
  return !makers.some((object) => name === nameOf(object) || name.startsWith(`${nameOf(object)}-`));
}

function makesServices({ apiVersion, kind }: Manifest): boolean {
  return !isOfKubernetes(apiVersion) || kind === 'Gateway';
}

export const addresses: readonly CrossRule[] = [
  {
    id: 'closed-service',
    what: 'must have the address of a Service that the network of the pods is open to',
    why: 'a NetworkPolicy drops the packets, and each connection waits until it fails',
    fix: 'open the NetworkPolicies of both sides',
    check: unreachable,
  },
  {
    id: 'missing-service',
    what: 'must have the address of a Service that exists, with its port',
    why: 'the name is not found, or nothing answers',
    fix: 'correct the address',
    check: missing,
  },
];
