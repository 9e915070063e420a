import type { Construct } from 'constructs';
import type { Peer } from '../peer';
import { namespaceOf } from './object';

/** The label matchers of the series of a workload, as the scrape job of Observability labels them. */
export function matchers(peer: Peer): string {
  const namespace = peer.scope && namespaceOf(peer.scope as Construct);
  return [...(namespace === undefined ? [] : [`namespace="${namespace}"`]), `job="${peer.name}"`].join(',');
}
