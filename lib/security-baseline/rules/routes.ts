import { type JsonObject, listAt, type Manifest, objectAt, textAt } from '../../manifest/json';
import { type Inventory, namespaceOf } from '../inventory';
import { madeSecrets } from '../makers';
import { declare, nearName } from './pod-references';
import type { CrossRule, Violation } from './rule';

interface Backend {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly service: string;
  readonly port: string | number | undefined;
}

function ingressBackends(manifest: Manifest): Backend[] {
  const paths = listAt(manifest, 'spec', 'rules').flatMap((rule) => listAt(rule, 'http', 'paths'));
  const all = [objectAt(manifest, 'spec', 'defaultBackend'), ...paths.map((path) => objectAt(path, 'backend'))];
  return all.flatMap((backend) => {
    const service = textAt(backend, 'service', 'name');
    const port = objectAt(backend, 'service', 'port');
    const namespace = namespaceOf(manifest);
    return service === undefined
      ? []
      : [{ manifest, namespace, service, port: portOf(port['number'] ?? port['name']) }];
  });
}

function routeBackends(manifest: Manifest): Backend[] {
  const backends = listAt(manifest, 'spec', 'rules').flatMap((rule) => listAt(rule, 'backendRefs'));
  return backends
    .filter((backend) => (backend['kind'] ?? 'Service') === 'Service')
    .map((backend) => ({
      manifest,
      namespace: textAt(backend, 'namespace') ?? namespaceOf(manifest),
      service: textAt(backend, 'name') ?? '',
      port: portOf(backend['port']),
    }));
}

function portOf(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function* backends(inventory: Inventory): Iterable<Violation> {
  const routes = inventory.ofKind('GRPCRoute', 'HTTPRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute');
  for (const backend of [...inventory.ofKind('Ingress').flatMap(ingressBackends), ...routes.flatMap(routeBackends)]) {
    const { manifest, namespace, service, port } = backend;
    const there = inventory.find('Service', namespace, service);
    const serves = (p: JsonObject): boolean => p['port'] === port || p['name'] === port;
    if (!there && !inventory.isExternal('Service', namespace, service)) yield { manifest, got: `Service ${service}` };
    if (there && !listAt(there, 'spec', 'ports').some(serves)) {
      yield { manifest, got: `port ${port} of Service ${service}` };
    }
  }
}

function* certificates(inventory: Inventory): Iterable<Violation> {
  const secrets = madeSecrets(inventory);
  for (const manifest of inventory.ofKind('Ingress')) {
    for (const tls of listAt(manifest, 'spec', 'tls')) {
      const name = textAt(tls, 'secretName');
      const namespace = namespaceOf(manifest);
      const made = [...(secrets.get(namespace) ?? [])];
      if (!name || made.includes(name)) continue;
      const meant = nearName(inventory, 'Secret', namespace, name, made);
      if (meant !== undefined) yield { manifest, got: name, fix: declare('Secret', name, meant) };
      else if (!inventory.has('Secret', namespace, name)) yield { manifest, got: name };
    }
  }
}

export const routes: readonly CrossRule[] = [
  {
    id: 'route-backend',
    what: 'must lead to a port of a Service that exists',
    why: 'requests are answered with 503',
    fix: 'correct the name or port, or list the Service as external in the SecurityBaseline',
    check: backends,
  },
  {
    id: 'tls-secret',
    what: 'the certificate must be in a Secret that exists',
    why: 'browsers are shown the certificate of the controller and warn of it',
    fix: 'add a cert-manager annotation or Certificate, or list the Secret as external in the SecurityBaseline',
    check: certificates,
  },
];
