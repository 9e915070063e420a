import { type Chart, Size } from 'cdk8s';
import { AddOn, Backup, Cluster, ObjectStore, SecretKey, SecurityBaseline, Volume, WebApp } from '../../lib';
import { errorsOf, find, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';
const NIGHTLY = { schedule: '30 3 * * *', keep: 7 };

/** A chart with an app that has a claim with this backup at `/srv/media`. */
function backedUp(
  backup: Backup,
  installed = [AddOn.volumeSnapshots()],
): { readonly chart: Chart; readonly web: WebApp } {
  const chart = testChart();
  Cluster.generic({ installed }).attachTo(chart);
  new SecurityBaseline(chart, 'baseline');
  const media = Volume.claim({ name: 'media', size: Size.gibibytes(20), backup });
  const web = new WebApp(chart, 'web', {
    image,
    replicas: 1,
    strategy: 'recreate',
    volumes: { '/srv/media': media },
  });
  return { chart, web };
}

describe('snapshots of the claim of a program', () => {
  it('are taken by a CronJob for this claim', () => {
    const { chart } = backedUp(Backup.snapshots(NIGHTLY));
    const { initContainers } = find(chart, 'CronJob', 'media-snapshots')['spec'].jobTemplate.spec.template.spec;
    const name = initContainers.find((step: { name: string }) => step.name === 'name');
    expect(name.env).toContainEqual({ name: 'CLAIMS', value: 'media' });
    expect(find(chart, 'CronJob')['spec'].schedule).toBe('30 3 * * *');
  });

  it('may do with VolumeSnapshots what they must, and nothing else', () => {
    const { chart } = backedUp(Backup.snapshots(NIGHTLY));
    expect(find(chart, 'Role', 'media-snapshots')['rules']).toEqual([
      {
        apiGroups: ['snapshot.storage.k8s.io'],
        resources: ['volumesnapshots'],
        verbs: ['create', 'delete', 'get', 'list', 'watch'],
      },
    ]);
    expect(names(chart, 'ServiceAccount')).toContain('media-snapshots');
  });

  it('have signals beside those of the volume', () => {
    const { web } = backedUp(Backup.snapshots(NIGHTLY));
    const all = web.signals.map(({ name }) => name);
    expect(all).toEqual(['VolumeNearlyFull', 'VolumeFilling', 'SnapshotAge', 'SnapshotFailed']);
  });

  it('have signals that name the claim where there are several', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.volumeSnapshots()] }).attachTo(chart);
    const claim = (name: string) => Volume.claim({ name, size: Size.gibibytes(1), backup: Backup.snapshots(NIGHTLY) });
    const volumes = { '/srv/a': claim('drafts'), '/srv/b': claim('media') };
    const web = new WebApp(chart, 'web', { image, replicas: 1, strategy: 'recreate', volumes });
    const all = web.signals.map(({ name }) => name);
    expect(all).toEqual(expect.arrayContaining(['SnapshotAgeDrafts', 'SnapshotAgeMedia']));
    expect(new Set(all).size).toBe(all.length);
  });

  it('fit the schemas and the security baseline', () => {
    const { chart } = backedUp(Backup.snapshots(NIGHTLY));
    expect(errorsOf(chart)).toEqual([]);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('fails on a cluster without snapshots', () => {
    expect(() => backedUp(Backup.snapshots(NIGHTLY), [])).toThrow(/Backup\.snapshots needs .+ got a cluster without/);
  });

  it('fails for a backup that asks a server', () => {
    const credentials = { accessKeyId: SecretKey.of('b', 'id'), secretAccessKey: SecretKey.of('b', 'key') };
    const bucket = ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials });
    expect(() => backedUp(Backup.to(bucket, NIGHTLY))).toThrow(
      /the claim of a program is backed up by snapshots, got Backup\.to; use Backup\.snapshots/,
    );
  });

  it('fails for something else', () => {
    expect(() => backedUp({ every: 'night' } as never)).toThrow(
      /Volume\.claim\.backup must be a Backup, got .+ use Back/,
    );
  });
});
