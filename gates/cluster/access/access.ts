/** Access for people: the API server grants what docs/access.md says, and nothing else. */
import assert from 'node:assert/strict';
import { apply } from '../checks/apply';
import type { Cluster } from '../cluster';
import { check } from '../runner';
import { ends } from './ending';
import { documented, granted } from './matrix';
import { program } from './program';

/** Applies a namespace with every level, asks for every verb of every resource, and ends `breakGlass`. */
export async function access(cluster: Cluster): Promise<void> {
  const manifests = program();
  if (!(await check('levels of access apply strictly, without a warning', () => apply(cluster, manifests)))) return;
  await check('groups may do what docs/access.md says, and nothing else', async () => {
    const rights = await granted(cluster);
    assert.deepEqual(rights, documented());
    return `${rights.length} rights`;
  });
  await check('the access of an emergency ends, also when it is applied again', () => ends(cluster, manifests));
}
