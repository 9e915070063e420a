import { isGrpc } from './service';
import type { SettledHosts } from './settled-hosts';

/**
 * Returns the addresses at which clients outside of the cluster reach an app: a URL for each host, or `tls://HOST` for gRPC. A host
 * with a `*` has none, because it stands for many.
 */
export function urlsOf({ hosts, paths: [path], port }: SettledHosts): readonly string[] {
  const named = hosts.filter((host) => !host.startsWith('*'));
  return named.map((host) => (isGrpc(port) ? `tls://${host}` : `https://${host}${path}`));
}
