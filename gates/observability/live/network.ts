/** The network of the gate: all pods, nodes and Services have their addresses on the loopback interface of one network namespace. */
import { execFileSync } from 'node:child_process';
import type { Manifest } from '../../cluster/manifests';

/** The addresses of pods, of nodes and of Services are within it. */
const ALL = '10.0.0.0/8';
/** The first address of the range of Services, in the certificate of the API server. */
export const API_SERVER = '10.96.0.1';
const SUFFIXES = ['', '.svc', '.svc.cluster.local'];

/** Lets this process, and those it starts, use every address of the cluster. It must be in a network namespace of its own. */
export function openNetwork(): void {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  execFileSync('ip', ['route', 'add', 'local', ALL, 'dev', 'lo']);
}

/** A pod has each name of a Service in its own namespace also without the namespace. */
function namesOf(host: string, namespace: string, own: string): readonly string[] {
  const long = SUFFIXES.map((suffix) => `${host}.${namespace}${suffix}`);
  return namespace === own ? [host, ...long] : long;
}

function selects(service: Manifest, pod: Manifest): boolean {
  const wanted = Object.entries(service['spec'].selector ?? {});
  const { namespace, labels = {} } = pod['metadata'];
  return (
    wanted.length > 0 &&
    namespace === service['metadata'].namespace &&
    wanted.every(([key, value]) => labels[key] === value)
  );
}

/**
 * The file `/etc/hosts` in the place of a DNS server: a Service leads to its first pod, and the pods behind a headless one have
 * names of their own. `others` are names of hosts outside of the cluster, all at one address.
 */
export function hostsFile(
  services: readonly Manifest[],
  pods: readonly Manifest[],
  own: string,
  others: Readonly<Record<string, string>>,
): string {
  const lines = services.flatMap((service) => {
    const { name, namespace } = service['metadata'];
    const behind = pods.filter((pod) => selects(service, pod));
    const [first] = behind;
    if (!first) return [];
    const each = (service['spec'].clusterIP === 'None' ? behind : []).map(
      ({ metadata, status }) => `${status.podIP} ${namesOf(`${metadata.name}.${name}`, namespace, own).join(' ')}`,
    );
    return [`${first['status'].podIP} ${namesOf(name, namespace, own).join(' ')}`, ...each];
  });
  const outside = Object.entries(others).map(([host, address]) => `${address} ${host}`);
  return ['127.0.0.1 localhost', ...lines, ...outside, ''].join('\n');
}
