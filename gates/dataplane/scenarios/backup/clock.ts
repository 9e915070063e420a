import type { Context, Scenario } from '../../context';
import type { Bucket } from '../../objects/bucket';
import { backedUp } from './support';
import { wrongClock } from './wrong-clock';

const FUTURE = '20990101T000000Z';

/** A run on a machine whose clock is years ahead, and what such a run has left behind before that was refused. */
export async function clockOf(context: Context, bucket: Bucket): Promise<void> {
  const { figures, label, namespace, cluster } = context;
  const path = `${namespace}/store`;
  const job = async (name: string, by?: string): Promise<{ readonly good: boolean; readonly said: string }> => {
    const pod = await cluster.run(namespace, 'CronJob', name, 240, by === undefined ? undefined : wrongClock(by));
    return { good: pod.succeeded === true, said: pod.lastLines(20) };
  };
  const before = (await bucket.backups(path)).join(' ');
  for (const by of ['+3 years', '-20 minutes']) {
    const { good, said } = await job('store-backup', by);
    const told = /the clock of this pod is -?\d+ seconds ahead of that of the object store/.test(said);
    const same = (await bucket.backups(path)).join(' ') === before;
    figures.goal(`${label}: a run whose clock is off by ${by} uploads nothing`, !good && told && same, said);
  }

  const newest = (await bucket.backups(path)).at(-1) ?? '';
  const names = (await bucket.names()).filter((name) => name.startsWith(`${path}/${newest}/`));
  const copies = names.map((name) => [name, name.replace(newest, FUTURE)] as const);
  for (const [from, to] of copies) await bucket.write(to, await bucket.read(from));
  const drill = await job('store-drill');
  const restores = drill.said.includes(`backup ${newest} restores`);
  const named = drill.said.includes(`backups are from the future and may be taken for the newest: delete ${FUTURE}`);
  const passes = `${label}: a drill passes over a backup from the future, restores the newest, and fails with its name`;
  figures.goal(passes, !drill.good && restores && named, drill.said);
  const runs = [await job('store-backup'), await job('store-backup')];
  const kept = await bucket.backups(path);
  const counted = kept.length === 3 && kept.at(-1) === FUTURE && !kept.includes(newest);
  const what = `${label}: two later backups are kept beside one from the future`;
  figures.goal(what, runs.every(({ good }) => good) && counted, `${kept.join(', ')}\n${runs[1]?.said}`);
  for (const [, to] of copies) await bucket.remove(to);
}

async function run(context: Context): Promise<void> {
  await clockOf(context, await backedUp(context));
}

export const clock: Scenario = { name: 'a wrong clock', run };
