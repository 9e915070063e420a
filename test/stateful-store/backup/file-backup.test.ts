import { Duration, Size } from 'cdk8s';
import { AddOn, Backup, Cluster, Credentials, Engine, type FileBackupProps, StatefulStore } from '../../../lib';
import { find, names, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';
import { backedUp, bucket, NIGHTLY, podOfJob, steps, variables } from './support';

describe('Backup.to', () => {
  it('makes objects that fit their schemas', () => {
    expect(synth(backedUp().chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('takes, claims the place, uploads, compares and only then deletes, one container after the other', () => {
    const { chart } = backedUp();
    const pod = podOfJob(chart);
    expect(steps(pod).map(({ name, image }) => [name, image])).toEqual([
      ['take', 'docker.io/valkey/valkey:9.1.1'],
      ['claim', 'docker.io/rclone/rclone:1.75.2'],
      ['upload', 'docker.io/rclone/rclone:1.75.2'],
      ['compare', 'docker.io/rclone/rclone:1.75.2'],
      ['retain', 'docker.io/rclone/rclone:1.75.2'],
    ]);
    expect(pod['containers']).toHaveLength(1);
  });

  it('runs at its time, one at a time, and not for ever', () => {
    const { chart } = backedUp({ timeZone: 'Europe/Oslo', timeout: Duration.hours(3), backoffLimit: 1 });
    const { spec } = find(chart, 'CronJob', 'sessions-backup');
    expect(spec).toMatchObject({ schedule: '30 3 * * *', timeZone: 'Europe/Oslo', concurrencyPolicy: 'Forbid' });
    expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 10800, backoffLimit: 1 });
  });

  it('does not try again when the place belongs to others or the size has collapsed, as nothing would change', () => {
    const { rules } = find(backedUp().chart, 'CronJob')['spec'].jobTemplate.spec.podFailurePolicy;
    expect(rules.slice(0, 2)).toEqual(
      ['claim', 'compare'].map((containerName) => ({
        action: 'FailJob',
        onExitCodes: { containerName, operator: 'In', values: [3] },
      })),
    );
  });

  it('is tried again where Kubernetes has no rules about exit codes alone', () => {
    const chart = testChart();
    Cluster.generic({ version: '1.28' }).attachTo(chart);
    const backup = Backup.to(bucket(), NIGHTLY);
    const credentials = Credentials.fromSecret('own', 'password');
    new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), credentials, backup });
    const { rules } = find(chart, 'CronJob')['spec'].jobTemplate.spec.podFailurePolicy;
    expect(rules).toEqual([{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }]);
  });

  it('gives the credentials of the bucket to rclone alone, as files, and those of the store to the engine alone', () => {
    const pod = podOfJob(backedUp().chart);
    expect(JSON.stringify(steps(pod).map(({ env, command }) => [env, command]))).not.toContain('secretKeyRef');
    const paths = steps(pod).map((step) => step['volumeMounts'].map((mount: { mountPath: string }) => mount.mountPath));
    const seeing = (path: string) => steps(pod).flatMap(({ name }, at) => (paths[at].includes(path) ? [name] : []));
    expect(seeing('/run/secrets/object-store')).toEqual(['claim', 'upload', 'retain']);
    expect(seeing('/run/secrets/store')).toEqual(['take']);
    expect(pod['volumes']).toContainEqual({
      name: 'object-store',
      projected: {
        defaultMode: 288,
        sources: [
          { secret: { name: 'bucket', items: [{ key: 'access-key', path: 'ACCESS_KEY_ID' }] } },
          { secret: { name: 'bucket', items: [{ key: 'secret-key', path: 'SECRET_ACCESS_KEY' }] } },
        ],
      },
    });
  });

  it('runs as an account of its own without a token', () => {
    const { chart } = backedUp();
    const pod = podOfJob(chart);
    expect(pod).toMatchObject({ automountServiceAccountToken: false, serviceAccountName: 'sessions-backup' });
    expect(names(chart, 'ServiceAccount')).toContain('sessions-backup');
    expect(names(chart, 'RoleBinding')).toEqual(['sessions-credentials']);
  });

  it('lets the pods of a run out to the store, the bucket and DNS, and nobody in', () => {
    const { chart } = backedUp();
    const own = synth(chart).filter(
      ({ kind, spec }) =>
        kind === 'NetworkPolicy' && spec.podSelector.matchLabels?.['app.kubernetes.io/component'] === 'backup',
    );
    expect(own.map(({ metadata }) => metadata['name']).sort()).toEqual([
      'sessions-backup',
      'sessions-backup-to-acme-backups.s3.eu-west-1.amazonaws.com',
      'sessions-backup-to-sessions',
    ]);
    expect(own.flatMap(({ spec }) => spec.ingress ?? [])).toEqual([]);
    const ports = own.flatMap(({ spec }) => (spec.egress ?? []).flatMap((rule: { ports: unknown[] }) => rule.ports));
    expect(ports.map(({ port }: { port: number }) => port).sort()).toEqual([443, 53, 53, 6379].sort());
    expect(find(chart, 'NetworkPolicy', 'sessions-from-sessions-backup')['spec'].ingress).toHaveLength(1);
  });

  it('opens the network by the name of the bucket where the plugin can', () => {
    const app = testChart();
    Cluster.generic({ installed: [AddOn.cilium()] }).attachTo(app);
    const { chart } = backedUp({}, {}, app);
    const policy = find(chart, 'CiliumNetworkPolicy', 'sessions-backup-to-acme-backups.s3.eu-west-1.amazonaws.com');
    const hosts = policy['spec'].egress.flatMap(({ toFQDNs = [] }: { toFQDNs?: unknown[] }) => toFQDNs);
    expect(hosts).toEqual([{ matchName: 'acme-backups.s3.eu-west-1.amazonaws.com' }]);
  });

  it('keeps what it is told to keep', () => {
    const kept = (keep: FileBackupProps['keep']) => {
      const { KEEP_NEWEST, KEEP_SECONDS } = variables(steps(podOfJob(backedUp({ keep }).chart)).pop());
      return [KEEP_NEWEST, KEEP_SECONDS];
    };
    expect(kept(14)).toEqual(['14', '0']);
    expect(kept({ newest: 3, within: Duration.days(30) })).toEqual(['3', '2592000']);
    expect(kept('all')).toEqual(['all', '0']);
  });

  it('has space for one copy of the data on the node, or on a volume that lives as long as the run', () => {
    const work = (props: Partial<FileBackupProps>) =>
      podOfJob(backedUp(props, { memory: Size.gibibytes(1) }).chart)['volumes'].find(
        ({ name }: { name: string }) => name === 'work',
      );
    expect(work({})).toEqual({ name: 'work', emptyDir: { sizeLimit: '512Mi' } });
    expect(work({ scratch: Size.gibibytes(2), scratchClass: 'fast' })).toEqual({
      name: 'work',
      ephemeral: {
        volumeClaimTemplate: {
          metadata: { labels: { 'velero.io/exclude-from-backup': 'true' } },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '2Gi' } },
            storageClassName: 'fast',
          },
        },
      },
    });
  });

  it('does not roll the pods of the store', () => {
    const set = (props: Parameters<typeof backedUp>[1]) => find(backedUp({}, props).chart, 'StatefulSet');
    expect(set({})).toEqual(set({ backup: [] }));
  });

  it('lets two stores have one bucket', () => {
    const { chart } = backedUp();
    const orders = { engine: Engine.redis(), backup: Backup.to(bucket(), NIGHTLY) };
    new StatefulStore(chart, 'orders', orders);
    const place = (name: string) => variables(steps(podOfJob(chart, name)).pop())['ROOT'];
    expect(place('sessions-backup')).toBe('store:acme-backups/shop/sessions');
    expect(place('orders-backup')).toBe('store:acme-backups/shop/orders');
  });

  it('fails when two stores write to one place', () => {
    const { chart } = backedUp({ path: 'here' });
    const backup = Backup.to(bucket(), { ...NIGHTLY, path: 'here' });
    expect(() => new StatefulStore(chart, 'orders', { engine: Engine.valkey(), backup })).toThrow(
      '[shop/orders/Backup] two backups must not be in one place, got https://s3.eu-west-1.amazonaws.com/acme-backups/here; shop/sessions/Backup writes there; set another path or prefix',
    );
  });

  it('fails when stores of two clusters would write to one place', () => {
    const { chart } = backedUp();
    const other = testChart('elsewhere', chart.node.root as never);
    const props = { engine: Engine.valkey(), credentials: Credentials.fromSecret('s', 'k') };
    const backup = Backup.to(bucket(), { ...NIGHTLY, path: 'shop/sessions' });
    expect(() => new StatefulStore(other, 'sessions', { ...props, backup })).toThrow(/must not be in one place/);
  });

  it.each<[string, Partial<FileBackupProps>, RegExp]>([
    ['the schedule never comes', { schedule: '0 0 30 2 *' }, /schedule must have the fields .*, got 0 0 30 2 \*/],
    ['the time zone is unknown', { timeZone: 'Oslo' }, /timeZone must be one of the IANA database, got Oslo/],
    ['no backup is kept', { keep: 0 }, /keep must be a whole number from 1 to 100000, got 0; use 1 or more/],
    ['part of a backup is kept', { keep: { newest: 1.5 } }, /keep must be a whole number .* got 1.5/],
    ['backups are kept for no time', { keep: { newest: 1, within: Duration.seconds(0) } }, /keep.within in seconds/],
    ['the path begins with a slash', { path: '/here' }, /the path of backups must be names .*, got \/here/],
    ['the path leads out', { path: 'a/../b' }, /the path of backups must be names/],
    ['the size may collapse by more than all', { collapse: 101 }, /collapse in percent must be .* got 101/],
    ['there is no space', { scratch: Size.mebibytes(0) }, /scratch must be a positive amount/],
    ['the memory is nothing', { memory: Size.mebibytes(0) }, /memory must be a positive amount/],
    ['a run may take no time', { timeout: Duration.seconds(0) }, /timeout in seconds must be .* got 0; use 1 or more/],
    ['the class of the space is no name', { scratchClass: 'Fast' }, /scratchClass must be a DNS name .* got Fast/],
  ])('fails when %s', (_, props, message) => {
    expect(() => backedUp(props)).toThrow(message);
  });

  it.each<[string, Partial<FileBackupProps>]>([
    ['schedule', { schedule: 'sometimes' }],
    ['time zone', { timeZone: 'Oslo' }],
    ['retention', { keep: 0 }],
  ])('makes no object of a backup with an invalid %s', (_, props) => {
    const chart = testChart();
    expect(() => backedUp(props, {}, chart)).toThrow(/^\[shop\/sessions\/Backup\] /);
    const backup = chart.node.findChild('sessions').node.findChild('Backup');
    expect(backup.node.findAll()).toEqual([backup]);
  });

  it('fails when the engine does not say how it is backed up', () => {
    const { model } = Engine.valkey();
    const engine = Engine.of({
      ...model,
      name: 'mine',
      describe: (facts) => ({ ...model.describe(facts), backup: undefined }),
    });
    expect(() => backedUp({}, { engine })).toThrow(
      '[shop/sessions] mine must say how it is backed up, got nothing; use Backup.snapshots, or leave it out',
    );
  });
});
