import type { Construct } from 'constructs';
import { namespaceOf } from '../manifest/plain-object';
import type { Peer } from '../network/peer';

/** Returns the label matchers of the series of a workload, as the scrape job of Observability labels them. */
export function matchersOf(peer: Peer): string {
  const namespace = peer.scope && namespaceOf(peer.scope as Construct);
  return [...(namespace === undefined ? [] : [`namespace="${namespace}"`]), `job="${peer.name}"`].join(',');
}
