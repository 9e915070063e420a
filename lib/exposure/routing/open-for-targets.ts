import { Construct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { standardLabels } from '../../manifest/labels';
import { entityPolicy } from '../../network/entity-policy';
import { Peer } from '../../network/peer';
import { allow } from '../../relations/connect';
import type { RouteTarget, SettledRouting } from './settled';

/** Lets the controller connect to the apps that it asks about requests, and to those that get copies of them. */
export function openForTargets(scope: Construct, { authService, mirror }: SettledRouting): void {
  for (const one of [authService, mirror]) if (one) openFor(scope, one.target);
}

function openFor(scope: Construct, { peer, opened }: RouteTarget): void {
  const { namespaces, ranges, entities } = Cluster.of(scope).entrance;
  if (namespaces.length > 0) allow(Peer.foreignPods({ name: 'route-controller', namespaces }), peer, [opened]);
  if (ranges.length > 0) allow(Peer.addresses('route-addresses', ranges), peer, [opened]);
  const home = peer.scope;
  if (entities.length === 0 || !(home instanceof Construct) || home.node.tryFindChild('FromEntities')) return;
  const [rule] = peer.rules;
  const labels = standardLabels(home, peer.name, 'relation');
  entityPolicy({ scope: home, name: peer.name, selector: rule?.labels ?? {}, labels }, entities, [opened]);
}
