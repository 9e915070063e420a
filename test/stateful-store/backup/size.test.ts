import { Duration, Size } from 'cdk8s';
import { Engine, type FileBackupProps } from '../../../lib';
import { find, type Manifest } from '../../support/charts';
import { backedUp, podOfJob, steps, variables } from './support';

/** A database of a size, with the images of a version. */
function database(gibibytes: number, props: Partial<FileBackupProps> = {}, version = '18.1') {
  return backedUp(
    { drill: { schedule: '@weekly' }, ...props },
    {
      engine: Engine.postgres({ image: `postgres:${version}` }),
      memory: Size.gibibytes(2),
      storage: Size.gibibytes(gibibytes),
    },
  ).chart;
}

type Chart = ReturnType<typeof database>;

const job = (chart: Chart, name: string): Manifest => find(chart, 'CronJob', name)['spec'];
const hours = (chart: Chart, name: string): number => job(chart, name)['jobTemplate'].spec.activeDeadlineSeconds / 3600;
const work = (chart: Chart, name: string): Manifest =>
  podOfJob(chart, name)['volumes'].find((volume: Manifest) => volume['name'] === 'work');

/** The size of the scratch volume, and the place where it is. */
function room(chart: Chart, name: string): string {
  const { emptyDir, ephemeral } = work(chart, name);
  if (emptyDir) return `${emptyDir.sizeLimit} of the node`;
  return `${ephemeral.volumeClaimTemplate.spec.resources.requests.storage} volume`;
}

const stepOf = (chart: Chart, name: string): Manifest | undefined =>
  steps(podOfJob(chart)).find((step) => step['name'] === name);

describe('what a run needs follows from the most that a backup can have', () => {
  it.each([
    [1, 1, 1, '1Gi of the node', '2Gi of the node', '100m', '256Mi', '8Mi'],
    [10, 1, 1, '10Gi of the node', '20Gi volume', '100m', '256Mi', '8Mi'],
    [100, 2, 3, '100Gi volume', '200Gi volume', '1', '288Mi', '12Mi'],
    [800, 12, 23, '800Gi volume', '1600Gi volume', '2', '928Mi', '92Mi'],
  ])('%s GiB: %s h and %s h, %s and %s', (size, backup, drill, own, tried, cpu, memory, chunk) => {
    const chart = database(size);
    expect([hours(chart, 'sessions-backup'), hours(chart, 'sessions-drill')]).toEqual([backup, drill]);
    expect([room(chart, 'sessions-backup'), room(chart, 'sessions-drill')]).toEqual([own, tried]);
    const upload = stepOf(chart, 'upload');
    expect(upload?.['resources'].requests).toMatchObject({ cpu, memory });
    expect(stepOf(chart, 'take')?.['resources'].requests.cpu).toBe(cpu);
    expect(variables(upload)).toMatchObject({ RCLONE_S3_CHUNK_SIZE: chunk, RCLONE_AZUREBLOB_CHUNK_SIZE: chunk });
  });

  it.each([1, 50, 800, 4000])('uploads %s GiB in at most 10,000 parts, which fit into the memory', (size) => {
    const upload = stepOf(database(size), 'upload');
    const told = variables(upload);
    const [chunk, parts, files] = ['RCLONE_S3_CHUNK_SIZE', 'RCLONE_S3_UPLOAD_CONCURRENCY', 'RCLONE_TRANSFERS'].map(
      (name) => Number.parseInt(told[name] ?? '', 10),
    ) as [number, number, number];
    expect((size * 1024) / chunk).toBeLessThanOrEqual(10_000);
    const memory = Number.parseInt(upload?.['resources'].limits.memory, 10);
    expect(memory - chunk * parts * files).toBeGreaterThanOrEqual(128);
  });

  it('takes twice the room for a backup of a version that cannot check what is packed, and no more for its drill', () => {
    const chart = database(100, {}, '17.6');
    expect([room(chart, 'sessions-backup'), room(chart, 'sessions-drill')]).toEqual(['200Gi volume', '200Gi volume']);
    expect(hours(chart, 'sessions-backup')).toBe(2);
  });

  it('takes a volume of the class of the store, or of another that is named', () => {
    const classOf = (chart: Chart): string =>
      work(chart, 'sessions-backup')['ephemeral'].volumeClaimTemplate.spec.storageClassName;
    const big = { engine: Engine.postgres(), storage: Size.gibibytes(100), storageClass: 'fast' };
    expect(classOf(backedUp({}, big).chart)).toBe('fast');
    expect(classOf(backedUp({ scratchClass: 'cheap' }, big).chart)).toBe('cheap');
  });

  it('keeps few ended runs, whose pods keep volumes', () => {
    const kept = (chart: Chart): unknown[] =>
      ['sessions-backup', 'sessions-drill'].map((name) => {
        const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = job(chart, name);
        return [successfulJobsHistoryLimit, failedJobsHistoryLimit];
      });
    expect(kept(database(1))).toEqual([
      [3, 3],
      [3, 3],
    ]);
    expect(kept(database(100))).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it('is what the program says where it says it, and the alert about the age knows the time', () => {
    const chart = database(800, { timeout: Duration.hours(30), scratch: Size.gibibytes(5) });
    expect(hours(chart, 'sessions-backup')).toBe(30);
    expect(room(chart, 'sessions-backup')).toBe('5Gi of the node');
    expect(room(chart, 'sessions-drill')).toBe('10Gi of the node');
    const limit = (props: Partial<FileBackupProps>): number | undefined =>
      backedUp(props, { engine: Engine.postgres(), storage: Size.gibibytes(800) }).store.signals.find(
        ({ name }) => name === 'BackupAge',
      )?.alert?.above;
    expect(limit({ timeout: Duration.hours(13) })).toBe((limit({}) ?? 0) + 3600);
  });
});
