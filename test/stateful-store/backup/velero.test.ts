import { Chart, Duration, Testing } from 'cdk8s';
import { AddOn, Backup, Cluster, type ClusterProps, Engine, StatefulStore, type VeleroProps } from '../../../lib';
import { find, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';

const NIGHTLY: VeleroProps = { schedule: '0 2 * * *', keep: Duration.days(30) };

function backedUp(
  props: Partial<VeleroProps> = {},
  engine = Engine.valkey(),
  cluster: ClusterProps = { installed: [AddOn.velero()] },
  chart = testChart(),
) {
  Cluster.generic(cluster).attachTo(chart);
  const store = new StatefulStore(chart, 'sessions', { engine, backup: Backup.velero({ ...NIGHTLY, ...props }) });
  return { chart, store, template: find(chart, 'StatefulSet')['spec'].template };
}

describe('Backup.velero', () => {
  it('makes objects that fit their schemas', () => {
    expect(synth(backedUp({ volumes: 'files' }).chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('asks Velero, in its own namespace, for the objects and volumes of the store', () => {
    const schedule = find(backedUp({ storageLocation: 'offsite' }).chart, 'Schedule');
    expect(schedule['metadata']).toMatchObject({ name: 'shop-sessions', namespace: 'velero' });
    expect(schedule['spec']).toEqual({
      schedule: '0 2 * * *',
      template: {
        includedNamespaces: ['shop'],
        labelSelector: {
          matchLabels: { 'app.kubernetes.io/component': 'stateful-store', 'app.kubernetes.io/name': 'sessions' },
        },
        snapshotVolumes: true,
        storageLocation: 'offsite',
        ttl: '2592000s',
      },
    });
  });

  it('asks nothing of the pods for snapshots, which are of one moment', () => {
    expect(JSON.stringify(backedUp().template.metadata.annotations)).not.toContain('velero');
  });

  it('has the engine hold still while files are copied', () => {
    const { template, chart } = backedUp({ volumes: 'files' });
    const { annotations } = template.metadata;
    expect(annotations['backup.velero.io/backup-volumes']).toBe('data');
    for (const when of ['pre', 'post']) {
      const hook = JSON.parse(annotations[`${when}.hook.backup.velero.io/command`]);
      expect(hook[0]).toBe('env');
      expect(hook).toContain('PORT=6379');
      expect(hook.slice(-3)).toEqual(['sh', '/etc/backup/backup-still.sh', when === 'pre' ? 'begin' : 'end']);
      expect(annotations[`${when}.hook.backup.velero.io/container`]).toBe('sessions');
    }
    const server = template.spec.containers.find(({ name }: { name: string }) => name === 'sessions');
    expect(server.volumeMounts).toContainEqual({ name: 'backup', mountPath: '/etc/backup', readOnly: true });
    expect(find(chart, 'Schedule')['spec'].template.snapshotVolumes).toBe(false);
  });

  it('can be paused', () => {
    expect(find(backedUp({ suspend: true }).chart, 'Schedule')['spec'].paused).toBe(true);
  });

  it('tells how old the newest backup is', () => {
    const { signals } = backedUp().store;
    const age = signals.find(({ name }) => name === 'VeleroBackupAge');
    expect(age?.expr('')).toBe(
      'time() - (max(velero_backup_last_successful_timestamp{schedule="shop-sessions"})' +
        ' or min(min_over_time(timestamp(velero_backup_attempt_total{schedule="shop-sessions"})[93600s:10m])))',
    );
    expect(age?.alert?.above).toBe(25 * 3600);
  });

  it('stands beside another backup', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.velero(), AddOn.volumeSnapshots()] }).attachTo(chart);
    const backup = [Backup.velero(NIGHTLY), Backup.snapshots({ schedule: '@hourly', keep: 24 })];
    const { signals } = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), backup });
    expect(new Set(signals.map(({ name }) => name)).size).toBe(signals.length);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'Velero is not there',
      () => backedUp({}, Engine.valkey(), {}),
      /\[shop\/sessions\/Velero\] Backup.velero needs Velero, got a cluster without; say installed: \[AddOn.velero\(\)\] in the Cluster$/,
    ],
    ['nothing is kept', () => backedUp({ keep: Duration.seconds(0) }), /keep in seconds must be .* got 0/],
    ['the schedule never comes', () => backedUp({ schedule: 'x' }), /schedule must have the fields/],
    ['the volumes are copied in another way', () => backedUp({ volumes: 'all' as never }), /volumes must be one of/],
    ['the location is no name', () => backedUp({ storageLocation: 'A' }), /storageLocation must be a DNS name/],
    [
      'the namespace is not known',
      () => backedUp({}, Engine.valkey(), { installed: [AddOn.velero()] }, new Chart(Testing.app(), 'nameless')),
      /Velero needs to know the namespace/,
    ],
    [
      'its namespace is no name',
      () => Cluster.generic({ installed: [AddOn.velero({ namespace: 'Velero' })] }),
      /the namespace of Velero must be a DNS label/,
    ],
    [
      'the engine cannot hold still',
      () => {
        const { model } = Engine.valkey();
        const describe: typeof model.describe = (facts) => ({ ...model.describe(facts), backup: undefined });
        return backedUp({ volumes: 'files' }, Engine.of({ ...model, describe }));
      },
      /valkey cannot hold still while its files are copied, got files; use volumes: 'snapshots'/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
