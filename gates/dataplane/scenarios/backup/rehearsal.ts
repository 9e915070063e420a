import { Backup, type FileBackupProps } from '../../../../lib';
import type { Context, Scenario } from '../../context';
import { backedUp, backUp, type Ran, restored, runJob, write } from './support';

/**
 * The same program in a second place, restored from the backups of the first: a rehearsal. It must not back up where the first does,
 * until the first is gone and the program says so.
 */
async function run(context: Context): Promise<void> {
  const { figures, label, namespace } = context;
  const bucket = await backedUp(context);
  const path = `${namespace}/store`;
  const there = async (): Promise<string> => (await bucket.backups(path)).join(' ');
  const production = (props?: Partial<FileBackupProps>): Promise<Ran> =>
    backUp(context, props).then(() => runJob(context, 'store-backup'));
  const refused = ({ succeeded, said }: Ran): boolean => !succeeded && said.includes(`/${path} with backup`);

  const own = await production();
  figures.goal(`${label}: the set backs up to its own place`, own.succeeded, own.said);
  const place = bucket.objectStore();
  const latest = Backup.latest(place, { path });
  const rehearsed = async (props: Partial<FileBackupProps>): Promise<Ran> => {
    const backup = Backup.to(place, { schedule: '30 3 * * *', keep: 2, path, ...props });
    await restored(context, 'rehearsal', latest, { backup }).inOrder(180);
    return runJob({ ...context, namespace: `${namespace}-rehearsal` }, 'store-backup');
  };
  const before = await there();
  const stranger = await rehearsed({});
  const untouched = (await there()) === before;
  figures.goal(`${label}: a rehearsal does not write among the backups`, refused(stranger) && untouched, stranger.said);
  const elsewhere = await rehearsed({ path: `rehearsal/${path}` });
  figures.goal(`${label}: a rehearsal backs up to a place of its own`, elsewhere.succeeded, elsewhere.said);

  await context.cluster.loseVolume(context.store.pod(1), 'data');
  const primary = await context.store.primary();
  await context.cluster.forceDelete(primary);
  await context.store.inOrder(120);
  const after = await production();
  figures.goal(`${label}: after a failover and a lost volume it is the same set`, after.succeeded, after.said);

  const takeOver = /takeOver: '([0-9a-f]{16})'/.exec(stranger.said)?.[1] ?? '';
  const taken = await rehearsed({ takeOver });
  figures.goal(`${label}: a set that takes over goes on in the place`, taken.succeeded, taken.said);
  const back = await production({ takeOver });
  figures.goal(`${label}: the set from before does not come back unasked`, refused(back), back.said);
  const again = await production({ takeOver: /takeOver: '([0-9a-f]{16})'/.exec(back.said)?.[1] ?? '' });
  figures.goal(`${label}: it comes back when its program says so`, again.succeeded, again.said);
  await context.cluster.remove(`${namespace}-rehearsal`);
  await write(context.store, 'first');
}

export const rehearsal: Scenario = { name: 'rehearsal', run };
