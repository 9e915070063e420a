/** Connections that the NetworkPolicies allow, according to an independent implementation. */
import { connections, type Endpoint } from '../connectivity';
import { type Manifest, ofKind } from '../manifests';

const POD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

/** Other endpoints on the network of a real cluster. */
const OTHERS: readonly Endpoint[] = [
  { name: 'DNS', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: both(53) },
  { name: 'NodeLocal DNS', ip: '169.254.20.10', ports: both(53) },
  { name: 'metadata server', ip: '169.254.169.254', ports: [{ port: 80 }, ...both(53)] },
  { name: 'internet', ip: '198.51.100.7', ports: [{ port: 443 }, { port: 80 }] },
  { name: 'API server', ip: '10.0.0.5', ports: [{ port: 443 }, { port: 6443 }] },
  { name: 'ingress controller', namespace: 'ingress-nginx', labels: { app: 'controller' } },
  { name: 'gateway', namespace: 'gateways', labels: { app: 'edge' } },
  { name: 'KEDA', namespace: 'keda', labels: { app: 'keda-operator' } },
  {
    name: 'collector',
    namespace: 'telemetry',
    labels: { app: 'otel-collector' },
    ports: [{ port: 4317 }, { port: 4318 }],
  },
  { name: 'stranger', namespace: 'elsewhere', labels: { app: 'stranger' }, ports: [{ port: 8080 }] },
];

function both(port: number) {
  return [
    { port, name: 'dns', protocol: 'UDP' as const },
    { port, name: 'dns-tcp', protocol: 'TCP' as const },
  ];
}

function endpointOf(workload: Manifest): Endpoint {
  const { name, namespace } = workload['metadata'];
  const { metadata, spec } = (workload['spec'].jobTemplate ?? workload)['spec'].template;
  const containers: Manifest[] = [...spec.containers, ...(spec.initContainers ?? [])];
  const ports = containers.flatMap((c) => c['ports'] ?? []);
  return {
    // The names of Jobs end with a hash of their content.
    name: `${namespace}/${name.replace(/-[0-9a-f]{8}$/, '')}`,
    namespace,
    labels: metadata.labels,
    ports: ports.map((p: Manifest) => ({
      port: p['containerPort'],
      name: p['name'],
      protocol: p['protocol'] ?? 'TCP',
    })),
  };
}

/** @returns a line for each connection that is allowed between pods of the apps, and between them and the outside. */
export async function allowedConnections(manifests: readonly Manifest[]): Promise<string[]> {
  const own = ofKind(manifests, ...POD_KINDS).map(endpointOf);
  const inside = new Set(own.map((endpoint) => endpoint.name));
  // Another replica of the same workload is another endpoint.
  const twins = own.map((endpoint) => ({ ...endpoint, name: `${endpoint.name} (another pod)` }));
  const judged = await connections({
    policies: ofKind(manifests, 'NetworkPolicy'),
    endpoints: [...own, ...twins, ...OTHERS],
    namespaces: Object.fromEntries(
      ofKind(manifests, 'Namespace').map((ns) => [ns['metadata'].name, ns['metadata'].labels ?? {}]),
    ),
  });
  return judged
    .filter(
      ({ allowed, from, to }) => allowed && (inside.has(from) || inside.has(to)) && !from.endsWith('(another pod)'),
    )
    .filter(({ from, to }) => !to.endsWith('(another pod)') || to === `${from} (another pod)`)
    .map(({ from, to, port, protocol }) => `${from} -> ${to} ${protocol}/${port}`);
}
