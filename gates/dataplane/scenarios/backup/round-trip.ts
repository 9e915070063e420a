import { setTimeout as sleep } from 'node:timers/promises';
import { Backup } from '../../../../lib';
import type { Context, Scenario } from '../../context';
import { backUp, lacking, restored, runJob, write } from './support';

/** A backup is taken, tried, and restored into a fresh set: every key on every pod, and nothing again at the second start. */
async function run(context: Context): Promise<void> {
  const { store, figures, label, namespace, cluster } = context;
  await store.inOrder(120);
  const bucket = await backUp(context);
  const keys = await write(store, 'first');
  const taken = await runJob(context, 'store-backup');
  figures.goal(
    `${label}: a backup is taken from a replica`,
    taken.succeeded && !/dumping.*store-0/.test(taken.said),
    taken.said,
  );
  await sleep(2_000);
  const drill = await runJob(context, 'store-drill');
  figures.goal(`${label}: a drill finds every key and the canary`, drill.succeeded, drill.said);

  const begun = Date.now();
  const fresh = restored(context, 'restored', Backup.latest(bucket.objectStore(), { path: `${namespace}/store` }));
  await fresh.inOrder(180);
  const took = (Date.now() - begun) / 1000;
  const wrong = await lacking(fresh, 'first');
  figures.goal(
    `${label}: a fresh set has every key on every pod`,
    wrong.length === 0,
    wrong.join(', ') || `${keys} keys`,
  );
  figures.add({
    scenario: 'backup restored into a fresh set',
    engine: label,
    rounds: 1,
    lost: `${wrong.length} of ${keys}`,
    median: took,
    most: took,
  });

  await write(fresh, 'second');
  for (const pod of fresh.pods) void cluster.forceDelete(pod);
  await sleep(1_000);
  await fresh.inOrder(120);
  const old = await lacking(fresh, 'second');
  figures.goal(`${label}: a second start restores nothing`, old.length === 0, old.join(', ') || 'newer data is kept');
}

export const roundTrip: Scenario = { name: 'backup and restore', run };
