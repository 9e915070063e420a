import type { Context, Scenario } from '../../context';
import type { Container, PodSpec } from '../../kubelet/spec';
import { empty } from '../../store/keys';
import { backedUp, backUp, LOGIN, runJob, write } from './support';

/** Runs that fail do so loudly, and leave the backups that are there alone. */
async function run(context: Context): Promise<void> {
  const { figures, label, namespace, store } = context;
  const bucket = await backedUp(context);
  const path = `${namespace}/store`;
  const kept = async (): Promise<string> => (await bucket.backups(path)).join(' ');
  const earlier = await bucket.backups(path);
  const before = earlier.join(' ');

  await backUp(context, {}, 5999);
  const unreachable = await runJob(context, 'store-backup');
  const same = (await kept()) === before;
  figures.goal(
    `${label}: no object store: the run fails, the backups stay`,
    !unreachable.succeeded && same,
    unreachable.said,
  );

  await backUp(context);
  const fails = async (what: string, change: (spec: PodSpec) => PodSpec): Promise<void> => {
    const ran = await runJob(context, 'store-backup', change);
    const untouched = (await kept()) === before;
    figures.goal(`${label}: ${what}: the run fails, the backups stay`, !ran.succeeded && untouched, ran.said);
  };
  await fails('a full disk', (spec) => ({
    ...spec,
    volumes: (spec.volumes ?? []).map((volume) =>
      volume.name === 'work' ? { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '64Ki' } } : volume,
    ),
  }));
  const readOnly = (container: Container): Container => ({
    ...container,
    volumeMounts: (container.volumeMounts ?? []).map((mount) =>
      mount.name === 'work' ? { ...mount, readOnly: true } : mount,
    ),
  });
  await fails('a read-only volume', (spec) => ({
    ...spec,
    containers: spec.containers.map(readOnly),
    initContainers: (spec.initContainers ?? []).map(readOnly),
  }));
  await empty((await store.primary()).address ?? '', LOGIN);
  const collapsed = await runJob(context, 'store-backup');
  const after = await bucket.backups(path);
  const all = after.length === earlier.length + 1 && earlier.every((name) => after.includes(name));
  const told = /less than 50 % of the size/.test(collapsed.said);
  figures.goal(
    `${label}: a collapse of the size fails the run and keeps all`,
    !collapsed.succeeded && all && told,
    collapsed.said,
  );

  await write(store, 'sixth');
  for (let n = 0; n < 2; n += 1) await runJob(context, 'store-backup');
  const last = await bucket.backups(path);
  const rotated = last.length === 2 && !last.some((name) => earlier.includes(name));
  figures.goal(`${label}: the newest two are kept`, rotated, last.join(', '));
}

export const failing: Scenario = { name: 'backups that fail', run };
