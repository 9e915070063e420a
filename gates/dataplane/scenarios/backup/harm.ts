import { createHash } from 'node:crypto';
import { Backup } from '../../../../lib';
import type { Context, Scenario } from '../../context';
import { backedUp, restored, runJob, says } from './support';

/** Backups that were damaged: drills find them, and no store restores them. */
async function run(context: Context): Promise<void> {
  const { figures, label, namespace, cluster } = context;
  const bucket = await backedUp(context);
  const path = `${namespace}/store`;
  const name = (await bucket.backups(path)).at(-1) ?? '';
  const [dump, manifest] = [`${path}/${name}/dump.rdb`, `${path}/${name}/manifest`];
  const good = { dump: await bucket.read(dump), manifest: (await bucket.read(manifest)).toString() };
  /** Stores a dump with a manifest that fits it, so that no checksum reveals the damage. */
  const disguise = async (content: Buffer, facts = good.manifest): Promise<void> => {
    const sum = createHash('sha256').update(content).digest('hex');
    await bucket.write(dump, content);
    await bucket.write(manifest, facts.replace(/^file .*$/m, `file ${content.length} ${sum} dump.rdb`));
  };
  const found = async (what: string, words: RegExp): Promise<void> => {
    const { succeeded, said } = await runJob(context, 'store-drill');
    figures.goal(`${label}: a drill finds ${what}`, !succeeded && words.test(said), said);
  };
  const point = Backup.latest(bucket.objectStore(), { path });
  const refused = async (what: string, words: string): Promise<void> => {
    const store = restored(context, what.replaceAll(' ', '-'), point);
    const said = await says(store, words);
    const empty = store.pods.every((pod) => !pod.ready);
    figures.goal(`${label}: a ${what} backup is refused`, said !== undefined && empty, said ?? 'nobody said so');
    await cluster.remove(store.namespace);
  };

  await bucket.write(dump, good.dump.subarray(0, good.dump.length - 100));
  await found('a truncated backup', /is truncated, it should have/);
  await refused('truncated', 'is truncated, it should have');

  const flipped = Buffer.from(good.dump);
  flipped[Math.floor(flipped.length / 2)] = (flipped[Math.floor(flipped.length / 2)] ?? 0) ^ 0xff;
  await bucket.write(dump, flipped);
  await found('a corrupt backup', /is corrupt, its checksum differs/);
  await disguise(flipped);
  await found('a corrupt backup whose checksum is right', /cannot be restored/);
  await refused('corrupt', 'the engine refused the backup');
  await disguise(good.dump.subarray(0, good.dump.length - 100));
  await found('a truncated backup whose checksum is right', /cannot be restored/);

  await disguise(
    good.dump,
    good.manifest.replace(/^fact entries (\d+)$/m, (_, count) => `fact entries ${Number(count) + 1}`),
  );
  await found('that a key is missing', /does not have what backup/);
  await disguise(good.dump, good.manifest.replace(/^format rdb$/m, 'format tar'));
  await found('a backup of another engine', /was written by .* as tar/);

  await disguise(good.dump, good.manifest);
  const { succeeded, said } = await runJob(context, 'store-drill');
  figures.goal(`${label}: a drill is content again with the backup as it was`, succeeded, said);
}

export const harm: Scenario = { name: 'harmed backups', run };
