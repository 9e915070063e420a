import {
  AddOn,
  Backup,
  CloudIdentity,
  Cluster,
  Engine,
  Observability,
  SecretKey,
  StatefulStore,
  type StatefulStoreProps,
} from '../../../lib';
import { find, type Manifest, names, podOf, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';
import { bucket, NIGHTLY, podOfJob, steps, variables } from './support';

const OTHER = {
  accessKeyId: SecretKey.of('elsewhere', 'access-key'),
  secretAccessKey: SecretKey.of('elsewhere', 'secret-key'),
};
const elsewhere = bucket({ bucket: 'acme-elsewhere', credentials: OTHER });
const OFFSITE = { ...NIGHTLY, name: 'offsite', drill: { schedule: '0 6 * * 0' } };

function backedUpBy(props: Partial<StatefulStoreProps>, cluster = Cluster.generic()) {
  const chart = testChart();
  cluster.attachTo(chart);
  const store = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), ...props });
  return { chart, store };
}

describe('several backups of a store', () => {
  it('go to several object stores, each by a CronJob that has its name', () => {
    const { chart, store } = backedUpBy({
      backup: [Backup.to(bucket(), { ...NIGHTLY, drill: { schedule: '0 5 * * 0' } }), Backup.to(elsewhere, OFFSITE)],
    });
    new Observability(chart, 'observability').watch(store);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(names(chart, 'CronJob').sort()).toEqual([
      'sessions-backup',
      'sessions-backup-offsite',
      'sessions-drill',
      'sessions-drill-offsite',
    ]);
    const root = (job: string) => variables(steps(podOfJob(chart, job))[1])['ROOT'];
    expect(root('sessions-backup')).toBe('store:acme-backups/shop/sessions');
    expect(root('sessions-backup-offsite')).toBe('store:acme-elsewhere/shop/sessions');
  });

  it('are told apart by what an operator asks about them', () => {
    const { store } = backedUpBy({ backup: [Backup.to(bucket(), NIGHTLY), Backup.to(elsewhere, OFFSITE)] });
    const known = store.signals.map(({ name }) => name);
    expect(new Set(known).size).toBe(known.length);
    expect(known).toEqual(expect.arrayContaining(['BackupAge', 'BackupAgeOffsite', 'DrillFailedOffsite']));
    const asked = store.signals.find(({ name }) => name === 'BackupFailedOffsite');
    expect(asked?.question).toBe('How many backups have failed since the last good one? (offsite)');
    expect(asked?.expr('')).toContain('job_name=~"sessions-backup-offsite-[0-9]+"');
  });

  it('have one log of PostgreSQL, which only its own backups prune', () => {
    const backup = [Backup.to(bucket(), NIGHTLY), Backup.to(elsewhere, { ...OFFSITE, pointInTime: false })];
    const { chart } = backedUpBy({ engine: Engine.postgres(), backup });
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    const pod = podOf(find(chart, 'StatefulSet', 'sessions'));
    const archivers = [...pod['initContainers'], ...pod['containers']].filter(({ name }) => name === 'archiver');
    expect(archivers.map((archiver) => variables(archiver)['ROOT'])).toEqual(['store:acme-backups/shop/sessions']);
    const run = (job: string) => steps(podOfJob(chart, job)).map(({ name }) => name);
    expect(run('sessions-backup')).toContain('prune');
    expect(run('sessions-backup-offsite')).not.toContain('prune');
  });

  it.each<[string, StatefulStoreProps['backup'], RegExp]>([
    [
      'two have no name',
      [Backup.to(bucket(), NIGHTLY), Backup.to(elsewhere, NIGHTLY)],
      /every Backup.to of a store must have a name of its own, got no name twice; pass another name to one of them, name: 'offsite'/,
    ],
    [
      'two have one name',
      [Backup.to(bucket(), OFFSITE), Backup.to(elsewhere, OFFSITE)],
      /every Backup.to of a store must have a name of its own, got offsite twice/,
    ],
    [
      'a name begins with a digit, as the runs of another one do',
      Backup.to(bucket(), { ...NIGHTLY, name: '2' }),
      /the name of a backup must have at most 20 characters, got 2; use a-z, 0-9 and inner dashes, beginning with a letter/,
    ],
    [
      'two are in one place',
      [Backup.to(bucket(), NIGHTLY), Backup.to(bucket(), { ...OFFSITE, pointInTime: false })],
      /two backups must not be in one place, got https:.*; shop\/sessions\/Backup writes there; set another path or prefix/,
    ],
    [
      'two take snapshots',
      [Backup.snapshots({ schedule: '@daily', keep: 7 }), Backup.snapshots({ schedule: '@hourly', keep: 24 })],
      /a store must have one Backup.snapshots at most, got 2; leave one out: it would delete those of the other/,
    ],
    [
      'it is no backup',
      ['s3://acme-backups' as never],
      /backup must be a Backup or a list of them, got s3:.*; use Backup.to/,
    ],
    [
      'the log would go to two places',
      [Backup.to(bucket(), { ...NIGHTLY, pointInTime: true }), Backup.to(elsewhere, { ...OFFSITE, pointInTime: true })],
      /the log between backups must go to one place, got 2 places; pass pointInTime: false to the others/,
    ],
  ])('fails when %s', (_, backup, message) => {
    const make = () =>
      backedUpBy({ engine: Engine.postgres(), backup }, Cluster.generic({ installed: [AddOn.volumeSnapshots()] }));
    expect(make).toThrow(message);
    expect(make).toThrow(/^\[shop\/sessions/);
  });
});

describe('a store that begins with a backup from another object store than its own', () => {
  const PROPS = { engine: Engine.postgres(), backup: Backup.to(bucket(), NIGHTLY) };

  it('reaches each with its own keys', () => {
    const { chart } = backedUpBy({ ...PROPS, restoreFrom: Backup.latest(elsewhere) });
    const pod = podOf(find(chart, 'StatefulSet', 'sessions'));
    const secretOf = (container: string) => {
      const { volumeMounts } = [...pod['initContainers'], ...pod['containers']].find(({ name }) => name === container);
      const at = volumeMounts.find(({ mountPath }: Manifest) => mountPath === '/run/secrets/object-store').name;
      return pod['volumes'].find(({ name }: Manifest) => name === at).projected.sources[0].secret.name;
    };
    expect(secretOf('restore-fetch')).toBe('elsewhere');
    expect(secretOf('archiver')).toBe('bucket');
  });

  it('fails when it would have to be two identities of the cloud', () => {
    const as = (role: string) => CloudIdentity.awsRole(`arn:aws:iam::111122223333:role/${role}`);
    const backup = Backup.to(bucket({ credentials: as('backups') }), NIGHTLY);
    const make = (role: string) =>
      backedUpBy(
        { engine: Engine.postgres(), backup, restoreFrom: Backup.latest(bucket({ credentials: as(role) })) },
        Cluster.eks(),
      );
    expect(() => make('backups')).not.toThrow();
    expect(() => make('other')).toThrow(
      /^\[shop\/sessions\] the pods of a store must be one identity for restoreFrom and for backup, got .*other.*; let one identity read both/,
    );
  });
});
