/** Makes every mistake, one at a time, and reports which gate catches it. */
import assert from 'node:assert/strict';
import { allowedConnections } from '../checks/network';
import type { Cluster } from '../cluster';
import type { AppManifests } from '../manifests';
import { check } from '../runner';
import { Edit } from './edit';
import { type Gate, gates } from './gates';
import { RELATIONS } from './relations';
import { WORKLOADS } from './workloads';

const MUTATIONS = [...WORKLOADS, ...RELATIONS];
const CAUGHT_AT_SYNTH = 30;

/** @throws through `check` when a mistake passes every gate, or when a gate refuses good manifests */
export async function runMutations(cluster: Cluster, app: AppManifests, synthRules: Gate): Promise<void> {
  const all = gates(cluster, await allowedConnections(app.manifests), synthRules);
  const isClean = await check(`no gate finds anything in ${app.name} as it is`, async () => {
    for (const [gate, look] of Object.entries(all)) assert.deepEqual(await look(app.manifests), [], gate);
  });
  // A gate that refuses everything would seem to catch every mistake.
  if (!isClean) return;
  const rows: string[] = [];
  let early = 0;
  await check(`each of ${MUTATIONS.length} mistakes is caught`, async () => {
    const missed: string[] = [];
    for (const { mistake, make } of MUTATIONS) {
      const edit = new Edit(app.manifests);
      make(edit);
      const caught: string[] = [];
      for (const [gate, look] of Object.entries(all)) {
        if ((await look(edit.manifests)).length > 0) caught.push(gate);
      }
      if (caught.length === 0) missed.push(mistake);
      if (caught.includes('rules')) early += 1;
      rows.push(
        `  ${mistake.padEnd(52)} ${Object.keys(all)
          .map((gate) => (caught.includes(gate) ? gate : '-').padEnd(11))
          .join('')}`,
      );
    }
    assert.deepEqual(missed, []);
  });
  console.log(rows.join('\n'));
  await check(`at least ${CAUGHT_AT_SYNTH} of them are caught at synth`, async () => {
    assert.ok(early >= CAUGHT_AT_SYNTH, `${early} are`);
    return `${early} are`;
  });
}
