import { type JsonObject, listAt, objectAt, textAt } from '../../manifest/json';
import { probedPorts } from '../../workload/probe-ports';
import { type Inventory, nameOf, namespaceOf, type Workload } from '../inventory';
import { SELECTING } from '../kubernetes-kinds';
import { isEmpty, matches } from '../selectors';
import type { CrossRule, Violation } from './rule';

export const protocolOf = (port: JsonObject): string => textAt(port, 'protocol') ?? 'TCP';

function* selectors(inventory: Inventory): Iterable<Violation> {
  for (const { manifest, labels } of inventory.workloads) {
    const selector = objectAt(manifest, 'spec', 'selector');
    if (SELECTING.includes(manifest.kind) && (isEmpty(selector) || !matches(selector, labels))) {
      yield { manifest, got: `selector ${JSON.stringify(selector)} and labels ${JSON.stringify(labels)}` };
    }
  }
}

function* overlaps(inventory: Inventory): Iterable<Violation> {
  for (const { manifest, namespace } of inventory.workloads) {
    const selector = objectAt(manifest, 'spec', 'selector');
    if (!SELECTING.includes(manifest.kind) || isEmpty(selector)) continue;
    const others = inventory.selected(namespace, selector).filter((other) => other.manifest !== manifest);
    const [other] = others.filter((o) => !sameObject(o, manifest));
    if (other) yield { manifest, got: `the pods of ${other.manifest.kind} ${nameOf(other.manifest)} too` };
  }
}

/** Another rule reports two manifests of one object. */
function sameObject(other: Workload, manifest: Workload['manifest']): boolean {
  return other.manifest.kind === manifest.kind && nameOf(other.manifest) === nameOf(manifest);
}

/** Label by which a Service names one pod of a StatefulSet, whose controller adds it. */
const POD = 'statefulset.kubernetes.io/pod-name';

/** Returns the workloads whose pods a Service selects. */
export function podsOf(inventory: Inventory, service: Workload['manifest']): readonly Workload[] {
  const { [POD]: pod, ...matchLabels } = objectAt(service, 'spec', 'selector');
  const selected = inventory.selected(namespaceOf(service), { matchLabels });
  if (pod === undefined) return selected;
  return selected.filter(({ manifest }) => {
    const { replicas = 1 } = objectAt(manifest, 'spec');
    const [, name, ordinal] = /^(.*)-(0|[1-9]\d*)$/.exec(`${pod}`) ?? [];
    return manifest.kind === 'StatefulSet' && name === nameOf(manifest) && Number(ordinal) < Number(replicas);
  });
}

function* targets(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('Service')) {
    const matchLabels = objectAt(manifest, 'spec', 'selector');
    if (Object.keys(matchLabels).length === 0 || textAt(manifest, 'spec', 'type') === 'ExternalName') continue;
    const chosen = POD in matchLabels ? podsOf(inventory, manifest).length > 0 : undefined;
    if (!(chosen ?? inventory.selects(namespaceOf(manifest), { matchLabels }))) yield { manifest, got: matchLabels };
  }
}

function* targetPorts(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('Service')) {
    const matchLabels = objectAt(manifest, 'spec', 'selector');
    if (Object.keys(matchLabels).length === 0) continue;
    const pods = podsOf(inventory, manifest);
    const open = pods.flatMap(({ containers }) => containers.flatMap((container) => listAt(container, 'ports')));
    for (const port of listAt(manifest, 'spec', 'ports')) {
      const target = port['targetPort'] ?? port['port'];
      const serves = (p: JsonObject): boolean =>
        (p['containerPort'] === target || p['name'] === target) && protocolOf(p) === protocolOf(port);
      if (pods.length > 0 && !open.some(serves)) yield { manifest, got: `${protocolOf(port)} ${target}` };
    }
  }
}

function* governing(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('StatefulSet')) {
    const name = textAt(manifest, 'spec', 'serviceName');
    if (name && !inventory.has('Service', namespaceOf(manifest), name)) yield { manifest, got: name };
  }
}

function* probes(inventory: Inventory): Iterable<Violation> {
  for (const { manifest, containers } of inventory.workloads) {
    for (const container of containers) {
      const ports = listAt(container, 'ports');
      for (const { probe, port: got } of probedPorts(container)) {
        if (ports.some((p) => p['containerPort'] === got || p['name'] === got)) continue;
        yield { manifest, where: `${probe} of container ${container['name']}`, got };
      }
    }
  }
}

export const services: readonly CrossRule[] = [
  {
    id: 'selector-labels',
    what: 'the selector must select the pods of the template',
    why: 'the API server refuses it',
    fix: 'give both the same labels',
    check: selectors,
  },
  {
    id: 'selector-overlap',
    what: 'the selector must select no pods of another workload',
    why: 'controllers and Services take the pods of one for those of the other',
    fix: 'add a label that tells the two apart',
    check: overlaps,
  },
  {
    id: 'service-selector',
    what: 'a Service must select pods of the app',
    why: 'it has no endpoints: connections are refused',
    fix: 'give it the labels of a pod template in its namespace',
    check: targets,
  },
  {
    id: 'service-target-port',
    what: 'targetPort must be a port of a container',
    why: 'connections are refused',
    fix: 'correct targetPort, or add the port to the container',
    check: targetPorts,
  },
  {
    id: 'stateful-service',
    what: 'serviceName must name a Service that exists',
    why: 'the pods have no DNS names',
    fix: 'create a headless Service of this name',
    check: governing,
  },
  {
    id: 'probe-port',
    what: 'must ask a port of its container',
    why: 'the probe never succeeds: the container is restarted, or never ready',
    fix: 'correct the port, or add it to the container',
    check: probes,
  },
];
