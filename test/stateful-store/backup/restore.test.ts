import { Backup, CloudIdentity, Cluster, Engine, type RestorePoint, StatefulStore } from '../../../lib';
import { find, names, podOf, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';
import { backedUp, bucket, variables } from './support';

function restored(restoreFrom: RestorePoint = Backup.latest(bucket()), chart = testChart()) {
  new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), restoreFrom });
  const pod = podOf(find(chart, 'StatefulSet'));
  const fetching = variables(pod['initContainers'].find(({ name }: { name: string }) => name === 'restore-fetch'));
  return { chart, pod, fetching };
}

describe('restoreFrom', () => {
  it('makes objects that fit their schemas', () => {
    expect(synth(restored().chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('asks the engine, fetches and restores before the server starts, on its volume', () => {
    const { pod } = restored();
    expect(pod['initContainers'].slice(0, 3).map(({ name, command }: never) => [name, command])).toEqual([
      ['restore-decide', ['sh', '/etc/backup/decide.sh', 'sh', '/etc/backup/backup-occupied.sh']],
      ['restore-fetch', ['sh', '/etc/backup/fetch.sh']],
      ['restore-load', ['sh', '/etc/backup/load.sh', 'sh', '/etc/backup/backup-restore.sh']],
    ]);
    for (const { volumeMounts } of pod['initContainers'].slice(0, 3)) {
      expect(volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' });
    }
    expect(variables(pod['initContainers'][1])).toMatchObject({
      ROOT: 'store:acme-backups/shop/sessions',
      BACKUP: '/data/.restore/files',
      WHICH: 'latest',
      OPTIONAL: 'no',
    });
  });

  it('keeps the credentials of the bucket from the server', () => {
    const { pod } = restored();
    expect(JSON.stringify(pod['containers'])).not.toContain('object-store');
  });

  it('names a backup, the newest one before a time, or any', () => {
    expect(restored(Backup.named(bucket(), '20261122T033000Z')).fetching['WHICH']).toBe('named 20261122T033000Z');
    const { fetching } = restored(Backup.at(bucket(), '2026-11-22T04:30:00+01:00'));
    expect(fetching).toMatchObject({ WHICH: 'before 20261122T033000Z', RESTORE_TIME: '2026-11-22T03:30:00Z' });
    expect(restored(Backup.at(bucket(), new Date(0))).fetching['WHICH']).toBe('before 19700101T000000Z');
    expect(restored(Backup.latest(bucket(), { orEmpty: true })).fetching['OPTIONAL']).toBe('yes');
  });

  it('takes the backup of another store', () => {
    const { fetching } = restored(Backup.latest(bucket(), { path: 'production/sessions' }));
    expect(fetching['ROOT']).toBe('store:acme-backups/production/sessions');
  });

  it.each(['before', 'after'])('fails when another engine, said %s it, writes the backups', (order) => {
    const chart = testChart();
    const { describe: describing, ...model } = Engine.valkey().model;
    const engine = Engine.of({
      ...model,
      describe: (facts) => {
        const description = describing(facts);
        return { ...description, backup: description.backup && { ...description.backup, format: 'tar' } };
      },
    });
    const swapped = () =>
      new StatefulStore(chart, 'other', { engine, restoreFrom: Backup.latest(bucket(), { path: 'shop/sessions' }) });
    if (order === 'after') swapped();
    else backedUp({}, {}, chart);
    expect(() => (order === 'after' ? backedUp({}, {}, chart) : swapped())).toThrow(
      order === 'after'
        ? /^\[shop\/sessions\] backups in one place must be of one format, got rdb for .*; those of shop\/other are tar; bring/
        : /^\[shop\/other\] backups in one place must be of one format, got tar for .*; those of shop\/sessions are rdb; bring/,
    );
  });

  it('lets the pods out to the bucket', () => {
    expect(names(restored().chart, 'NetworkPolicy')).toContain('sessions-to-acme-backups.s3.eu-west-1.amazonaws.com');
  });

  it('tells the cloud who the pods are', () => {
    const chart = testChart();
    Cluster.aks().attachTo(chart);
    const id = '00000000-1111-2222-3333-444444444444';
    restored(Backup.latest(bucket({ credentials: CloudIdentity.azureClient(id) })), chart);
    const account = find(chart, 'ServiceAccount', 'sessions')['metadata'].annotations;
    expect(account).toEqual({ 'azure.workload.identity/client-id': id });
    const { labels } = find(chart, 'StatefulSet')['spec'].template.metadata;
    expect(labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
  });

  it.each<[string, () => RestorePoint, RegExp]>([
    ['the time has no zone', () => Backup.at(bucket(), '2026-11-22T03:30'), /a time must have .* zone, got 2026/],
    ['the time is none', () => Backup.at(bucket(), '2026-11-32T03:30Z'), /a time must have a date/],
    ['the time is an invalid date', () => Backup.at(bucket(), new Date(Number.NaN)), /a time must have a date/],
    [
      'the name is no backup',
      () => Backup.named(bucket(), 'newest'),
      /a backup must be named for its time, got newest/,
    ],
    ['the path leads out', () => Backup.latest(bucket(), { path: '../x' }), /the path of backups must be names/],
  ])('fails when %s', (_, point, message) => {
    expect(() => restored(point())).toThrow(message);
  });
});
