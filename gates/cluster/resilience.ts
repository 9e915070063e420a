/** Disturbs running apps, and checks that their users do not notice. */
import { survivesBrokenVersion, survivesNodeLoss } from './checks/loss';
import { placesEveryPod } from './checks/placement';
import type { Cluster } from './cluster';
import type { AppManifests } from './manifests';
import { check } from './runner';

/** Loses a node, applies a broken version of the shop, and places many pods. Leaves everything as it was. */
export async function resilience(cluster: Cluster, running: readonly AppManifests[]): Promise<void> {
  const all = running.flatMap(({ manifests }) => manifests);
  const shop = running.filter(({ name }) => name === 'shop').flatMap(({ manifests }) => manifests);
  await check('a lost node takes no more pods than a drain may', () => survivesNodeLoss(cluster, all));
  await check('a broken version takes no pod away, and can be taken back', () => survivesBrokenVersion(cluster, shop));
  await check('every pod finds a place, in every zone, before and after a rollout', () => placesEveryPod(cluster));
}
